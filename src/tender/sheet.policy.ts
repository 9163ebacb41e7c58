import { anywhere, inItsArea, policy } from '../kernel/policy.ts'
import { leading, sitting } from './committee.policy.ts'

/** Members score alone, the leader brings the result about; who runs and watches the tender reads it when all have signed. */
export const sheetPolicy = policy('sheet', {
  score: { expert: sitting, bureau: sitting, district: sitting, community: sitting },
  lead: { expert: leading },
  see: { bureau: anywhere, supervisor: anywhere, district: inItsArea, community: inItsArea, expert: sitting },
})
