import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { askAgainAndAgain, inTurns, workAgainAndAgain } from './load.ts'
import type { Ground } from './ground.ts'
import { besideRaw, type Row } from './table.ts'

const ROUNDS = { rounds: 5, seconds: 1 }
/** What a leading open tender API does on this store, without transactions or sync. */
export const LEADING = { reads: 222, creations: 53 }

/** The notice of a tender as everybody reads it, beside Express alone and beside the database's driver alone. */
export async function reading({ world, people, notice, logs, processes }: Ground, site: number): Promise<Row[]> {
  const page = { path: `/tenders/${notice.id}` }
  const json = { path: `/api/v1/tenders/${notice.id}` }
  // Who is signed in is not answered from what is kept for visitors: two things are read for each call.
  const { token } = await world.services.tokens.issue(people.expert.id)
  const signedIn = { ...json, headers: { Authorization: `Bearer ${token}` } }
  const folder = join(logs, 'bytes')
  mkdirSync(folder)
  const bytes = async ({ path }: { path: string }) => (await fetch(`http://127.0.0.1:${site}${path}`, { headers: { 'Accept-Encoding': 'identity' } })).text()
  writeFileSync(join(folder, 'page.html'), await bytes(page))
  writeFileSync(join(folder, 'page.json'), await bytes(json))
  const bare = await processes.bare(folder)
  const raw = mongoose.connection.collection('tenders')
  const found = await inTurns({
    page: seconds => askAgainAndAgain(site, page, seconds),
    barePage: seconds => askAgainAndAgain(bare, { path: '/page' }, seconds),
    json: seconds => askAgainAndAgain(site, json, seconds),
    bareJson: seconds => askAgainAndAgain(bare, { path: '/json' }, seconds),
    signedIn: seconds => askAgainAndAgain(site, signedIn, seconds),
    findOne: seconds => workAgainAndAgain(() => raw.findOne({ _id: notice.id as never }), seconds),
  }, ROUNDS)
  return [
    besideRaw('Tender notice as page', found.page, { what: 'bare Express', figure: found.barePage }, 0.5),
    besideRaw('Tender notice as JSON', found.json, { what: 'bare Express', figure: found.bareJson }),
    besideRaw('Tender read as JSON', found.json, { what: 'driver’s findOne', figure: found.findOne }, 0.5),
    besideRaw('Tender read as JSON by who is signed in', found.signedIn, { what: 'driver’s findOne', figure: found.findOne }),
    besideRaw('Tender read as JSON', found.json, { what: 'leading open API', figure: LEADING.reads }),
  ]
}
