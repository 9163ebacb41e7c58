import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { NotFound } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { incubationPolicy } from './incubation.policy.ts'
import type { Incubation } from './incubation.schema.ts'
import type { IncubationStore, SiteStore } from './incubation.store.ts'
import { isNoticed } from './notice.rules.ts'
import type { AnswerObjection, NoticeSeen, Objecting, Objection } from './notice.schema.ts'
import { answer, object } from './objection.rules.ts'

type Deps = {
  incubations: IncubationStore; sites: Pick<SiteStore, 'named'>
  organizationNames: (ids: string[]) => Promise<Map<string, string>>
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
}
const kind = 'incubation'

export const noticeService = ({ incubations, sites, organizationNames, audit, transact, clock, newId }: Deps) => {
  async function seen(found: Incubation[]): Promise<NoticeSeen[]> {
    const [names, places] = [await organizationNames(found.map(({ organizationId }) => organizationId)), await sites.named([...new Set(found.map(({ siteId }) => siteId))])]
    return found.flatMap(incubation => {
      const { id, reference, organizationId, siteId, notice, status } = incubation
      return notice ? [{
        id, reference, organizationId, organization: names.get(organizationId) ?? '', siteId, site: places.find(site => site.id === siteId)?.name ?? '', ...notice,
        isRunning: status === 'accepted' && isNoticed(incubation, clock()),
      }] : []
    })
  }
  async function announced(id: string): Promise<Incubation> {
    const incubation = await incubations.get(id)
    if (!incubation.notice) throw new NotFound('not-found', `No notice ${id}`, { kind })
    return incubation
  }

  return {
    /** Who is to be taken in, for everybody: while objections are taken; of a site or of all, what ends first at the top. */
    async running(siteId?: string): Promise<NoticeSeen[]> {
      const found = await seen(await incubations.list({ status: 'accepted', ...(siteId && { siteId }) }, {}))
      return found.filter(({ isRunning }) => isRunning).sort((a, b) => a.until.getTime() - b.until.getTime())
    },
    /** One notice, also when it is over; with what the reader has objected. */
    async see(actor: Actor, id: string): Promise<{ notice: NoticeSeen; own: Objection[] }> {
      const incubation = await announced(id)
      const [notice] = await seen([incubation])
      return { notice: notice!, own: incubation.objections.filter(({ by }) => by.id === actor.id) }
    },

    /** Whoever is signed in may object while the notice runs. */
    async object(actor: Actor, id: string, { text }: Objecting): Promise<Objection> {
      permit(incubationPolicy.object, actor, {})
      return transact(async () => {
        const before = await announced(id)
        const after = await incubations.save(object(before, text, { id: newId(), by: { id: actor.id, name: actor.name }, now: clock() }))
        // Who has objected is the site's to know, not of everybody who reads the log.
        await audit.record(actor, { kind, action: 'incubation.object', before, after, secret: ['objections'] })
        return after.objections.at(-1)!
      })
    },
    async answer(actor: Actor, id: string, { revision, ...said }: AnswerObjection): Promise<Incubation> {
      return transact(async () => {
        const before = await incubations.get(id)
        permit(incubationPolicy.guide, actor, before)
        const after = await incubations.save({ ...answer(before, said, { by: { id: actor.id, name: actor.name }, now: clock() }), revision })
        await audit.record(actor, { kind, action: 'incubation.answer', before, after, secret: ['objections'] })
        return after
      })
    },
  }
}
export type NoticeService = ReturnType<typeof noticeService>
