import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Sentence } from '../kernel/policy.ts'
import { NotFound } from '../kernel/refusal.ts'
import { WriteComment } from './comment.schema.ts'
import type { CommentService } from './comment.service.ts'
import { commentPage, writtenFlash } from './comment.view.ts'
import { Id } from './endpoint.ts'
import { form, goTo, page, show, type AnyPage, type Answer } from './page.ts'

export const CommentId = Id.extend({ comment: z.string().max(64) })

type Given = {
  comments: CommentService
  /** Of the record, with its id, such as /contracts/:id. */
  path: string
  may: Sentence
  /** The record that this person may see. */
  of: (actor: Actor, id: string) => Promise<Discussion>
  /** The record's page, shown again with what was typed. */
  again: (actor: Actor, id: string) => Promise<Answer>
}

/** Writing a comment on a record, and taking it back. */
export const commentForms = ({ comments, path, may, of, again }: Given): AnyPage[] => [
  page({
    path: `${path}/comments`, may, params: Id,
    handle: async ({ actor, params }) => {
      const discussion = await of(actor, params.id)
      const shown = await comments.shown(actor, discussion, [])
      if (!shown) throw new NotFound('page-not-found', 'Nobody talks here with this person')
      return show(commentPage, discussion, shown)
    },
  }),
  form({
    path: `${path}/comments`, may, params: Id, body: WriteComment,
    handle: async ({ actor, params, body }) => {
      const discussion = await of(actor, params.id)
      const written = await comments.write(actor, discussion, body)
      return goTo(`${discussion.href}#comment-${written.id}`, ...writtenFlash(written))
    },
    again: ({ actor, params }) => again(actor, params.id),
  }),
  form({
    path: `${path}/comments/:comment/take-back`, may, params: CommentId, body: z.object({}),
    handle: async ({ actor, params }) => {
      const discussion = await of(actor, params.id)
      const { id } = await comments.takeBack(actor, discussion, params.comment)
      return goTo(`${discussion.href}#comment-${id}`, 'platform.comments.flash.taken-back')
    },
    again: ({ actor, params }) => again(actor, params.id),
  }),
]
