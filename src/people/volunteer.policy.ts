import { anywhere, inItsArea, itself, ofItsOrganization, policy } from '../kernel/policy.ts'

const staff = { bureau: anywhere, district: inItsArea, community: inItsArea, centre: inItsArea }

/** Who a volunteer is, and how to be reached, only the volunteer and the staff of the area may know (志愿服务条例 art. 20). */
export const volunteerPolicy = policy('volunteer', {
  register: { account: anywhere },
  own: { account: itself },
  see: { account: itself, ...staff },
  roll: staff,
  enter: staff,
})

export const activityPolicy = policy('activity', {
  see: { public: anywhere },
  join: { account: anywhere },
  run: { owner: ofItsOrganization, editor: ofItsOrganization },
})
