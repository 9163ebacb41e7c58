import { anywhere, inItsArea, policy } from '../kernel/policy.ts'

/** Those who spend draft for their area; finance decides in its own. */
export const linePolicy = policy('line', {
  see: { bureau: anywhere, supervisor: anywhere, finance: inItsArea, district: inItsArea, community: inItsArea },
  draft: { bureau: anywhere, district: inItsArea, community: inItsArea },
  decide: { finance: inItsArea },
  carry: { finance: inItsArea },
})
