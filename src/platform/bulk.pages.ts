import type { Request } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import { Refusal } from '../kernel/refusal.ts'
import { Choose, Chosen, type Named, type Outcome, type Why } from './bulk.schema.ts'
import { bulkCheck, bulkDone } from './bulk.view.ts'
import { form, goTo, page, show, type AnyPage } from './page.ts'
import { localeOf, translator } from './text.ts'

/** An act that is also done to one thing alone: how it is foreseen and how it is done are the service's, here it is only said many times. */
type Bulk = {
  /** The address of the list, and what the act is called there: `/budget` and `approve` make `/budget/bulk/approve`. */
  path: string; act: string
  title: { key: string }
  list: { key: string }
  may: Sentence
  /** Throws where the thing is not there for this person. */
  see: (actor: Actor, id: string) => Promise<Named>
  /** What would refuse the act now; the same decision, not saved. */
  foresee: (actor: Actor, id: string) => Promise<Refusal | null>
  /** One act in a transaction of its own. */
  run: (actor: Actor, id: string, revision: number) => Promise<unknown>
}

const whyOf = ({ code, details }: Pick<Refusal, 'code' | 'details'>): Why => ({ code, details })
const refusedBy = async (act: () => Promise<unknown>): Promise<Refusal | null> => {
  try {
    await act()
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** The look before, the doing and the look after; each thing by itself, so that one that is refused holds up no other. */
export function bulkPages({ path, act, title, list, may, see, foresee, run }: Bulk): AnyPage[] {
  const action = `${path}/bulk/${act}`
  const look = async (actor: Actor, id: string): Promise<Outcome> => {
    let thing: Named | null = null
    const unseen = await refusedBy(async () => { thing = await see(actor, id) })
    const why = unseen ?? await foresee(actor, id)
    return { thing, why: why && whyOf(why) }
  }
  const doOne = async (actor: Actor, chosen: string, req: Request): Promise<Outcome> => {
    const [id = '', revision] = chosen.split('@')
    const { thing } = await look(actor, id)
    try {
      const refused = await refusedBy(() => run(actor, id, Number(revision)))
      return { thing, why: refused && whyOf(refused) }
    } catch (error) {
      // What was done before it is done, and is told; this one was rolled back.
      req.log.error({ err: error, id }, `${action} failed`)
      return { thing, why: { code: 'internal', details: {} } }
    }
  }
  const shown = (req: Request, outcomes: Outcome[], from = '') =>
    ({ title, list: { ...list, href: path }, action, from, outcomes: outcomes.map(({ thing, why }) => ({ thing, why: why && told(why, req) })) })
  return [
    page({
      path: action, may, query: Choose,
      handle: async ({ actor, query: { ids, from }, req }) => {
        const outcomes: Outcome[] = []
        for (const id of new Set(ids)) outcomes.push(await look(actor, id))
        return show(bulkCheck, shown(req, outcomes, from))
      },
    }),
    form({
      path: action, may, body: Chosen,
      handle: async ({ actor, body: { chosen, from }, req }) => {
        const outcomes: Outcome[] = []
        for (const each of new Set(chosen)) outcomes.push(await doOne(actor, each, req))
        req.session.bulk = { action, outcomes, from: from ?? '' }
        return goTo(`${action}/done`)
      },
    }),
    page({
      path: `${action}/done`, may, query: z.object({}),
      handle: async ({ req }) => {
        const kept = req.session.bulk?.action === action ? req.session.bulk : { outcomes: [], from: '' }
        return show(bulkDone, shown(req, kept.outcomes, kept.from))
      },
    }),
  ]
}

/** The reasons one by one where there are several, or the sentence of the refusal; nobody has typed anything that could be kept. */
function told({ code, details }: Why, req: Request): string[] {
  const t = translator(localeOf(req))
  const blockers = (details.blockers ?? []) as { code: string; params?: object }[]
  return blockers.length > 0 ? blockers.map(blocker => t(`blocker.${blocker.code}`, { ...blocker.params })) : [code === 'changed-meanwhile' ? t('platform.bulk.changed') : t(`refusal.${code}`, details)]
}

declare module 'express-session' {
  interface SessionData { bulk: { action: string; outcomes: Outcome[]; from: string } }
}
