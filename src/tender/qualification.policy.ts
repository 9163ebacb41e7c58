import { anywhere, inItsArea, policy } from '../kernel/policy.ts'
import { leading } from './committee.policy.ts'

/** The purchaser checks who may take part (令87 art. 44), the committee whether a bid answers the document (art. 50); who supervises reads it. */
export const qualificationPolicy = policy('qualification', {
  see: { bureau: anywhere, supervisor: anywhere, district: inItsArea, community: inItsArea },
  judge: { bureau: anywhere, district: inItsArea, community: inItsArea },
  conform: { expert: leading },
})
