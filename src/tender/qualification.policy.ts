import { anywhere, inItsArea, policy } from '../kernel/policy.ts'
import { leading } from './committee.policy.ts'

/** The purchaser checks who may take part (令87 art. 44), the committee whether a bid answers the document (art. 50). */
export const qualificationPolicy = policy('qualification', {
  judge: { bureau: anywhere, district: inItsArea, community: inItsArea },
  conform: { expert: leading },
})
