import type { Discussion } from '../kernel/discussion.ts'
import { anywhere, inItsArea, ofItsOrganization, policy, where } from '../kernel/policy.ts'
import type { Acceptance } from './acceptance.schema.ts'

const staff = { bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere }
const inside = {
  ...staff, owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
}

/** The supplier asks, who buys in the area accepts, also the community where the work is done; the result is everybody's (条例 art. 45). */
export const acceptancePolicy = policy('acceptance', {
  list: { public: anywhere },
  see: { public: where(anywhere, { published: true }), ...inside },
  /** What the supplier says and sends. */
  readFiles: inside,
  request: { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization },
  decide: { bureau: inItsArea, district: inItsArea, community: inItsArea },
  comment: inside,
  /** Among the authorities alone. */
  confer: staff,
})

export const acceptanceDiscussion = (acceptance: Acceptance): Discussion => ({
  kind: 'acceptance', title: `${acceptance.title} ${acceptance.reference}`, href: `/acceptances/${acceptance.id}`, thing: acceptance, organizationId: acceptance.organizationId,
  readers: { staff: acceptancePolicy.confer, parties: acceptancePolicy.comment },
})
