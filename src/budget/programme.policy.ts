import { anywhere, inItsArea, policy } from '../kernel/policy.ts'

export const programmePolicy = policy('programme', {
  see: { bureau: anywhere, supervisor: anywhere, finance: inItsArea, district: inItsArea, community: inItsArea },
  define: { bureau: anywhere, district: inItsArea },
})
