import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { refusalOf, type Refusal } from '../kernel/refusal.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { ChangeStore } from './change.store.ts'
import { reopened } from './judgement.rules.ts'
import { correctedCode } from './organization.rules.ts'
import type { Organization } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import type { OrganizationStore } from './registry.store.ts'
import type { Change, ChangeFilter, Section, Values, Waiting } from './section.schema.ts'
import { applyChange, askChange, changeBlockers, correctionOf, decideChange, dueOf, needsApproval, waitingFound, withSection } from './section.rules.ts'
import { normalizeUscc } from './uscc.rules.ts'

type Deps = {
  changes: ChangeStore; organizations: OrganizationStore
  pathOf: (area: string) => Promise<string[]>
  initials: (name: string) => string
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
}
type Edit = { revision: number; reason?: string | undefined; document?: string | undefined; values: Values }
type Step = { revision: number; reason?: string | undefined }

/** Stays out of the log: private data and what is only an index. */
export const SECRET = ['contact', 'account', 'sortKey']
const personOf = ({ id, name }: Actor) => ({ id, name })

export const changeService = ({ changes, organizations, pathOf, initials, audit, transact, clock, newId }: Deps) => {
  /** What follows from the name and the area is derived anew. */
  async function derived(organization: Organization): Promise<Organization> {
    return { ...organization, areas: await pathOf(organization.area), sortKey: initials(organization.name) }
  }
  /** What an applicant corrects of its type and code is held to what an application is. */
  async function checkedCode({ id, type }: Organization, values: Values): Promise<Values> {
    const other = values.uscc ? await organizations.withCode(normalizeUscc(values.uscc)) : null
    return correctedCode({ type: values.type ?? type, uscc: values.uscc }, { codeTaken: other !== null && other.id !== id })
  }
  async function decide(actor: Actor, id: string, status: 'approved' | 'refused' | 'withdrawn', { revision, reason }: Step): Promise<Change> {
    return transact(async () => {
      const before = await changes.get(id)
      const organization = await organizations.get(before.organizationId)
      permit(status === 'withdrawn' ? organizationPolicy.edit : organizationPolicy.decide, actor, organization)
      const decided = await changes.save({ ...decideChange(before, status, { by: personOf(actor), at: clock(), reason }), revision })
      const after = status === 'approved' ? await organizations.save(await derived(applyChange(organization, decided))) : organization
      await audit.record(actor, {
        kind: 'organization', action: `organization.change-${status}`, before: organization, after, reason: reason ?? before.reason, secret: SECRET,
      })
      return decided
    })
  }

  /** Changes that wait for this person to decide, each with its organization. */
  async function waitingFor(actor: Actor): Promise<Waiting[]> {
    const waiting = await within(organizationPolicy.decide, actor, conditions => changes.waiting(conditions))
    const known = new Map((await organizations.byIds([...new Set(waiting.map(({ organizationId }) => organizationId))])).map(each => [each.id, each]))
    return waiting.flatMap(change => {
      const organization = known.get(change.organizationId)
      return organization ? [{ change, organization }] : []
    })
  }

  return {
    waiting: async (actor: Actor, filter: ChangeFilter): Promise<Waiting[]> => waitingFound(await waitingFor(actor), filter),
    /** One change with its organization, for who decides on it. */
    async see(actor: Actor, id: string): Promise<Waiting> {
      const change = await changes.get(id)
      const organization = await organizations.get(change.organizationId)
      permit(organizationPolicy.decide, actor, organization)
      return { change, organization }
    },
    /** What would refuse the decision now; the same, not saved. */
    async foresee(actor: Actor, id: string, status: 'approved' | 'refused'): Promise<Refusal | null> {
      const change = await changes.get(id)
      const organization = await organizations.get(change.organizationId)
      return refusalOf(() => {
        permit(organizationPolicy.decide, actor, organization)
        const decided = decideChange(change, status, { by: personOf(actor), at: clock() })
        return status === 'approved' ? applyChange(organization, decided) : organization
      })
    },

    /** The changes of an organization that the actor may see, the newest first. */
    async of(actor: Actor, organization: Organization): Promise<Change[]> {
      permit(organizationPolicy.inspect, actor, organization)
      return changes.ofOrganization(organization.id)
    },
    blockers: async (organization: Organization, section: Section) =>
      changeBlockers(organization, section, await changes.ofOrganization(organization.id)),

    /** Saves a section, or asks the authority for it where its items are registered; gives the change that waits, or null. */
    async edit(actor: Actor, organizationId: string, section: Section, { revision, reason, document, values: asked }: Edit): Promise<Change | null> {
      return transact(async () => {
        const before = await organizations.get(organizationId)
        permit(organizationPolicy.edit, actor, before)
        if (asked.area) await pathOf(asked.area)
        if (!needsApproval(before, section)) {
          const values = section === 'code' ? await checkedCode(before, asked) : asked
          const corrected = correctionOf(before, section, values, { id: newId(), by: personOf(actor), now: clock() })
          const edited = withSection(before, section, values)
          const after = await organizations.save({ ...await derived(corrected ? reopened(edited, section) : edited), revision })
          if (corrected) await changes.insert(corrected)
          await audit.record(actor, { kind: 'organization', action: 'organization.edit', before, after, secret: SECRET })
          return null
        }
        const pending = await changes.ofOrganization(organizationId)
        const change = await changes.insert(askChange(before, section, asked, { id: newId(), by: personOf(actor), now: clock(), reason, document, pending }))
        await audit.record(actor, { kind: 'organization', action: 'organization.change-asked', before, after: before, reason, secret: SECRET })
        return change
      })
    },

    approve: (actor: Actor, id: string, step: Step) => decide(actor, id, 'approved', step),
    refuse: (actor: Actor, id: string, step: Step) => decide(actor, id, 'refused', step),
    withdraw: (actor: Actor, id: string, step: Step) => decide(actor, id, 'withdrawn', step),

    async tasks(actor: Actor): Promise<Task[]> {
      return (await waitingFor(actor)).map(({ change, organization }) => ({
        key: 'registry.task.change', params: { name: organization.name }, href: `/organizations/${organization.id}#changes`, since: change.askedAt, due: dueOf(change),
      }))
    },
  }
}
export type ChangeService = ReturnType<typeof changeService>
