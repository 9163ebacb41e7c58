import type { Request } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import { Invalid, Refusal } from '../kernel/refusal.ts'
import { Choose, Chosen, ChosenWithReason, type Named, type Outcome, type Why } from './bulk.schema.ts'
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
  /** The act is not done without a reason. */
  reasoned?: true
  /** One act in a transaction of its own. */
  run: (actor: Actor, id: string, revision: number, reason: string) => Promise<unknown>
}
type Sent = z.output<typeof ChosenWithReason>

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
export function bulkPages({ path, act, title, list, may, see, foresee, reasoned, run }: Bulk): AnyPage[] {
  const action = `${path}/bulk/${act}`
  const look = async (actor: Actor, id: string): Promise<Outcome> => {
    let thing: Named | null = null
    const unseen = await refusedBy(async () => { thing = await see(actor, id) })
    const why = unseen ?? await foresee(actor, id)
    return { thing, why: why && whyOf(why) }
  }
  const doOne = async (actor: Actor, chosen: string, { reason = '', own }: Pick<Sent, 'reason' | 'own'>, req: Request): Promise<Outcome> => {
    const [id = '', revision] = chosen.split('@')
    const { thing } = await look(actor, id)
    try {
      const refused = await refusedBy(() => run(actor, id, Number(revision), own[id] ?? reason))
      return { thing, why: refused && whyOf(refused) }
    } catch (error) {
      // What was done before it is done, and is told; this one was rolled back.
      req.log.error({ err: error, id }, `${action} failed`)
      return { thing, why: { code: 'internal', details: {} } }
    }
  }
  const shown = (req: Request, outcomes: Outcome[], from = '') =>
    ({ title, list: { ...list, href: path }, action, from, reasoned: reasoned ?? false, outcomes: outcomes.map(({ thing, why }) => ({ thing, why: why && told(why, req) })) })
  const check = async (actor: Actor, req: Request, { ids, from }: z.output<typeof Choose>) => {
    const outcomes: Outcome[] = []
    for (const id of new Set(ids)) outcomes.push(await look(actor, id))
    return show(bulkCheck, shown(req, outcomes, from))
  }
  const again = ({ actor, req }: { actor: Actor; req: Request }) => check(actor, req, chosenIn(req.body as Record<string, unknown>))
  const doAll = async (actor: Actor, req: Request, { chosen, from, ...reasons }: Sent) => {
    const outcomes: Outcome[] = []
    for (const each of new Set(chosen)) outcomes.push(await doOne(actor, each, reasons, req))
    req.session.bulk = { action, outcomes, from: from ?? '' }
    return goTo(`${action}/done`)
  }
  return [
    page({ path: action, may, query: Choose, handle: ({ actor, query, req }) => check(actor, req, query) }),
    reasoned ? form({
      path: action, may, body: ChosenWithReason, binds: 'bulk',
      handle: ({ actor, body, req }) => {
        refuseWithoutReason(body)
        return doAll(actor, req, body)
      },
      again,
    }) : form({ path: action, may, body: Chosen, binds: 'bulk', handle: ({ actor, body, req }) => doAll(actor, req, { ...body, own: {} }), again }),
    page({
      path: `${action}/done`, may, query: z.object({}),
      handle: async ({ req }) => {
        const kept = req.session.bulk?.action === action ? req.session.bulk : { outcomes: [], from: '' }
        return show(bulkDone, shown(req, kept.outcomes, kept.from))
      },
    }),
  ]
}

/** Where each has its own reason, none is needed for all. */
function refuseWithoutReason({ chosen, reason, own }: Sent): void {
  if (!reason && chosen.some(each => !own[each.split('@')[0]!])) throw new Invalid('invalid-input', 'The reason is missing', { problems: [{ field: 'reason', code: 'required' }] })
}
/** What a form that comes back was about. */
function chosenIn(body: Record<string, unknown>): z.output<typeof Choose> {
  const chosen = Object.entries(body).flatMap(([name, value]) => /^chosen(\.\d+)?$/.test(name) ? [value].flat().map(String) : [])
  return { ids: chosen.map(each => each.split('@')[0]!), from: typeof body.from === 'string' ? body.from : undefined }
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
