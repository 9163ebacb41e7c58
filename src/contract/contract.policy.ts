import { anywhere, inItsArea, ofItsOrganization, policy, where } from '../kernel/policy.ts'

export const contractPolicy = policy('contract', {
  see: {
    public: where(anywhere, { published: true }),
    bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere,
    owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
  },
  list: { public: anywhere },
  /** The wordings of the contract, for those who draw contracts up, and for those who watch them. */
  readTemplates: { bureau: anywhere, district: anywhere, supervisor: anywhere },
  drawUp: { bureau: inItsArea, district: inItsArea },
  signForBuyer: { bureau: inItsArea, district: inItsArea },
  signForSupplier: { owner: ofItsOrganization, signatory: ofItsOrganization },
  sign: { bureau: inItsArea, district: inItsArea, owner: ofItsOrganization, signatory: ofItsOrganization },
  terminate: { bureau: inItsArea, district: inItsArea },
})

export const paymentPolicy = policy('payment', {
  see: {
    bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere,
    owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
  },
  invoice: { owner: ofItsOrganization, signatory: ofItsOrganization },
  approve: { finance: inItsArea },
})
