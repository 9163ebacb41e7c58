import { flow, follow } from '../kernel/flow.ts'
import { dayOf, type PeriodRule } from '../kernel/period.ts'
import { Invalid, refuseIfBlocked, type Blocker, type Problem } from '../kernel/refusal.ts'
import type { Acceptance, AcceptanceStatus, DecideAcceptance, StandardFinding } from './acceptance.schema.ts'
import type { Contract, Instalment } from './contract.schema.ts'
import { inOrder, workOf } from './supplement.rules.ts'

export const acceptanceFlow = flow<AcceptanceStatus, 'pass' | 'fail'>({
  requested: { pass: 'passed', fail: 'failed' },
  passed: {},
  failed: {},
})

/** The contract's article 9: the buyer accepts within fifteen workdays of the request. */
export const ACCEPTANCE_PERIOD: PeriodRule = { n: 15, unit: 'workdays', kind: 'maximum' }

const LAW = '政府采购法实施条例第四十五条；财库〔2021〕22号第二十四条'

/** A contracted indicator with its target, or one of the standards that every service has. */
export type Standard = { id: string; indicator?: Contract['indicators'][number] }
const GENERAL = ['content', 'staff', 'safety'] as const

/** What is inspected one by one: the contract's indicators, and what is done, by whom and how safely (条例 art. 45: 技术、服务、安全标准). */
export const standardsOf = ({ indicators }: Pick<Contract, 'indicators'>): Standard[] => [
  ...indicators.map((indicator, index) => ({ id: `indicator-${index + 1}`, indicator })), ...GENERAL.map(id => ({ id })),
]

const isAccepted = ({ accepted }: Pick<Contract, 'accepted'>, seq: number): boolean => accepted.some(each => each.seq === seq)

/** The instalment whose acceptance is next, if one is to come. */
export const nextToAccept = (contract: Contract): Instalment | undefined =>
  inOrder(contract).find(({ seq, onAcceptance }) => onAcceptance && !isAccepted(contract, seq))

/** Why an instalment cannot be invoiced before its work is accepted, where the contract pays on acceptance. */
export const acceptanceBlockers = (contract: Contract, { seq, onAcceptance }: Instalment): Blocker[] =>
  onAcceptance && !isAccepted(contract, seq) ? [{ code: 'acceptance-missing', law: LAW, params: { seq } }] : []

/** Why an acceptance cannot be asked for now; the page lists these, `requested` enforces them. `others` are those of the contract. */
export function requestBlockers(contract: Contract, { seq, others, now }: { seq: number; others: Acceptance[]; now: Date }): Blocker[] {
  const instalment = contract.instalments.find(each => each.seq === seq)
  const open = others.find(({ status }) => status === 'requested')
  return [
    ...(contract.status === 'in-force' ? [] : [{ code: 'contract-not-in-force', law: LAW }]),
    ...(instalment?.onAcceptance ? [] : [{ code: 'acceptance-not-needed', field: 'acceptSeq', params: { seq } }]),
    ...(isAccepted(contract, seq) ? [{ code: 'accepted-already', field: 'acceptSeq', params: { seq } }] : []),
    ...(open ? [{ code: 'acceptance-open', params: { reference: open.reference } }] : []),
    ...(contract.term.from <= now ? [] : [{ code: 'service-not-begun', params: { from: dayOf(contract.term.from) } }]),
  ]
}

type Requested = Pick<Acceptance, 'id' | 'reference' | 'seq' | 'statement' | 'files' | 'requestedBy' | 'requestedAt' | 'decideBy'>

export function requested(contract: Contract, given: Requested, others: Acceptance[]): Acceptance {
  refuseIfBlocked(requestBlockers(contract, { seq: given.seq, others, now: given.requestedAt }))
  return {
    ...given, revision: 0, contractId: contract.id, contractReference: contract.reference, title: contract.title, organizationId: contract.organizationId,
    areas: contract.areas, status: 'requested', findings: [], opinions: [], published: false,
  }
}

/** Each standard has its one finding, in the order of the contract. */
function findingsOf(contract: Contract, given: DecideAcceptance['findings']): { findings: StandardFinding[]; problems: Problem[] } {
  const standards = standardsOf(contract)
  const problems = [
    ...standards.flatMap(({ id }, index): Problem[] => {
      const { met, found } = given.find(({ standardId }) => standardId === id) ?? {}
      return [...(met ? [] : [{ field: `findings.${index}.met`, code: 'required' }]), ...(found ? [] : [{ field: `findings.${index}.found`, code: 'required' }])]
    }),
    ...given.flatMap(({ standardId }, index): Problem[] =>
      standards.some(({ id }) => id === standardId) && given.findIndex(each => each.standardId === standardId) === index ? [] : [{ field: `findings.${index}.standardId`, code: 'not-a-choice' }]),
  ]
  const findings = standards.map(({ id }) => given.find(({ standardId }) => standardId === id) as StandardFinding)
  return { findings, problems }
}

type Deciding = { contract: Contract; by: { accountId: string; name: string }; now: Date }

/**
 * The record of an acceptance: it passes when every standard is met. Throws Invalid where a standard has no finding, nobody who is
 * served was heard (条例 art. 45), or what failed is not told what to put right.
 */
export function decided(acceptance: Acceptance, { findings: given, opinions, remedy }: Omit<DecideAcceptance, 'revision'>, { contract, by, now }: Deciding): Acceptance {
  const { findings, problems } = findingsOf(workOf(contract, acceptance.seq), given)
  const failed = findings.some(finding => finding?.met === 'no')
  const all = [
    ...problems,
    ...(opinions.length > 0 ? [] : [{ field: 'opinions.0.who', code: 'opinion-of-users-missing' }]),
    ...(failed && !remedy ? [{ field: 'remedy', code: 'remedy-missing' }] : []),
  ]
  if (all.length > 0) throw new Invalid('invalid-input', 'The record of the acceptance is not complete', { problems: all })
  const status = follow(acceptanceFlow, acceptance.status, failed ? 'fail' : 'pass')
  return { ...acceptance, status, findings, opinions, ...(failed && { remedy }), decidedBy: by, decidedAt: now, published: true }
}

/** A passed acceptance stands in its contract, where the payment looks for it. */
export const withAcceptance = (contract: Contract, { id, reference, seq, status, decidedAt }: Acceptance): Contract =>
  status === 'passed' ? { ...contract, accepted: [...contract.accepted, { acceptanceId: id, reference, seq, at: decidedAt! }] } : contract
