import { Comment } from './comment.schema.ts'
import { collection } from './document.ts'

const comments = collection('comments', Comment, [[{ subject: 1, at: 1 }]])

export const commentStore = {
  get: comments.get,
  insert: comments.insert,
  save: comments.save,
  /** The oldest first. */
  of: (subject: string): Promise<Comment[]> => comments.find({ subject }, { sort: { at: 1, _id: 1 } }),
}
export type CommentStore = typeof commentStore
