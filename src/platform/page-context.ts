import type { ViewLink } from './saved-view.rules.ts'
import type { Locale } from './text.ts'

/** A form whose answers are shown once more before it is done. */
export type Checking = { action: string; /** The key of what follows from it. */ then: string; fields: { name: string; value: string }[] }
/** The files that came with a form which is shown again, by the names of their inputs; the form sends the id back. */
export type HeldFiles = { id: string; files: Record<string, { name: string; size: number }[]> }

/** What every template may name besides its own values; `@root` in a partial. */
export type PageContext = {
  lang: Locale
  path: string
  /** Without the question mark. */
  query: string
  requestId: string
  actor: { id: string; name: string; signedIn: boolean; roles: string[] }
  csrf: string
  /** For whom and where a form is shown, so that what is typed finds its way back; empty for visitors. */
  shownTo: string
  demo: { ahead: number } | null
  now: Date
  flash: { key: string; params?: object; tone?: string; link?: { key: string; href: string } } | null
  nav: { text: string; icon: string; href: string; current: boolean; count?: number }[]
  /** The person's own views of the list that is shown. */
  savedViews: ViewLink[]
  /** Messages that the person has not read. */
  unread: number
  problems: { text: string; href: string; field?: string }[]
  /** Beside the field of that name. */
  errors: Record<string, string>
  /** What was typed, when a form comes back. */
  typed: Record<string, string>
  /** The forms that came back, by the addresses to which they are sent: refused, or not sent yet. */
  cameBack: string[]
  /** Whether one of them asks this; what the others ask stands as it is recorded. */
  askedBack: (name: string) => boolean
  checking: Checking | null
  held: HeldFiles | null
  /** What the person has typed on this page and not sent. */
  unsentForms: { action: string; revision: number; at: Date; typed: Record<string, string> }[]
  /** What others are typing into the same form. */
  coEditors: { name: string; at: Date; typed: Record<string, string> }[]
  /** The form came back because somebody else was faster, or with what was not sent. */
  overtaken: boolean
  /** The answers that the page asks for, noted as it is drawn: what is recorded of each, and how an answer is said. */
  fieldsDrawn?: Record<string, { recorded: string; words: (answer: string) => string }>
  /** The words of each field on the page, noted as it is drawn, so that the summary above can name it. */
  labels?: Record<string, string>
  /** What forms of the page say follows from them, by their addresses, noted as it is drawn. */
  follows?: Record<string, string>
  /** The heading that the page gave itself; the layout, drawn after it, puts it into the title. */
  heading?: string
  /** The drawn page, where the layout is drawn around it. */
  body?: string
}
