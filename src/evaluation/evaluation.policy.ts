import { anywhere, inItsArea, ofItsOrganization, policy, where } from '../kernel/policy.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Evaluation } from './evaluation.schema.ts'

const staff = { bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere }
/** Whom an evaluation concerns, before it is published too. */
const inside = { ...staff, owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization }
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
  /** Not with the experts: each rates alone. */
  comment: inside,
  /** Among the authorities alone. */
  confer: staff,
  publish: { bureau: inItsArea, district: inItsArea },
  /** What a published result shows to be put right: who buys asks and looks, the supplier does it (财预〔2020〕10号). */
  demand: { bureau: inItsArea, district: inItsArea },
  rectify: { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization },
  answer: { public: anywhere },
})

export const evaluationDiscussion = (evaluation: Evaluation): Discussion => ({
  kind: 'evaluation', title: evaluation.title, href: `/evaluations/${evaluation.id}`, thing: evaluation, organizationId: evaluation.organizationId,
  readers: { staff: evaluationPolicy.confer, parties: evaluationPolicy.comment },
})
