import type { Actor, Role } from '../kernel/actor.ts'
import type { Discussion } from '../kernel/discussion.ts'
import { may } from '../kernel/policy.ts'
import { Forbidden, RuleBroken } from '../kernel/refusal.ts'
import type { Comment, WriteComment } from './comment.schema.ts'

type Person = Pick<Actor, 'id' | 'name'>

/**
 * The people whose name stands after an @ of the text. The longest name counts, so that @王丽华 is not 王丽; of two of one name both are
 * meant, since the text tells them not apart.
 */
export function mentionsIn<P extends Person>(text: string, people: P[]): P[] {
  const byLength = [...new Set(people.map(({ name }) => name))].toSorted((a, b) => b.length - a.length)
  const named = new Set([...text.matchAll(/[@＠]/g)].flatMap(({ index }) =>
    byLength.find(name => text.startsWith(name, index + 1) && !goesOn(text, index + 1 + name.length)) ?? []))
  return people.filter(({ name }) => named.has(name))
}

/** A Latin word that goes on is another name; Chinese has no such sign. */
const goesOn = (text: string, at: number): boolean => /[A-Za-z0-9]/.test(text[at] ?? '') && /[A-Za-z0-9]/.test(text[at - 1] ?? '')

export const isNaming = (text: string): boolean => /[@＠]/.test(text)

/** In which of the actor's roles somebody speaks here. */
export function roleOf(actor: Actor, { readers, thing }: Discussion, audience: Comment['audience']): Role | undefined {
  const sentence = readers[audience]
  return sentence && actor.grants.find(grant => may(sentence, { ...actor, grants: [grant] }, thing))?.role
}

type Given = { id: string; at: Date; readers: Actor[] }
/** Throws Forbidden where this audience is not the writer's own. */
export function write(actor: Actor, discussion: Discussion, { comment: text, audience }: WriteComment, { id, at, readers }: Given): Comment {
  const role = roleOf(actor, discussion, audience)
  if (!role) throw new Forbidden('forbidden', `${actor.id} may not write for ${audience}`)
  return {
    id, revision: 0, subject: `${discussion.kind}:${discussion.thing.id}`, title: discussion.title, href: discussion.href, audience, text,
    writer: { accountId: actor.id, name: actor.name, role }, at,
    mentions: mentionsIn(text, readers).filter(each => each.id !== actor.id).map(each => ({ accountId: each.id, name: each.name })),
  }
}

/** The text goes, the fact stays. Throws Forbidden `not-your-comment`, RuleBroken `comment-taken-back`. */
export function takeBack(actor: Actor, comment: Comment, now: Date): Comment {
  if (comment.writer.accountId !== actor.id) throw new Forbidden('not-your-comment', 'Only who wrote it takes a comment back')
  if (comment.takenBackAt) throw new RuleBroken('comment-taken-back', 'It was taken back already')
  return { ...comment, text: '', mentions: [], takenBackAt: now }
}

/** As many names as a form offers; all others can be typed. */
const OFFERED = 12
/**
 * Whose names a form offers: first who acted on the record or spoke here. Further readers are offered to the authorities only: whom a
 * bureau has in charge is not laid open to everybody who talks with it.
 */
export function offered(readers: Actor[], { known, actor, staff }: { known: Set<string>; actor: Actor; staff: boolean }): string[] {
  const own = new Set(actor.grants.flatMap(({ organizationId }) => organizationId ?? []))
  const near = (each: Actor) => known.has(each.id) || each.grants.some(({ organizationId }) => organizationId && own.has(organizationId))
  const others = readers.filter(({ id }) => id !== actor.id)
  const names = [...others.filter(near), ...others.filter(each => staff && !near(each))].map(({ name }) => name)
  return [...new Set(names)].slice(0, OFFERED)
}
