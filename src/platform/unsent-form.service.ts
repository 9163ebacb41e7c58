import type { Actor } from '../kernel/actor.ts'
import { RuleBroken } from '../kernel/refusal.ts'
import type { Clock } from './clock.ts'
import type { Lockbox } from './lockbox.ts'
import { isWorthKeeping, markOf, readMark, type Typed } from './unsent-form.rules.ts'
import { Unsent, type LockedForm } from './unsent-form.schema.ts'
import type { UnsentFormStore } from './unsent-form.store.ts'

type Deps = { forms: UnsentFormStore; lockbox: Lockbox; person: (id: string) => Promise<Actor | null>; clock: Clock }
type Where = Pick<Unsent, 'page' | 'action' | 'route'> & { shared?: boolean }
export type Kept = Unsent & { revision: number }

/** What is locked has a whole number of these bytes, so that its length says little. */
const STEP_BYTES = 8 * 1024
const KEPT_DAYS = 90
const MOST = 200
const pathOf = (page: string): string => page.split('?')[0] ?? ''

/**
 * What people typed and have not sent, kept for each person by the form's address, whatever ends between: a session, a connection, a
 * browser. It is nobody's act yet, so the log knows nothing of it; the real sending is the event.
 */
export const unsentForms = ({ forms, lockbox, person, clock }: Deps) => {
  const idOf = (accountId: string, action: string) => lockbox.tag('unsent', accountId, action)
  const opened = ({ id, locked, revision }: LockedForm): Kept => ({ ...Unsent.parse(lockbox.unlock(locked, { context: id })), revision })
  const latestLast = (found: Kept[]): Kept[] => found.sort((a, b) => a.at.getTime() - b.at.getTime())

  return {
    mark: (accountId: string, page: string): string => markOf(lockbox.tag, { accountId, page }, clock()),
    marked: (mark: unknown) => readMark(lockbox.tag, mark, clock()),
    person,

    /**
     * Keeps what was typed over the revision that was read, 0 for nothing yet; without one over whatever is there. Where the same person
     * has typed on at another device it is refused (409), and both are still there.
     */
    async keep({ id: accountId, name }: Pick<Actor, 'id' | 'name'>, { page, action, route, shared }: Where, typed: Typed, read?: number): Promise<Kept | null> {
      if (!isWorthKeeping(typed)) return null
      const id = idOf(accountId, action)
      const content: Unsent = { accountId, name, page, action, route, typed, at: clock() }
      const form = {
        id, owner: lockbox.tag('unsent-of', accountId), page: lockbox.tag('unsent-at', accountId, pathOf(page)), ...(shared && { shared: lockbox.tag('unsent-shared', action) }),
        locked: lockbox.lock(content, { context: id, size: STEP_BYTES }), staleAt: new Date(clock().getTime() + KEPT_DAYS * 86_400_000),
      }
      const before = await forms.maybe(id)
      if (before && read !== undefined && read !== before.revision) throw new RuleBroken('kept-elsewhere', 'The same person typed on elsewhere')
      if (!before && (await forms.of({ owner: form.owner })).length >= MOST) throw new RuleBroken('too-many-unsent', 'Nobody has so many forms under way', { most: MOST })
      const { revision } = before ? await forms.save({ ...form, revision: before.revision }) : await forms.insert({ ...form, revision: 1 })
      return { ...content, revision }
    },

    /** What this person has typed on a page, the latest last. */
    onPage: async ({ id }: Actor, path: string): Promise<Kept[]> => latestLast((await forms.of({ page: lockbox.tag('unsent-at', id, path) })).map(opened)),

    /** What others are typing into the same form; who may not send it must not ask. */
    byOthers: async ({ id }: Actor, action: string): Promise<Kept[]> =>
      latestLast((await forms.of({ shared: lockbox.tag('unsent-shared', action) })).map(opened).filter(({ accountId }) => accountId !== id)),

    /** After it was sent, or when its writer does not want it any more; gives the page on which it stood. */
    async drop({ id: accountId }: Pick<Actor, 'id'>, action: string): Promise<string | null> {
      const id = idOf(accountId, action)
      const found = await forms.maybe(id)
      if (found) await forms.drop(id)
      return found && opened(found).page
    },

    /** What the sweep throws away: what nobody has touched for a quarter of a year. */
    dropStale: (): Promise<number> => forms.removeStale(clock()),
  }
}
export type UnsentForms = ReturnType<typeof unsentForms>
