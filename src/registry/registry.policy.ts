import { anywhere, inItsArea, may, policy, where } from '../kernel/policy.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Organization } from './organization.schema.ts'

export const areaPolicy = policy('area', {
  see: { public: anywhere },
  define: { bureau: anywhere },
})

const own = ({ organizationId }: { organizationId?: string | undefined }) => ({ id: organizationId ?? 'none' })
const applied = (_: unknown, actor: Actor) => ({ appliedBy: actor.id })

const staff = { bureau: anywhere, supervisor: anywhere, finance: anywhere, district: inItsArea, centre: inItsArea }

export const organizationPolicy = policy('organization', {
  see: {
    public: where(anywhere, { visible: true }), account: applied,
    bureau: anywhere, supervisor: anywhere, finance: anywhere, district: inItsArea, community: inItsArea, centre: inItsArea,
    owner: own, editor: own, signatory: own,
  },
  list: { public: anywhere },
  register: { account: anywhere },
  decide: { bureau: anywhere, district: inItsArea },
  import: { bureau: anywhere },
  /** The profile is the organization's own; what of it is registered waits for the authority. */
  edit: { owner: own, editor: own },
  /** What is not public: contact, account, gaps and changes under way. */
  inspect: { ...staff, owner: own, editor: own, signatory: own },
  /** Those who may read what is not public also talk about it. */
  comment: { ...staff, owner: own, editor: own, signatory: own },
  /** Among the authorities alone. */
  confer: staff,
})

/** While an application is judged, what is found is the authorities' own; once it is decided its applicant reads it too. */
export const seesJudgements = (actor: Actor, organization: Organization): boolean =>
  may(organizationPolicy.confer, actor, organization) || (organization.status !== 'applied' && may(organizationPolicy.inspect, actor, organization))

export const organizationDiscussion = (organization: Organization): Discussion => ({
  kind: 'organization', title: organization.name, href: `/organizations/${organization.id}`, thing: organization, organizationId: organization.id,
  readers: { staff: organizationPolicy.confer, parties: organizationPolicy.comment },
})
