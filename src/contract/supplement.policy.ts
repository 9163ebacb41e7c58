import { anywhere, inItsArea, ofItsOrganization, policy, where } from '../kernel/policy.ts'

/** Who draws contracts up and signs them does so with their supplements; what is in force is everybody's (条例 art. 50). */
export const supplementPolicy = policy('supplement', {
  list: { public: anywhere },
  see: {
    public: where(anywhere, { published: true }),
    bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere,
    owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
  },
  drawUp: { bureau: inItsArea, district: inItsArea },
  signForBuyer: { bureau: inItsArea, district: inItsArea },
  signForSupplier: { owner: ofItsOrganization, signatory: ofItsOrganization },
  sign: { bureau: inItsArea, district: inItsArea, owner: ofItsOrganization, signatory: ofItsOrganization },
  withdraw: { bureau: inItsArea, district: inItsArea },
})
