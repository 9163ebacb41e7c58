import { holds, type Actor } from '../kernel/actor.ts'
import { yearOf, type Calendar } from '../kernel/period.ts'
import { may, permit, type Sentence } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import type { Blocker } from '../kernel/refusal.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { Organization } from '../registry/organization.schema.ts'
import { incubationPolicy } from './incubation.policy.ts'
import * as rules from './incubation.rules.ts'
import type { IncubationAction } from './incubation.rules.ts'
import type { Apply, Extend, Incubation, IncubationFilter, Judge, Note, Offer, PlanGoals, Visit } from './incubation.schema.ts'
import type { IncubationStore, SiteStore } from './incubation.store.ts'
import { noticeFrom } from './notice.rules.ts'
import { tasksOf } from './task.rules.ts'
import type { Site } from './site.schema.ts'

type Deps = {
  incubations: IncubationStore; sites: SiteStore
  organization: (id: string) => Promise<Organization>
  organizationNames: (ids: string[]) => Promise<Map<string, string>>
  /** Why an organization is not in order now: suspended, cancelled, refused, or on a list. */
  standing: (organization: Organization, now: Date) => Blocker[]
  /** Why an application cannot answer the call that it names. */
  answerBlockers: (site: Site, draft: Pick<Apply, 'callId' | 'stage'>) => Promise<Blocker[]>
  calendar: () => Calendar
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}
type Step = { revision: number; reason?: string | undefined }
export type Listed = { incubation: Incubation; organizationName: string; siteName: string }

const kind = 'incubation'
const teamOf = ({ status, staff, socialWorkers }: Organization) => ({ registered: status === 'registered', staff, socialWorkers })

export const incubationService = ({ incubations, sites, organization, organizationNames, standing, answerBlockers, calendar, audit, transact, clock, newId, nextReference }: Deps) => {
  type Asked = { action: IncubationAction; policy: Sentence; step: Step }
  /** The lines of a change: load, may?, decide, hold or free the place, save over the revision that was read, record. */
  async function change(
    actor: Actor, id: string, { action, policy, step }: Asked,
    decide: (before: Incubation, done: { by: { id: string; name: string }; now: Date }) => Incubation | Promise<Incubation>,
  ): Promise<Incubation> {
    return transact(async () => {
      const before = await incubations.get(id)
      permit(policy, actor, before)
      const decided = await decide(before, { by: { id: actor.id, name: actor.name }, now: clock() })
      const place = rules.placeOf(before, action)
      if (place) {
        const site = await sites.get(before.siteId)
        await sites.save(place === 'taken' ? rules.takePlace(site, before) : rules.freePlace(site, before))
      }
      const after = await incubations.save({ ...decided, revision: step.revision })
      await audit.record(actor, { kind, action: `incubation.${action}`, before, after, reason: step.reason })
      return after
    })
  }
  const guided = (action: IncubationAction, step: Step): Asked => ({ action, policy: incubationPolicy.guide, step })

  async function named(found: Incubation[]): Promise<Listed[]> {
    const names = await organizationNames(found.map(({ organizationId }) => organizationId))
    const places = new Map((await sites.named([...new Set(found.map(({ siteId }) => siteId))])).map(({ id, name }) => [id, name]))
    return found.map(incubation => ({
      incubation, organizationName: names.get(incubation.organizationId) ?? '', siteName: places.get(incubation.siteId) ?? '',
    }))
  }
  const standingOf = async ({ organizationId }: Pick<Incubation, 'organizationId'>): Promise<Blocker[]> => standing(await organization(organizationId), clock())
  const applyBlockers = async (site: Site, organizationId: string): Promise<Blocker[]> =>
    rules.applyBlockers(site, await standingOf({ organizationId }), await incubations.ofOrganization(organizationId))

  return {
    async see(actor: Actor, id: string): Promise<Incubation> {
      const incubation = await incubations.get(id)
      permit(incubationPolicy.see, actor, incubation)
      return incubation
    },
    /** Who has objected is told to the authorities only. */
    timeline: async (actor: Actor, incubation: Incubation) =>
      (await audit.timeline(kind, incubation.id)).filter(({ action }) => action !== 'incubation.object' || may(incubationPolicy.confer, actor, incubation)),
    applyBlockers,
    /** What stands against its organization now; neither acceptance nor entry gets past it. */
    standing: standingOf,

    /** Those a person may see, the newest first. */
    async list(actor: Actor, { q, ...filter }: IncubationFilter): Promise<Listed[]> {
      const found = await within(incubationPolicy.see, actor, conditions => incubations.list(filter, conditions))
      const rows = await named(found.sort((a, b) => a.reference < b.reference ? 1 : -1))
      return q ? rows.filter(({ incubation, organizationName }) => `${incubation.reference} ${organizationName}`.includes(q)) : rows
    },

    /** Where an organization stayed: everybody may know of a residence; of an application only who may see it. */
    async staysOf(actor: Actor, organizationId: string): Promise<Listed[]> {
      const found = await incubations.ofOrganization(organizationId)
      return named(found.filter(each => ['resident', 'graduated'].includes(each.status) || may(incubationPolicy.see, actor, each)))
    },

    /** What still stands between a resident and its graduation. */
    graduateBlockers: async (incubation: Incubation): Promise<Blocker[]> =>
      rules.graduateBlockers(incubation, teamOf(await organization(incubation.organizationId))),

    async apply(actor: Actor, siteId: string, draft: Apply): Promise<Incubation> {
      permit(incubationPolicy.apply, actor, draft)
      const now = clock()
      const reference = await nextReference('FH', yearOf(now))
      return transact(async () => {
        const site = await sites.get(siteId)
        const blockers = [...await applyBlockers(site, draft.organizationId), ...await answerBlockers(site, draft)]
        const by = { id: actor.id, name: actor.name }
        const incubation = await incubations.insert(rules.apply(draft, { id: newId(), reference, site, blockers, by, now }))
        await audit.record(actor, { kind, action: 'incubation.apply', before: null, after: incubation })
        return incubation
      })
    },

    accept: (actor: Actor, id: string, offer: Offer) => change(actor, id, guided('accept', offer), async (before, done) =>
      rules.accept(before, offer, { ...done, notice: noticeFrom(calendar(), before.terms, done.now), standing: await standingOf(before) })),
    refuse: (actor: Actor, id: string, step: Step) => change(actor, id, guided('refuse', step), rules.refuse),
    withdraw: (actor: Actor, id: string, step: Step) =>
      change(actor, id, { action: 'withdraw', policy: incubationPolicy.apply, step }, rules.withdraw),
    sign: (actor: Actor, id: string, step: Step) => change(actor, id, { action: 'sign', policy: incubationPolicy.sign, step }, rules.sign),
    enter: (actor: Actor, id: string, step: Step) => change(actor, id, guided('enter', step), async (before, done) =>
      rules.enter(before, { ...done, standing: await standingOf(before) })),
    plan: (actor: Actor, id: string, goals: PlanGoals) => change(actor, id, guided('plan', goals), (before, done) => rules.plan(before, goals, done)),
    note: (actor: Actor, id: string, said: Note) => change(actor, id, guided('note', said), (before, done) => rules.note(before, said, done)),
    review: (actor: Actor, id: string, judged: Judge) => change(actor, id, guided('review', judged), (before, done) => rules.review(before, judged, done)),
    extend: (actor: Actor, id: string, asked: Extend) => change(actor, id, guided('extend', asked), (before, done) => rules.extend(before, asked, done)),
    graduate: (actor: Actor, id: string, step: Step) => change(actor, id, guided('graduate', step), async (before, done) =>
      rules.graduate(before, teamOf(await organization(before.organizationId)), done)),
    leave: (actor: Actor, id: string, step: Step) => change(actor, id, guided('leave', step), rules.leave),
    followUp: (actor: Actor, id: string, visit: Visit) => change(actor, id, guided('follow-up', visit), (before, done) => rules.followUp(before, visit, done)),

    /** I2: which of these people incubate the organization, or did within three years? They judge nothing of it. */
    async incubatorsAmong(organizationId: string, people: Actor[]): Promise<string[]> {
      const found = await incubations.ofOrganization(organizationId)
      const runsASite = (actor: Actor) => holds(actor, 'centre') && found.some(each => each.underWay && may(incubationPolicy.guide, actor, each))
      return people.filter(actor => rules.hasIncubated(found, actor.id, clock()) || runsASite(actor)).map(({ id }) => id)
    },

    async tasks(actor: Actor): Promise<Task[]> {
      const open = (await Promise.all((['applied', 'accepted', 'resident', 'graduated'] as const).map(status =>
        within(incubationPolicy.see, actor, conditions => incubations.list({ status }, conditions))))).flat()
      const now = clock()
      return (await named(open)).flatMap(({ incubation, organizationName }) => tasksOf(incubation, organizationName, {
        guides: may(incubationPolicy.guide, actor, incubation), signs: may(incubationPolicy.sign, actor, incubation), now,
      }))
    },
  }
}
export type IncubationService = ReturnType<typeof incubationService>
