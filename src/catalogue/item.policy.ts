import { anywhere, policy, where } from '../kernel/policy.ts'

/** The catalogue is the bureau's; everybody reads what is published. */
export const itemPolicy = policy('item', {
  see: {
    public: where(anywhere, { status: 'published' }),
    bureau: anywhere, supervisor: anywhere, finance: anywhere, district: anywhere, community: anywhere,
  },
  list: { public: anywhere },
  draft: { bureau: anywhere },
  decide: { bureau: anywhere },
})
