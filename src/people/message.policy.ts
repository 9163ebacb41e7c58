import { anywhere, itself, policy } from '../kernel/policy.ts'

/** Messages are read by nobody but whom they are for; everybody has a list of them. */
export const messagePolicy = policy('message', {
  list: { account: anywhere },
  read: { account: itself },
  prefer: { account: anywhere },
})
