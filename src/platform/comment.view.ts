import type { Discussion } from '../kernel/discussion.ts'
import { view } from '../kernel/view.ts'
import { isNaming } from './comment.rules.ts'
import type { Comment } from './comment.schema.ts'
import type { Discussed } from './comment.service.ts'

/** Comments as the partial `comments` shows them; null where the reader takes no part. */
export const discussionPart = (shown: Discussed | null) => shown && {
  href: shown.href, people: shown.people,
  comments: shown.comments.map(({ id, writer, at, text, audience, mentions, own, takenBackAt }) => ({
    id, who: { text: writer.name }, role: writer.role, at, text, seen: { key: `platform.comments.for.${audience}` },
    told: mentions.map(({ name }) => name).join('、'), takenBackAt: takenBackAt ?? null,
    takeBack: own && !takenBackAt ? `${shown.href}/${id}/take-back` : null,
  })),
  audiences: shown.audiences.map(value => ({ value, key: `platform.comments.for.${value}` })),
}

/** What its writer is told: who gets a message, or that no name was found, or only that it is there. */
export const writtenFlash = ({ text, mentions }: Comment): [key: string, params?: object] =>
  mentions.length > 0 ? ['platform.comments.flash.told', { names: mentions.map(({ name }) => name).join('、') }]
    : [isNaming(text) ? 'platform.comments.flash.nobody' : 'platform.comments.flash.written']

/** A page of its own to write on, for who has no scripts: sent from the record's page, a comment would leave behind what is typed in another form there. */
export const commentPage = view('platform/comments', ({ title, href }: Pick<Discussion, 'title' | 'href'>, shown: Discussed) => ({
  title: { key: 'platform.comments.title' }, lead: { text: title }, discussion: discussionPart(shown), back: href,
  breadcrumbs: [{ text: title, href }, { key: 'platform.comments.title' }],
}))
