import type { Locale } from './locale.ts'
import { say, type Words } from './words.ts'
import { renderView, type PageContext } from './views.ts'

/** A letter in words that are still to be said in the reader's language. `href` leads to a page of the site. */
export type LetterWords = {
  subject: Words
  lead: Words
  parts: { title: Words; text: Words; href: string }[]
  open: Words
  foot: Words
  choice: { text: Words; href: string }
}
export type LetterText = { subject: string; text: string; html: string }
type Draw = { template: string; locale: Locale; now: Date }

/** Says a letter in one language, as HTML by its template and as plain text for readers without HTML. */
export async function drawLetter(words: LetterWords, { template, locale, now }: Draw): Promise<LetterText> {
  const context: PageContext = {
    lang: locale, now, path: '', query: '', requestId: '', csrf: '', demo: null, flash: null, nav: [], savedViews: [], unread: 0, problems: [], errors: {}, typed: {}, shownTo: '', cameBack: [], checking: null, held: null, askedBack: () => true, unsentForms: [], coEditors: [], overtaken: false,
    actor: { id: '', name: '', signedIn: false, roles: [] },
  }
  return { subject: say(words.subject, locale), text: plain(words, locale), html: await renderView(template, { ...words, layout: false }, context) }
}

function plain({ lead, parts, foot, choice }: LetterWords, locale: Locale): string {
  const said = (words: Words) => say(words, locale)
  return [
    said(lead), '',
    ...parts.flatMap(({ title, text, href }) => [said(title), said(text), href, '']),
    '--', said(foot), said(choice.text), choice.href, '',
  ].join('\n')
}
