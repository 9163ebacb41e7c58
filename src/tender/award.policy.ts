import { anywhere, inItsArea, policy } from '../kernel/policy.ts'

/** The purchaser determines the winner within the candidates' order (条例 art. 43); the notice is everybody's. */
export const awardPolicy = policy('award', {
  award: { bureau: anywhere, district: inItsArea },
  notice: { public: anywhere },
})
