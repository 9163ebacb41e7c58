import { flow, follow } from '../kernel/flow.ts'
import { addYears, dayOf } from '../kernel/period.ts'
import { Invalid, type Blocker, type Problem } from '../kernel/refusal.ts'
import type { Organization, OrganizationStatus, OrganizationType, PurchaseResult, RegisterOrganization } from './organization.schema.ts'
import { normalizeUscc, usccProblem, usccTypeOf } from './uscc.rules.ts'

export type OrganizationAction = 'approve' | 'refuse' | 'reapply' | 'suspend' | 'resume' | 'cancel'

export const organizationFlow = flow<OrganizationStatus, OrganizationAction>({
  applied: { approve: 'registered', refuse: 'refused' },
  refused: { reapply: 'applied' },
  registered: { suspend: 'suspended', cancel: 'cancelled' },
  suspended: { resume: 'registered', cancel: 'cancelled' },
  cancelled: {},
})

const TYPE_BY_CODE: Partial<Record<OrganizationType, string>> = {
  association: 'association', 'service-institution': 'service-institution', foundation: 'foundation', enterprise: 'enterprise',
}

/** What is wrong with the code: both check characters, and the prefix that names the type (GB 32100-2015; R1). */
export function codeProblems({ type, uscc }: Pick<RegisterOrganization, 'type' | 'uscc'>): Problem[] {
  if (type === 'recorded') return uscc ? [{ field: 'uscc', code: 'recorded-without-code' }] : []
  if (!uscc) return [{ field: 'uscc', code: 'required' }]
  const problem = usccProblem(uscc)
  if (problem) return [{ field: 'uscc', code: `uscc-${problem}` }]
  const wanted = TYPE_BY_CODE[type]
  return wanted && usccTypeOf(uscc) !== wanted ? [{ field: 'uscc', code: 'uscc-of-other-type' }] : []
}

type Given = { id: string; areas: string[]; appliedBy: string; now: Date; withSameCode: Organization | null; tokens: string[] }

/** An application for the register; the code must be right and free. */
export function apply(draft: RegisterOrganization, { id, areas, appliedBy, now, withSameCode, tokens }: Given): Organization {
  const uscc = draft.uscc && normalizeUscc(draft.uscc)
  const problems = [
    ...codeProblems({ ...draft, uscc }),
    ...(withSameCode ? [{ field: 'uscc', code: 'taken' }] : []),
    ...(draft.founded > now ? [{ field: 'founded', code: 'in-the-future' }] : []),
  ]
  if (problems.length > 0) throw new Invalid('invalid-input', 'The application needs correcting', { problems })
  return {
    ...draft, ...(uscc ? { uscc } : {}), id, revision: 0, areas, appliedBy, appliedAt: now, tokens,
    status: 'applied', visible: false, fictional: false, listings: [], results: [],
  }
}

export function decide(organization: Organization, action: OrganizationAction, decided: NonNullable<Organization['decided']>): Organization {
  const status = follow(organizationFlow, organization.status, action)
  return { ...organization, status, decided, visible: organization.visible || status === 'registered' }
}

const onList = ({ listings }: Organization, list: 'abnormal' | 'serious', now: Date): boolean =>
  listings.some(each => each.list === list && each.from <= now && (!each.to || now < each.to))

/** Why it may not bid or be awarded now (R2, R4; 法 art. 22; 令60 art. 18). Being in the incubator is never asked (R7). */
export const bidBlockers = (organization: Organization, now: Date): Blocker[] => [
  ...(organization.type === 'recorded' ? [{ code: 'recorded-only', law: '政府采购法第二十二条' }] : []),
  ...(organization.status === 'registered' ? [] : [{ code: 'organization-not-registered', law: '政府采购法第二十二条' }]),
  ...(onList(organization, 'serious', now) ? [{ code: 'on-serious-list', law: '民政部令第60号第十八条' }] : []),
]
export const contractBlockers = bidBlockers

/** What makes a reviewer look twice (R3): no ban, but to be weighed. */
export const warnings = (organization: Organization, now: Date): Blocker[] =>
  onList(organization, 'abnormal', now) ? [{ code: 'on-abnormal-list', law: '民政部令第60号' }] : []

/** Why a site of incubation cannot take it in: struck off, stopped, refused, or on a list; not yet being registered is no reason. */
export const standing = (organization: Organization, now: Date): Blocker[] => [
  ...(['refused', 'suspended', 'cancelled'].includes(organization.status) ? [{ code: 'not-in-good-standing' }] : []),
  ...(onList(organization, 'serious', now) ? [{ code: 'on-serious-list', law: '民政部令第60号第十八条' }] : []),
  ...warnings(organization, now),
]

/** The grade, while its five years last; an expired one is none (R5; 令39 art. 28). */
export const gradeNow = ({ grade }: Organization, now: Date): string | null =>
  grade && dayOf(now) < addYears(dayOf(grade.from), 5) ? grade.grade : null

/** A result counts once per contract, however often the job runs. */
export const withResult = (organization: Organization, result: PurchaseResult): Organization =>
  organization.results.some(({ contractId }) => contractId === result.contractId)
    ? organization
    : { ...organization, results: [...organization.results, result] }
