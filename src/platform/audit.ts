import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import type { Actor } from '../kernel/actor.ts'
import { RuleBroken } from '../kernel/refusal.ts'
import { AuditEvent } from './audit-event.schema.ts'
import { canonical } from './canonical.ts'
import { collection, newId, type Stored } from './document.ts'
import { currentSession } from './database.ts'
import { note } from './noted-events.ts'

export type Change = {
  kind: string
  action: string
  before: Stored | null
  after: Stored
  reason?: string
  ruleSet?: string
  /** Fields whose values must not stand in the log; that they changed is still said. */
  secret?: string[]
}

const events = collection('audit_events', AuditEvent, [[{ subject: 1, seq: 1 }, { unique: true }]])
/** The head of each chain, so that cutting off its end is found too. */
const heads = () => mongoose.connection.collection<{ _id: string; seq: number; hash: string }>('audit_heads')

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const sealed = ({ hash: _, revision: __, ...event }: AuditEvent): string => sha256(canonical(event))

function changed(before: object | null, after: object, secret: string[]) {
  const from = (before ?? {}) as Record<string, unknown>
  const to = after as Record<string, unknown>
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter(field => !['id', 'revision'].includes(field) && canonical(from[field]) !== canonical(to[field]))
    .map(field => secret.includes(field)
      ? { field, from: null, to: null }
      : { field, from: from[field] ?? null, to: to[field] ?? null })
}

const subjectOf = ({ kind, after }: Change): string => `${kind}:${after.id}`
function sessionFor({ action }: Change): mongoose.ClientSession {
  const session = currentSession()
  if (!session) throw new Error(`audit.record(${action}) belongs inside transact()`)
  return session
}

/** The event that follows the head of its chain, or begins a chain. */
function eventOf(actor: Actor, change: Change, { head, at }: { head: { seq: number; hash: string } | null; at: Date }): AuditEvent {
  const { action, reason, ruleSet, before, after, secret = [] } = change
  const event: AuditEvent = {
    id: newId(), revision: 0, subject: subjectOf(change), seq: (head?.seq ?? 0) + 1, at, actorId: actor.id, actorName: actor.name, action,
    ...(reason && { reason }), ...(ruleSet && { ruleSet }), before: before?.revision ?? null, after: after.revision,
    digest: sha256(canonical(after)), previous: head?.hash ?? '', hash: '',
    // What is hashed is what the store gives back: undefined and invalid values are dropped first.
    changes: JSON.parse(canonical(changed(before, after, secret))) as AuditEvent['changes'],
  }
  return { ...event, hash: sealed(event) }
}

type Log = {
  clock: () => Date
  /** Is told of each event in the transaction that records it, so that neither is there without the other. */
  recorded?: (event: AuditEvent) => Promise<unknown>
}

export const auditLog = ({ clock, recorded }: Log) => ({
  /** Appends to the chain of the subject; called inside the transaction that makes the change. */
  async record(actor: Actor, change: Change): Promise<void> {
    const subject = subjectOf(change)
    const session = sessionFor(change)
    const head = await heads().findOne({ _id: subject }, { session })
    const event = eventOf(actor, change, { head, at: clock() })
    const { seq, hash } = event
    if (head) {
      const moved = await heads().updateOne({ _id: subject, seq: head.seq }, { $set: { seq, hash } }, { session })
      if (!moved.matchedCount) throw new RuleBroken('changed-meanwhile', `Someone else changed ${subject}`)
    } else {
      await heads().insertOne({ _id: subject, seq, hash }, { session })
    }
    await events.insert(event)
    note(event)
    await recorded?.(event)
  },

  /** Begins the chains of many things that are new, each with its own event; a register of thousands is taken over so. */
  async begin(actor: Actor, changes: Change[]): Promise<void> {
    const [first] = changes
    if (!first) return
    const session = sessionFor(first)
    const begun = changes.map(change => eventOf(actor, change, { head: null, at: clock() }))
    await heads().insertMany(begun.map(({ subject, seq, hash }) => ({ _id: subject, seq, hash })), { session })
    await events.insertAll(begun)
    if (recorded) for (const event of begun) await recorded(event)
  },

  event: (id: string): Promise<AuditEvent | null> => events.maybe(id),

  /** The timeline of a record: its events, oldest first. */
  timeline: (kind: string, id: string): Promise<AuditEvent[]> =>
    events.find({ subject: `${kind}:${id}` }, { sort: { seq: 1 } }),
})
export type Audit = ReturnType<typeof auditLog>

export type Break = { subject: string; seq: number; why: 'missing' | 'altered' | 'unlinked' | 'cut-off' | 'headless' }
export type Verdict = { subjects: number; events: number; first: Break | null }

/** Walks every chain and names the first break. */
export async function verifyChains(): Promise<Verdict> {
  let subjects = 0
  let count = 0
  const seen = new Set<string>()
  for await (const head of heads().find().sort({ _id: 1 })) {
    subjects += 1
    seen.add(head._id)
    const chain = await events.find({ subject: head._id }, { sort: { seq: 1 } })
    count += chain.length
    const broken = firstBreak(head, chain)
    if (broken) return { subjects, events: count, first: broken }
  }
  for (const subject of await events.model.distinct('subject') as string[]) {
    if (!seen.has(subject)) return { subjects, events: count, first: { subject, seq: 1, why: 'headless' } }
  }
  return { subjects, events: count, first: null }
}

function firstBreak(head: { _id: string; seq: number; hash: string }, chain: AuditEvent[]): Break | null {
  let previous = ''
  for (const [index, event] of chain.entries()) {
    const at = { subject: head._id, seq: index + 1 }
    if (event.seq !== index + 1) return { ...at, why: 'missing' }
    if (event.previous !== previous) return { ...at, why: 'unlinked' }
    if (sealed(event) !== event.hash) return { ...at, why: 'altered' }
    previous = event.hash
  }
  if (chain.length !== head.seq || previous !== head.hash) return { subject: head._id, seq: chain.length + 1, why: 'cut-off' }
  return null
}
