import { anywhere, inItsArea, ofItsOrganization, policy, where } from '../kernel/policy.ts'

const copied = { copied: true }

/** The complainant's people, those who watch purchases and, once they have its copy, those who run this one; the decision is everybody's. */
export const complaintPolicy = policy('complaint', {
  file: { owner: ofItsOrganization, signatory: ofItsOrganization },
  see: {
    owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization, supervisor: anywhere,
    bureau: where(anywhere, copied), district: where(inItsArea, copied), community: where(inItsArea, copied),
  },
  readDecision: { public: where(anywhere, { decided: true }) },
  /** The supervisor stands for the finance department of the same level (法 art. 55). */
  handle: { supervisor: anywhere },
  respond: { bureau: where(anywhere, copied), district: where(inItsArea, copied), community: where(inItsArea, copied) },
})
