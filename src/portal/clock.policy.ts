import { anywhere, policy } from '../kernel/policy.ts'

export const clockPolicy = policy('clock', {
  move: { administrator: anywhere },
})
