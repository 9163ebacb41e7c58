import { z } from 'zod'
import { Role } from '../kernel/actor.ts'
import { Audience } from '../kernel/discussion.ts'

/** What somebody said about a record. It is never changed; its writer may take it back, and then its text is gone and the fact stays. */
export const Comment = z.object({
  id: z.string(),
  revision: z.int().default(0),
  subject: z.string().meta({ description: 'kind:id of the record, as in the audit log' }),
  title: z.string().meta({ description: 'Of the record, as messages name it' }),
  href: z.string().meta({ description: 'Page of the record' }),
  audience: Audience,
  text: z.string().max(2_000),
  writer: z.object({ accountId: z.string(), name: z.string(), role: Role }),
  at: z.date(),
  mentions: z.array(z.object({ accountId: z.string(), name: z.string() })).default([]).meta({ description: 'Who was named with @ and may read it; they are told' }),
  takenBackAt: z.date().optional(),
})
export type Comment = z.infer<typeof Comment>

/** The field has the name that it has on every page. */
export const WriteComment = z.object({ comment: Comment.shape.text.trim().min(1), audience: Audience })
export type WriteComment = z.infer<typeof WriteComment>

export const CommentSeen = Comment.pick({ id: true, audience: true, text: true, at: true, takenBackAt: true }).extend({
  writer: Comment.shape.writer.omit({ accountId: true }), mentions: z.array(z.string()).meta({ description: 'Names' }),
}).meta({ id: 'Comment', description: 'What was taken back has no text any more' })
export type CommentSeen = z.infer<typeof CommentSeen>
export const seenOf = ({ mentions, ...comment }: Comment): z.input<typeof CommentSeen> => ({ ...comment, mentions: mentions.map(({ name }) => name) })
