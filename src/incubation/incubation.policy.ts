import { anywhere, inItsArea, ofItsOrganization, policy } from '../kernel/policy.ts'

/** Everybody reads where one can be incubated; the bureau and the centre open places. */
export const sitePolicy = policy('site', {
  see: { public: anywhere },
  open: { bureau: anywhere, centre: inItsArea },
})

export const incubationPolicy = policy('incubation', {
  see: {
    bureau: anywhere, supervisor: anywhere, centre: inItsArea, district: inItsArea, community: inItsArea,
    owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
  },
  apply: { owner: ofItsOrganization },
  sign: { owner: ofItsOrganization, signatory: ofItsOrganization },
  guide: { centre: inItsArea },
})
