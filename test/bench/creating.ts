import mongoose from 'mongoose'
import { aTenderDraft } from '../../fixtures/tender.ts'
import { askAgainAndAgain, inTurns, workAgainAndAgain, type Ask } from './load.ts'
import { newId } from '../../src/platform/document.ts'
import type { Ground } from './ground.ts'
import { LEADING } from './reading.ts'
import { besideRaw, type Row } from './table.ts'

type Doc = { _id: string } & Record<string, unknown>
const collectionOf = (name: string) => mongoose.connection.collection<Doc>(name)
/** What the drafting of a tender writes, besides its number. */
const WRITTEN = ['tenders', 'audit_heads', 'audit_events']
const ROUNDS = { rounds: 3, seconds: 2.5 }

/** Drafting a tender by the API, beside a transaction that writes the same documents and nothing else. */
export async function creating({ world, people, lineId }: Ground, site: number): Promise<Row[]> {
  const { token } = await world.services.tokens.issue(people.buyer.id)
  const create: Ask = { method: 'POST', path: '/api/v1/tenders', status: 201, headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify(aTenderDraft(lineId)) }
  const raw = await sameWrites(site, create)
  const found = await inTurns({
    create: seconds => askAgainAndAgain(site, create, seconds),
    raw: seconds => workAgainAndAgain(raw, seconds),
  }, ROUNDS)
  return [
    besideRaw('Tender drafted as JSON', found.create, { what: 'raw transaction', figure: found.raw }, 0.6),
    besideRaw('Tender drafted as JSON', found.create, { what: 'leading open API', figure: LEADING.creations }),
  ]
}

/** Drafts one tender, looks what that wrote, and gives the work that writes the like, in one transaction with the same safety. */
async function sameWrites(site: number, { path, method, headers, body }: Ask): Promise<() => Promise<unknown>> {
  const draft = () => fetch(`http://127.0.0.1:${site}${path}`, { method, headers: { ...headers, 'Content-Type': 'application/json' }, body })
  // The first draft also notes a session of the store, which is no part of a draft.
  await draft()
  const counted = await counts()
  const answer = await draft()
  const { id } = await answer.json() as { id: string }
  const grown = Object.entries(await counts()).filter(([name, count]) => count !== (counted[name] ?? 0)).map(([name, count]) => `${name} +${count - (counted[name] ?? 0)}`)
  const wanted = WRITTEN.map(name => `${name} +1`)
  if (grown.sort().join() !== wanted.sort().join()) throw new Error(`Drafting a tender wrote ${grown.join(', ')}; the bench compares with ${wanted.join(', ')}`)
  const subject = `tender:${id}`
  const [tender, head, event] = await Promise.all([
    collectionOf('tenders').findOne({ _id: id }), collectionOf('audit_heads').findOne({ _id: subject }), collectionOf('audit_events').findOne({ subject }),
  ])
  if (!tender || !head || !event) throw new Error(`Drafting ${id} did not write what the bench compares with`)
  await mongoose.connection.collection<{ _id: string; last: number }>('counters').insertOne({ _id: 'RAW', last: 0 })
  return async () => {
    const fresh = newId()
    await mongoose.connection.collection<{ _id: string; last: number }>('counters').findOneAndUpdate({ _id: 'RAW' }, { $inc: { last: 1 } })
    await mongoose.connection.getClient().withSession(session => session.withTransaction(async () => {
      await collectionOf('tenders').insertOne({ ...tender, _id: fresh, reference: `RAW-${fresh}` }, { session })
      await collectionOf('audit_heads').insertOne({ ...head, _id: `tender:${fresh}` }, { session })
      await collectionOf('audit_events').insertOne({ ...event, _id: newId(), subject: `tender:${fresh}` }, { session })
    }))
  }
}

async function counts(): Promise<Record<string, number>> {
  const names = (await mongoose.connection.db!.listCollections().toArray()).map(({ name }) => name)
  return Object.fromEntries(await Promise.all(names.map(async name => [name, await collectionOf(name).countDocuments()] as const)))
}
