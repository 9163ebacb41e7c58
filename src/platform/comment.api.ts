import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Sentence } from '../kernel/policy.ts'
import { CommentId } from './comment.pages.ts'
import { CommentSeen, seenOf, WriteComment } from './comment.schema.ts'
import type { CommentService } from './comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from './endpoint.ts'

type Given = { comments: CommentService; path: string; may: Sentence; of: (actor: Actor, id: string) => Promise<Discussion> }

/** The comments on a record: reading those that one may read, writing, taking back. */
export const commentCalls = ({ comments, path, may, of }: Given): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: `${path}/comments`, may, summary: 'Comments that the caller may read, the oldest first',
    params: Id, reply: z.object({ comments: z.array(CommentSeen) }),
    handle: async ({ actor, params }) => ({ comments: (await comments.read(actor, await of(actor, params.id))).map(seenOf) }),
  }),
  endpoint({
    method: 'post', path: `${path}/comments`, may, summary: 'Comment for staff, or for all who take part; who is named with @ and may read it is told',
    params: Id, body: WriteComment, reply: CommentSeen, status: 201,
    handle: async ({ actor, params, body }) => seenOf(await comments.write(actor, await of(actor, params.id), body)),
  }),
  endpoint({
    method: 'post', path: `${path}/comments/:comment/take-back`, may, summary: 'Take back an own comment: its text goes, the fact stays',
    params: CommentId, reply: CommentSeen, handle: async ({ actor, params }) => seenOf(await comments.takeBack(actor, await of(actor, params.id), params.comment)),
  }),
]
