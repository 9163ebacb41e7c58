import { anywhere, inItsArea, policy } from '../kernel/policy.ts'

export const linePolicy = policy('line', {
  see: { bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere },
  draft: { bureau: inItsArea, district: inItsArea },
  decide: { finance: inItsArea },
})
