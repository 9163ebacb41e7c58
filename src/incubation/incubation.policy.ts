import { anywhere, inItsArea, ofItsOrganization, policy } from '../kernel/policy.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Incubation } from './incubation.schema.ts'

/** Everybody reads where one can be incubated; the bureau and the centre open places. */
export const sitePolicy = policy('site', {
  see: { public: anywhere },
  open: { bureau: anywhere, centre: inItsArea },
})

const staff = { bureau: anywhere, supervisor: anywhere, centre: inItsArea, district: inItsArea, community: inItsArea }
const inside = { ...staff, owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization }

export const incubationPolicy = policy('incubation', {
  see: inside,
  comment: inside,
  /** Among the authorities alone. */
  confer: staff,
  apply: { owner: ofItsOrganization },
  sign: { owner: ofItsOrganization, signatory: ofItsOrganization },
  guide: { centre: inItsArea },
  /** To an acceptance that is announced, by whoever signs in. */
  object: { account: anywhere },
})

export const incubationDiscussion = (incubation: Incubation): Discussion => ({
  kind: 'incubation', title: incubation.reference, href: `/incubation/${incubation.id}`, thing: incubation, organizationId: incubation.organizationId,
  readers: { staff: incubationPolicy.confer, parties: incubationPolicy.comment },
})
