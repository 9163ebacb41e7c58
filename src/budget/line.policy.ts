import { anywhere, inItsArea, policy } from '../kernel/policy.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Line } from './line.schema.ts'

const inside = { bureau: anywhere, supervisor: anywhere, finance: inItsArea, district: inItsArea, community: inItsArea }

/** Those who spend draft for their area; finance decides in its own. */
export const linePolicy = policy('line', {
  see: inside,
  comment: inside,
  draft: { bureau: anywhere, district: inItsArea, community: inItsArea },
  decide: { finance: inItsArea },
  carry: { finance: inItsArea },
})

export const lineDiscussion = (line: Line): Discussion => ({
  kind: 'line', title: line.name, href: `/budget/${line.id}`, thing: line, readers: { staff: linePolicy.comment },
})
