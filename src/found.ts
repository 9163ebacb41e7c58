import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { openGround } from './ground.ts'
import { platformItself, type Actor } from './kernel/actor.ts'
import { NewAccount } from './people/account.schema.ts'
import { readConfig } from './platform/config.ts'
import { openLog } from './platform/log.ts'
import { Area } from './registry/area.schema.ts'
import type { Services } from './services.ts'

const USAGE = `npm run found -- <address> <name> <code of the city> <its name>
for example: npm run found -- admin@city.gov.cn 王管理 230600 大庆市`

const Founding = z.tuple([NewAccount.shape.email, NewAccount.shape.name, Area.shape.id, Area.shape.name])
/** The one act that nobody signed in can do, so the platform does it itself, with the roles that it takes. */
const founder: Actor = { ...platformItself, grants: [{ role: 'administrator' }, { role: 'bureau' }] }

/**
 * Makes a site of one's own out of an empty database: the area at the top and the first administrator, who makes all other
 * accounts. Refused once there is an administrator, so that whoever can run programs here cannot quietly add another.
 */
async function found({ accounts, areas, clock }: Services, [email, name, code, city]: z.infer<typeof Founding>): Promise<string> {
  if ((await accounts.withRole('administrator')).length > 0) throw new Error('There is an administrator already, who makes all other accounts: sign in as such.')
  // Areas first: where the run ends in between, it can be run again.
  const top = (await areas.top()).find(({ kind }) => kind === 'city')
  if (!top) await areas.define(founder, { id: code, name: city, kind: 'city', status: 'running', validFrom: clock() })
  const password = randomBytes(12).toString('base64url')
  await accounts.create(founder, { name, email, password, grants: [{ role: 'administrator' }], phone: undefined, employer: undefined, field: undefined })
  return `${top?.name ?? city} stands. First administrator: ${email}, password ${password}\nSign in, change it, and make the accounts of the bureau; its staff define districts and communities.`
}

try {
  const asked = Founding.safeParse(process.argv.slice(2))
  if (!asked.success) throw new Error(`These are not an address, a name, a division code of 6 digits and a city.\n${USAGE}`)
  const ground = await openGround(readConfig(process.env), openLog({ level: 'silent' }))
  try {
    process.stdout.write(`${await found(ground.services, asked.data)}\n`)
  } finally {
    await ground.close()
  }
} catch (error) {
  process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`)
  // A ground that could not be laid leaves connections open, which would keep this running.
  process.exit(1)
}
