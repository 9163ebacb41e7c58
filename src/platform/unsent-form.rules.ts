import type { Unsent } from './unsent-form.schema.ts'

export type Typed = Record<string, string>

/** What is never kept nor sent back, and what the platform itself puts into a form. */
const NEVER = /pass(word|phrase)|secret|^_/i

/** What no page gives back. */
export const isSecret = (name: string): boolean => NEVER.test(name)

/** What was typed, by the names of the inputs. */
export const typedIn = (body: Record<string, unknown>): Typed => Object.fromEntries(Object.entries(body)
  .filter(([name]) => !NEVER.test(name))
  .map(([name, value]) => [name, Array.isArray(value) ? value.map(String).join(',') : String(value)]))

/** A form of nothing but buttons has nothing to lose. */
export const isWorthKeeping = (typed: Typed): boolean => Object.entries(typed).some(([name, value]) => name !== 'revision' && value.trim() !== '')

const DAY = 86_400_000
/** A page that was open for longer than a week tells no more whose it was. */
const MARKED_DAYS = 7
const dayOf = (now: Date): number => Math.floor(now.getTime() / DAY)

type Mark = { accountId: string; page: string }
type Tag = (...parts: string[]) => string
const signed = (tag: Tag, accountId: string, page: string, day: string): string => tag('form-of', accountId, page, day)

/** Says in each form for whom and where it was shown, so that what was typed finds its way back to that person and to nobody else. */
export const markOf = (tag: Tag, { accountId, page }: Mark, now: Date): string => {
  const day = String(dayOf(now))
  return [accountId, day, Buffer.from(page).toString('base64url'), signed(tag, accountId, page, day)].join('.')
}

/** Nothing for a mark that the platform has not made, or too long ago. */
export function readMark(tag: Tag, mark: unknown, now: Date): Mark | null {
  if (typeof mark !== 'string') return null
  const [accountId = '', day = '', packed = '', signature = ''] = mark.split('.')
  const page = Buffer.from(packed, 'base64url').toString()
  const isOurs = signature.length > 0 && signature === signed(tag, accountId, page, day)
  return isOurs && Math.abs(dayOf(now) - Number(day)) <= MARKED_DAYS ? { accountId, page } : null
}

/** One text of several forms of a page, the latest last, so that it wins. */
export const together = (forms: readonly Pick<Unsent, 'typed' | 'at'>[]): Typed =>
  Object.assign({}, ...[...forms].sort((a, b) => a.at.getTime() - b.at.getTime()).map(({ typed }) => typed)) as Typed

/** What reads like a code, as hidden inputs send it, is no text of a person; in a row any answer is but the id of what the row is about. */
export const isWords = (name: string, answer: string): boolean => answer.trim() !== '' && (/\.\d+\.(?!\w*Id$)/.test(name) || !/^[\w.,:-]*$/.test(answer))
