import { anywhere, policy, where } from '../kernel/policy.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Item } from './item.schema.ts'

/** The catalogue is the bureau's; everybody reads what is in force, those who spend and supervise read it all. */
export const itemPolicy = policy('item', {
  see: {
    public: where(anywhere, { listed: true }),
    bureau: anywhere, supervisor: anywhere, finance: anywhere, district: anywhere, community: anywhere,
  },
  list: { public: anywhere },
  work: { bureau: anywhere, supervisor: anywhere, finance: anywhere, district: anywhere, community: anywhere },
  comment: { bureau: anywhere, supervisor: anywhere, finance: anywhere, district: anywhere, community: anywhere },
  draft: { bureau: anywhere },
  decide: { bureau: anywhere },
})

export const itemDiscussion = (item: Item): Discussion => ({
  kind: 'item', title: item.name, href: `/catalogue/${item.id}`, thing: item, readers: { staff: itemPolicy.comment },
})
