import type { Discussion } from '../kernel/discussion.ts'
import { anywhere, inItsArea, ofItsOrganization, policy, where, type Sentence } from '../kernel/policy.ts'
import type { Challenge } from './challenge.schema.ts'

const own = { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization }
const concerned: NonNullable<Sentence['who']['owner']> = ({ organizationId }) => ({ concerned: organizationId ?? 'none' })
const sent = { sent: true }

/**
 * A draft is its organization's alone; what is sent goes to those who run the purchase and to who watches it. Nobody else learns of
 * it: before the deadline it would say who means to bid (令87 art. 28).
 */
export const challengePolicy = policy('challenge', {
  /** Anybody may read what a challenge is and until when one may be made. */
  explain: { public: anywhere },
  write: own,
  send: { owner: ofItsOrganization, signatory: ofItsOrganization },
  see: { ...own, bureau: where(anywhere, sent), supervisor: where(anywhere, sent), district: where(inItsArea, sent), community: where(inItsArea, sent) },
  readReply: { owner: concerned, editor: concerned, signatory: concerned },
  /** Whose challenge it is, and who is told the answer; what each may read is asked of the thing. */
  open: {
    owner: anywhere, editor: anywhere, signatory: anywhere, bureau: anywhere, supervisor: anywhere, district: anywhere, community: anywhere,
  },
  /** Those who run the purchase answer for it; experts judge and never do (令94 art. 13, 14). */
  reply: { bureau: where(anywhere, sent), district: where(inItsArea, sent), community: where(inItsArea, sent) },
  /** Among those who answer it; with the challenger they speak by the answer alone. */
  confer: { bureau: where(anywhere, sent), district: where(inItsArea, sent), community: where(inItsArea, sent) },
  hold: { bureau: where(anywhere, sent), supervisor: where(anywhere, sent), district: where(inItsArea, sent), community: where(inItsArea, sent) },
})

export const challengeDiscussion = (challenge: Challenge): Discussion => ({
  kind: 'challenge', title: challenge.reference, href: `/challenges/${challenge.id}`, thing: challenge, readers: { staff: challengePolicy.confer },
})
