import { accountStore, messageStore, preferenceStore, tellingService, untoldStore } from '../../src/people/index.ts'
import type { Matter } from '../../src/people/telling.schema.ts'
import { auditLog } from '../../src/platform/audit.ts'
import { connect, transact } from '../../src/platform/database.ts'

const bare: Matter = { href: '/home', facts: { name: '大庆市晨曦服务中心' }, areas: [], people: {}, bidders: [], results: [], announced: false }

/** A telling service on the real stores, whose things are all of one shape; `changes` are what a test puts in its place. */
export const tellingOf = (organizationId: string, changes: Partial<Parameters<typeof tellingService>[0]> = {}) => tellingService({
  untold: untoldStore, messages: messageStore, preferences: preferenceStore, accounts: accountStore, event: auditLog({ clock: () => new Date() }).event,
  matterOf: { organization: async () => ({ ...bare, organizationId }) }, registered: async () => new Set(), goes: 'nowhere', transact,
  enqueue: async () => undefined, ...changes,
})

// Run by itself it is a worker that a test kills.
if (process.argv[1] === import.meta.filename) {
  const [uri = '', organizationId = ''] = process.argv.slice(2)
  await connect(uri)
  await tellingOf(organizationId).tellAll()
  process.exit(0)
}
