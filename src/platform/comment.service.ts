import type { Actor, Role } from '../kernel/actor.ts'
import { audiencesFor, type Audience, type Discussion } from '../kernel/discussion.ts'
import { may } from '../kernel/policy.ts'
import { NotFound } from '../kernel/refusal.ts'
import type { Audit } from './audit.ts'
import type { Clock } from './clock.ts'
import { offered, takeBack, write } from './comment.rules.ts'
import type { Comment, WriteComment } from './comment.schema.ts'
import type { CommentStore } from './comment.store.ts'
import type { Transact } from './database.ts'

type Deps = {
  comments: CommentStore
  /** Active people who hold one of the roles; roles within an organization count for the one that is named. */
  holders: (roles: Role[], organizationId?: string) => Promise<Actor[]>
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
}

/** What a page shows a person of a discussion; `people` are the names that the form offers after an @, each for those comments that they may read. */
export type Discussed = { comments: (Comment & { own: boolean })[]; audiences: Audience[]; people: { audience: Audience; names: string[] }[]; href: string }

/** The text may be taken back, so the log does not keep it. */
const SECRET = ['text']
const kind = 'comment'

/** One room for all records; who may enter says each record's policy. */
export const commentService = ({ comments, holders, audit, transact, clock, newId }: Deps) => {
  async function readersOf({ readers, thing, organizationId }: Discussion, audience: Audience): Promise<Actor[]> {
    const sentence = readers[audience]
    if (!sentence) return []
    return (await holders(Object.keys(sentence.who) as Role[], organizationId)).filter(person => may(sentence, person, thing))
  }

  /** All that this person may read. */
  async function read(actor: Actor, discussion: Discussion): Promise<Comment[]> {
    const audiences = audiencesFor(discussion, actor)
    if (audiences.length === 0) return []
    return (await comments.of(`${discussion.kind}:${discussion.thing.id}`)).filter(({ audience }) => audiences.includes(audience))
  }

  return {
    read,

    /** Null for who takes no part; `events` are those of the record, whose actors are offered first. */
    async shown(actor: Actor, discussion: Discussion, events: { actorId: string }[]): Promise<Discussed | null> {
      const audiences = audiencesFor(discussion, actor)
      if (audiences.length === 0) return null
      const [found, readers] = await Promise.all([
        read(actor, discussion), Promise.all(audiences.map(async audience => ({ audience, readers: await readersOf(discussion, audience) }))),
      ])
      const known = new Set([...events.map(({ actorId }) => actorId), ...found.map(({ writer }) => writer.accountId)])
      return {
        comments: found.map(comment => ({ ...comment, own: comment.writer.accountId === actor.id })), audiences, href: `${discussion.href}/comments`,
        people: readers.map(each => ({ audience: each.audience, names: offered(each.readers, { known, actor, staff: audiences.includes('staff') }) })),
      }
    },

    /** Who is named with @ and may read it is told by the event that is recorded. */
    async write(actor: Actor, discussion: Discussion, given: WriteComment): Promise<Comment> {
      const readers = await readersOf(discussion, given.audience)
      return transact(async () => {
        const comment = await comments.insert(write(actor, discussion, given, { id: newId(), at: clock(), readers }))
        await audit.record(actor, { kind, action: 'comment.write', before: null, after: comment, secret: SECRET })
        return comment
      })
    },

    /** Throws NotFound where the record has no such comment that this person may read. */
    async takeBack(actor: Actor, discussion: Discussion, id: string): Promise<Comment> {
      const before = (await read(actor, discussion)).find(comment => comment.id === id)
      if (!before) throw new NotFound('not-found', `No comment ${id}`, { kind })
      return transact(async () => {
        const after = await comments.save(takeBack(actor, before, clock()))
        await audit.record(actor, { kind, action: 'comment.take-back', before, after, secret: SECRET })
        return after
      })
    },
  }
}
export type CommentService = ReturnType<typeof commentService>
