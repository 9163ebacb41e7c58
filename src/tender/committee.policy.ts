import type { Actor, Grant } from '../kernel/actor.ts'
import { anywhere, inItsArea, policy } from '../kernel/policy.ts'

/** Members are named one by one on the committee, whatever else they may do. */
export const sitting = (_: Grant, actor: Actor) => ({ memberIds: actor.id })
export const leading = (_: Grant, actor: Actor) => ({ leaderId: actor.id })

/** The buyer's people have the committee drawn; who was drawn answers for himself. */
export const committeePolicy = policy('committee', {
  see: { bureau: anywhere, supervisor: anywhere, district: inItsArea, community: inItsArea, expert: sitting },
  draw: { bureau: anywhere, district: inItsArea, community: inItsArea },
  sit: { expert: sitting, bureau: sitting, district: sitting, community: sitting },
})
