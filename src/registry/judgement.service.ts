import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { SECRET } from './change.service.ts'
import { judge, openSections } from './judgement.rules.ts'
import type { JudgementsSeen, JudgeSections } from './judgement.schema.ts'
import type { Organization } from './organization.schema.ts'
import { organizationPolicy, seesJudgements } from './registry.policy.ts'
import type { OrganizationStore } from './registry.store.ts'

type Deps = { organizations: OrganizationStore; audit: Audit; transact: Transact; clock: Clock }

export const judgementService = ({ organizations, audit, transact, clock }: Deps) => ({
  /** What is found so far, as far as the actor may read it. */
  async see(actor: Actor, id: string): Promise<JudgementsSeen> {
    const organization = await organizations.get(id)
    permit(organizationPolicy.inspect, actor, organization)
    return judgementsSeen(actor, organization)
  },

  /** Saves what an official found of the sections of an application; one event for each save. */
  async judge(actor: Actor, id: string, said: JudgeSections): Promise<Organization> {
    return transact(async () => {
      const before = await organizations.get(id)
      permit(organizationPolicy.decide, actor, before)
      const judged = judge(before, said, { by: { id: actor.id, name: actor.name }, at: clock() })
      if (judged === before) return before
      const after = await organizations.save({ ...judged, revision: said.revision })
      await audit.record(actor, { kind: 'organization', action: 'organization.judge', before, after, secret: SECRET })
      return after
    })
  },
})
export type JudgementService = ReturnType<typeof judgementService>

/** The sections that are open are told to those who read what is found, and to nobody else. */
export const judgementsSeen = (actor: Actor, organization: Organization): JudgementsSeen => {
  const { revision, judgements } = organization
  return seesJudgements(actor, organization) ? { revision, judgements, open: openSections(organization) } : { revision, judgements: [], open: [] }
}
