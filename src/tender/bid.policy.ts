import { anywhere, inItsArea, ofItsOrganization, policy } from '../kernel/policy.ts'

/** An organization's people see their own bid; after the opening, so do those who run and judge the tender. */
export const bidPolicy = policy('bid', {
  own: { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization },
  write: { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization },
  sign: { owner: ofItsOrganization, signatory: ofItsOrganization },
  see: {
    bureau: anywhere, supervisor: anywhere, district: inItsArea, community: inItsArea,
    expert: (_, actor) => ({ evaluators: actor.id }),
    owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
  },
})
