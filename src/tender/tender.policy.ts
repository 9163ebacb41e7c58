import { anywhere, inItsArea, policy, where } from '../kernel/policy.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Tender } from './tender.schema.ts'

/** Who buys drafts and runs a tender in its area; who watches sees all; everybody reads what is announced. */
export const tenderPolicy = policy('tender', {
  list: { public: anywhere },
  see: {
    public: where(anywhere, { announced: true }),
    bureau: anywhere, supervisor: anywhere, finance: anywhere, district: inItsArea, community: inItsArea,
  },
  work: { bureau: anywhere, supervisor: anywhere, finance: anywhere, district: inItsArea, community: inItsArea },
  /** What is said here is for those who run and watch the purchase: a bidder never reads it, an expert judges alone. */
  comment: { bureau: anywhere, supervisor: anywhere, finance: anywhere, district: inItsArea, community: inItsArea },
  draft: { bureau: anywhere, district: inItsArea, community: inItsArea },
  approve: { bureau: anywhere, district: inItsArea },
  cancel: { bureau: anywhere, district: inItsArea, community: where(inItsArea, { status: 'draft' }) },
  publish: { bureau: anywhere, district: inItsArea, community: inItsArea },
  answer: { bureau: anywhere, district: inItsArea, community: inItsArea },
  ask: { account: where(anywhere, { announced: true }) },
  hold: { bureau: anywhere, district: inItsArea, community: inItsArea, supervisor: anywhere },
  fail: { bureau: anywhere },
})

export const tenderDiscussion = (tender: Tender): Discussion => ({
  kind: 'tender', title: tender.title, href: `/tenders/${tender.id}`, thing: tender, readers: { staff: tenderPolicy.comment },
})
