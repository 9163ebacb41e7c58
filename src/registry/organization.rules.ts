import { flow, follow } from '../kernel/flow.ts'
import { Invalid, refuseIfBlocked, type Problem } from '../kernel/refusal.ts'
import { approvalBlockers, refusalBlockers, refusalReason } from './judgement.rules.ts'
import type { OrderAction } from './order.schema.ts'
import type { Organization, OrganizationStatus, OrganizationType, PurchaseResult, RegisterOrganization, TakeOver } from './organization.schema.ts'
import { normalizeUscc, usccProblem, usccTypeOf, type UsccType } from './uscc.rules.ts'

export type OrganizationAction = 'approve' | 'refuse' | 'reapply' | 'resume' | OrderAction

const ENDINGS = { cancel: 'cancelled', revoke: 'revoked', 'withdraw-certificate': 'certificate-withdrawn' } as const
export const organizationFlow = flow<OrganizationStatus, OrganizationAction>({
  applied: { approve: 'registered', refuse: 'refused' },
  refused: { reapply: 'applied' },
  registered: { suspend: 'suspended', ...ENDINGS },
  suspended: { resume: 'registered', ...ENDINGS },
  cancelled: {},
  revoked: {},
  'certificate-withdrawn': {},
})

const TYPE_BY_CODE: Partial<Record<OrganizationType, UsccType>> = {
  association: 'association', 'service-institution': 'service-institution', foundation: 'foundation', enterprise: 'enterprise', committee: 'committee',
  'institution-1': 'institution', 'institution-2': 'institution', 'institution-business': 'institution', 'mass-organization': 'mass-organization',
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

/** Type and code as they are stored. Throws Invalid where the code is wrong, of another type, or another organization's (R1). */
export function correctedCode({ type, uscc: typed }: Pick<RegisterOrganization, 'type' | 'uscc'>, { codeTaken }: { codeTaken: boolean }): Pick<Organization, 'type' | 'uscc'> {
  const uscc = typed && normalizeUscc(typed)
  const problems = [...codeProblems({ type, uscc }), ...(codeTaken ? [{ field: 'uscc', code: 'taken' }] : [])]
  if (problems.length > 0) throw new Invalid('invalid-input', 'The code needs correcting', { problems })
  return { type, uscc }
}

type Given = { id: string; areas: string[]; appliedBy: string; now: Date; codeTaken: boolean; sortKey: string; fictional: boolean }

/** An application for the register; the code must be right and free. */
export function apply(draft: RegisterOrganization, { id, areas, appliedBy, now, codeTaken, sortKey, fictional }: Given): Organization {
  const uscc = draft.uscc && normalizeUscc(draft.uscc)
  const problems = [
    ...codeProblems({ ...draft, uscc }),
    ...(codeTaken ? [{ field: 'uscc', code: 'taken' }] : []),
    ...(draft.founded > now ? [{ field: 'founded', code: 'in-the-future' }] : []),
  ]
  if (problems.length > 0) throw new Invalid('invalid-input', 'The application needs correcting', { problems })
  return {
    ...draft, ...(uscc ? { uscc } : {}), id, revision: 0, areas, appliedBy, appliedAt: now, sortKey,
    status: 'applied', visible: false, fictional, judgements: [], formerNames: [], listings: [], reports: [], results: [],
  }
}

type Decided = NonNullable<Organization['decided']>
/** An approval needs every section in order; a refusal one to be corrected, whose remark is its reason; who may act again has no order any more. */
export function decide(organization: Organization, action: Exclude<OrganizationAction, OrderAction>, decided: Decided): Organization {
  const status = follow(organizationFlow, organization.status, action)
  if (action === 'approve') refuseIfBlocked(approvalBlockers(organization))
  if (action === 'refuse') refuseIfBlocked(refusalBlockers(organization))
  return {
    ...organization, status, visible: organization.visible || status === 'registered', order: undefined,
    decided: action === 'refuse' ? { ...decided, reason: refusalReason(organization, decided.reason) } : decided,
  }
}
const ORDERED = { suspended: 'suspend', cancelled: 'cancel', revoked: 'revoke', 'certificate-withdrawn': 'withdraw-certificate' } as const
/** A penalty comes with its document, day and ground; a cancellation with day and ground, or with none of them. */
export function takeOverProblems({ status = 'registered', orderDocument, orderOn, orderReason }: Partial<TakeOver>): Problem[] {
  const asked = { orderOn, orderReason, ...(status !== 'cancelled' && { orderDocument }) }
  if (status === 'registered' || (status === 'cancelled' && !orderDocument && !orderOn && !orderReason)) return []
  return Object.entries(asked).flatMap(([field, value]) => value === undefined ? [{ field, code: 'required' }] : [])
}
/** What another register has decided stands as it stood there; nothing of it is judged anew. */
export function takenOver(organization: Organization, { status = 'registered', orderDocument, orderOn, orderReason }: TakeOver, decided: Decided): Organization {
  const order = status !== 'registered' && orderOn && orderReason
    ? { action: ORDERED[status], on: orderOn, reason: orderReason, ...(orderDocument && { document: orderDocument }) } : undefined
  return { ...organization, status, visible: true, imported: true, decided, ...(order && { order }) }
}

/** A result counts once per contract, however often the job runs. */
export const withResult = (organization: Organization, result: PurchaseResult): Organization =>
  organization.results.some(({ contractId }) => contractId === result.contractId)
    ? organization
    : { ...organization, results: [...organization.results, result] }
