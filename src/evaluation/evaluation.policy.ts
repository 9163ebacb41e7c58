import { anywhere, inItsArea, ofItsOrganization, policy, where } from '../kernel/policy.ts'
import type { Actor } from '../kernel/actor.ts'

/** Whom an evaluation concerns, before it is published too. */
const inside = {
  bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere,
  owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
}
const drawn = (_: unknown, actor: Actor) => ({ raters: actor.id })

/** The supplier reports and is not its own judge; the centre that incubates it does not rate either (I2, P4). */
export const evaluationPolicy = policy('evaluation', {
  see: { public: where(anywhere, { published: true }), ...inside, expert: drawn },
  /** Evidence and opinions name people who were served: they are never published. */
  readEvidence: { ...inside, expert: drawn },
  list: { public: anywhere },
  open: { bureau: inItsArea, district: inItsArea },
  report: { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization },
  supplement: { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization },
  rate: { expert: drawn },
  publish: { bureau: inItsArea, district: inItsArea },
  answer: { public: anywhere },
})
