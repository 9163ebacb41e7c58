import type { z } from 'zod'
import { holds, platformItself, visitor, type Actor, type Grant } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { reached, within } from '../kernel/reach.ts'
import { Invalid, refusalOf, type Refusal } from '../kernel/refusal.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { remembered } from '../platform/remembered.ts'
import { SECRET } from './change.service.ts'
import { giveOrder } from './order.rules.ts'
import type { GiveOrder, OrderAction } from './order.schema.ts'
import { apply, decide, takenOver, withResult, type OrganizationAction } from './organization.rules.ts'
import { OrganizationFilter, type Decide, type Organization, type OrganizationType, type PurchaseResult, type RegisterOrganization, type TakeOver } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import type { OrganizationStore } from './registry.store.ts'
import type { Spell } from './search.rules.ts'
import { pageAfter, rollOf } from './roll.rules.ts'
import { isSocial, statisticsOf, type By, type Statistics } from './statistics.rules.ts'
import { normalizeUscc } from './uscc.rules.ts'

type Deps = {
  organizations: OrganizationStore
  pathOf: (area: string) => Promise<string[]>
  /** The same for many areas; one that is not there is absent. */
  pathsOf: (areas: string[]) => Promise<Map<string, string[]>>
  /** Who registers an organization becomes its owner; the people domain gives the role. */
  grant: (actor: Actor, accountId: string, grant: Grant) => Promise<unknown>
  /** In the demo every organization is invented, and its page says so. */
  fictional: boolean
  /** Pinyin initials of a name, and its syllables. */
  initials: (name: string) => string; spell: Spell
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
}
const kind = 'organization'
const PAGE = 50
/** A file of the register holds no more; a sheet of 50,000 takes seconds and half a gigabyte. */
const MOST = 20_000

export const organizationService = ({ organizations, pathOf, pathsOf, grant, fictional, initials, spell, audit, transact, clock, newId }: Deps) => {
  const rows = remembered({ stamp: organizations.stamp, read: organizations.rows })
  const rollFor = async (actor: Actor, filter: OrganizationFilter): Promise<{ id: string; place: string }[]> =>
    rollOf(reached(organizationPolicy.see, actor, await rows()), filter, clock(), spell)
  async function inOrder(ids: string[]): Promise<Organization[]> {
    const found = new Map((await organizations.byIds(ids)).map(organization => [organization.id, organization]))
    return ids.flatMap(id => found.get(id) ?? [])
  }

  /** An application as it is stored: under an id, with what it is sorted by. */
  function applied(draft: RegisterOrganization, given: { areas: string[]; appliedBy: string; codeTaken: boolean }): Organization {
    return apply(draft, { ...given, id: newId(), now: clock(), sortKey: initials(draft.name), fictional })
  }

  return {
    async see(actor: Actor, id: string): Promise<Organization> {
      const organization = await organizations.get(id)
      permit(organizationPolicy.see, actor, organization)
      return organization
    },

    /** For other domains' services, which ask their own policies. */
    known: (id: string): Promise<Organization> => organizations.get(id),
    /** Names by id, for lists of other domains. */
    names: async (ids: string[]): Promise<Map<string, string>> =>
      new Map((await organizations.byIds([...new Set(ids)])).map(({ id, name }) => [id, name])),
    /** Which of these are registered now. */
    registered: async (ids: string[]): Promise<Set<string>> =>
      new Set((await organizations.byIds(ids)).filter(({ status }) => status === 'registered').map(({ id }) => id)),
    /** Those that a person acts for. */
    ofActor: ({ grants }: Actor): Promise<Organization[]> => organizations.byIds([...new Set(grants.flatMap(({ organizationId }) => organizationId ?? []))]),
    timeline: ({ id }: Organization) => audit.timeline(kind, id),

    /** By part of the name, pinyin initials or code; a page of it, and how many there are in all. */
    async list(actor: Actor, asked: z.input<typeof OrganizationFilter>): Promise<{ organizations: Organization[]; count: number; next: string | null }> {
      const filter = OrganizationFilter.parse(asked)
      const roll = await rollFor(actor, filter)
      const { ids, next } = pageAfter(roll, filter, PAGE)
      return { organizations: await inOrder(ids), count: roll.length, next }
    },

    /** All that the filter finds, for a file; no more than a file should hold. */
    async all(actor: Actor, filter: OrganizationFilter): Promise<Organization[]> {
      return inOrder((await rollFor(actor, filter)).slice(0, MOST).map(({ id }) => id))
    },

    /** The registered organizations by type, district or year, and how many stand how; public, since each of them is. */
    /** For other parts of the domain, which ask who may. */
    rows,
    statistics: async (by: By, districts: string[]): Promise<Statistics> => statisticsOf(await rows(), { by, districts, now: clock() }),
    /** How many social organizations are registered; enterprises, residents' committees and recorded bodies are none. */
    count: async (): Promise<number> => (await rows()).filter(row => row.status === 'registered' && isSocial(row)).length,
    /** What the register has under this very name: none of those buys (令102 art. 5). */
    typeNamed: async (name: string): Promise<OrganizationType | null> => (await rows()).find(each => each.visible && each.name === name.trim())?.type ?? null,
    /** All that everybody may see, by name, for choices. */
    choices: async (): Promise<{ id: string; name: string }[]> =>
      reached(organizationPolicy.see, visitor, await rows()).toSorted((a, b) => a.sortKey < b.sortKey ? -1 : 1).map(({ id, name }) => ({ id, name })),

    async register(actor: Actor, draft: RegisterOrganization): Promise<Organization> {
      permit(organizationPolicy.register, actor, draft)
      const areas = await pathOf(draft.area)
      return transact(async () => {
        const codeTaken = draft.uscc ? await organizations.withCode(normalizeUscc(draft.uscc)) !== null : false
        const organization = await organizations.insert(applied(draft, { areas, appliedBy: actor.id, codeTaken }))
        await audit.record(actor, { kind, action: 'organization.apply', before: null, after: organization, secret: SECRET })
        // An official who registers for others does not become one of them.
        if (!holds(actor, 'bureau', 'district')) await grant(actor, actor.id, { role: 'owner', organizationId: organization.id })
        return organization
      })
    },

    /** For the import, which has asked who may: organizations that another register has kept so far; all of them or none. */
    takeOver: (actor: Actor, drafts: TakeOver[]): Promise<Organization[]> => transact(async () => {
      const paths = await pathsOf(drafts.map(({ area }) => area))
      const taken = new Set(await organizations.codes(drafts.flatMap(({ uscc }) => uscc ? normalizeUscc(uscc) : [])))
      const entered = drafts.map(({ status, orderDocument, orderOn, orderReason, ...draft }) => {
        const areas = paths.get(draft.area)
        if (!areas) throw new Invalid('invalid-input', `No area ${draft.area}`, { problems: [{ field: 'area', code: 'no-such-area' }] })
        return takenOver(applied(draft, { areas, appliedBy: actor.id, codeTaken: taken.has(normalizeUscc(draft.uscc ?? '')) }), { ...draft, status, orderDocument, orderOn, orderReason }, { by: actor.name, at: clock() })
      })
      await organizations.insertAll(entered)
      await audit.begin(actor, entered.map(after => ({ kind, action: 'organization.import', before: null, after, secret: SECRET })))
      return entered
    }),
    codesKnown: async (codes: string[]): Promise<Set<string>> => new Set(await organizations.codes(codes)),

    async decide(actor: Actor, id: string, action: Exclude<OrganizationAction, OrderAction>, { revision, reason }: Decide): Promise<Organization> {
      return transact(async () => {
        const before = await organizations.get(id)
        permit(action === 'reapply' ? organizationPolicy.edit : organizationPolicy.decide, actor, before)
        const after = await organizations.save({ ...decide(before, action, { by: actor.name, at: clock(), ...(reason && { reason }) }), revision })
        await audit.record(actor, { kind, action: `organization.${action}`, before, after, reason: after.decided?.reason, secret: SECRET })
        return after
      })
    },

    /** A decision that stops or ends the registration, with its document, day and ground. */
    async order(actor: Actor, id: string, action: OrderAction, { revision, ...said }: GiveOrder): Promise<Organization> {
      return transact(async () => {
        const before = await organizations.get(id)
        permit(organizationPolicy.decide, actor, before)
        const after = await organizations.save({ ...giveOrder(before, action, said, { by: actor.name, at: clock() }), revision })
        await audit.record(actor, { kind, action: `organization.${action}`, before, after, reason: said.reason, secret: SECRET })
        return after
      })
    },

    /** What would refuse the approval of a registration now; the same decision, not saved. */
    async foresee(actor: Actor, id: string): Promise<Refusal | null> {
      const organization = await organizations.get(id)
      return refusalOf(() => {
        permit(organizationPolicy.decide, actor, organization)
        return decide(organization, 'approve', { by: actor.name, at: clock() })
      })
    },

    /** The result of an evaluation stands in the record; asked twice it stands there once. */
    async recordResult(organizationId: string, result: PurchaseResult): Promise<void> {
      await transact(async () => {
        const before = await organizations.get(organizationId)
        const recorded = withResult(before, result)
        if (recorded === before) return
        const after = await organizations.save(recorded)
        await audit.record(platformItself, { kind, action: 'organization.result', before, after, reason: result.contractReference })
      })
    },

    /** Applications to decide; for an applicant, its own that was refused and may be corrected. */
    async tasks(actor: Actor): Promise<Task[]> {
      const waiting = await within(organizationPolicy.decide, actor, conditions => organizations.waiting(conditions))
      const own = await within(organizationPolicy.edit, actor, ({ id }) => organizations.byIds([String(id)]))
      return [
        ...waiting.map(organization => ({
          key: 'registry.task.decide', params: { name: organization.name }, href: `/organizations/${organization.id}`, since: organization.appliedAt,
          due: new Date(organization.appliedAt.getTime() + 60 * 86_400_000),
        })),
        ...own.filter(({ status }) => status === 'refused').map(({ id, name, decided, appliedAt }) => ({
          key: 'registry.task.correct', params: { name }, href: `/organizations/${id}`, since: decided?.at ?? appliedAt,
        })),
      ]
    },
  }
}
export type OrganizationService = ReturnType<typeof organizationService>
