import { anywhere, policy } from '../kernel/policy.ts'

export const accountPolicy = policy('account', {
  signIn: { public: anywhere },
  own: { account: anywhere },
  see: { administrator: anywhere, supervisor: anywhere },
  manage: { administrator: anywhere },
})
