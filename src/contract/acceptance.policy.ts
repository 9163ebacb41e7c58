import { anywhere, inItsArea, ofItsOrganization, policy, where } from '../kernel/policy.ts'

const inside = {
  bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere,
  owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
}

/** The supplier asks, who buys in the area accepts, also the community where the work is done; the result is everybody's (条例 art. 45). */
export const acceptancePolicy = policy('acceptance', {
  list: { public: anywhere },
  see: { public: where(anywhere, { published: true }), ...inside },
  /** What the supplier says and sends. */
  readFiles: inside,
  request: { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization },
  decide: { bureau: inItsArea, district: inItsArea, community: inItsArea },
})
