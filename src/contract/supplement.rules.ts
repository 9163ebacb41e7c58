import { supplementBlockers } from '../budget/index.ts'
import { flow, follow } from '../kernel/flow.ts'
import { add, fen, type Money } from '../kernel/money.ts'
import { dayOf } from '../kernel/period.ts'
import { scaled, WHOLE, type Rate } from '../kernel/ratio.ts'
import { Invalid, refuseIfBlocked, RuleBroken, type Blocker, type Problem } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Contract, Instalment, Party, SignatureRecord } from './contract.schema.ts'
import type { Addition, DrawUpSupplement, Supplement, SupplementStatus } from './supplement.schema.ts'

export type SupplementAction = 'sign-first' | 'sign-second' | 'withdraw'

export const supplementFlow = flow<SupplementStatus, SupplementAction>({
  printed: { 'sign-first': 'half-signed', withdraw: 'withdrawn' },
  'half-signed': { 'sign-second': 'in-force', withdraw: 'withdrawn' },
  'in-force': {},
  withdrawn: {},
})

const LAW = '政府采购法第四十九条'
type Terms = Pick<RuleSet, 'limits'>

/** What supplements in force come to so far. */
export const suppliedBy = ({ supplements }: Pick<Contract, 'supplements'>): Money => add(...supplements.map(({ amount }) => amount))
/** The price with all supplements: what the instalments total. */
export const totalOf = (contract: Pick<Contract, 'amount' | 'supplements'>): Money => add(contract.amount, suppliedBy(contract))
export const partOfContract = (amount: Money, contract: Pick<Contract, 'amount'>): Rate => scaled(amount, WHOLE, contract.amount)

/** The largest sum in whole fen that a supplement may still have. */
export const roomOf = (contract: Pick<Contract, 'amount' | 'supplements'>, { limits }: Terms): Money =>
  fen(Number(BigInt(contract.amount) * BigInt(limits.supplements) / BigInt(WHOLE)) - suppliedBy(contract))

/** Why no supplement can be drawn up now, whatever its sum. */
export function drawUpBlockers(contract: Contract, now: Date): Blocker[] {
  return [
    ...standingBlockers(contract, now),
    ...(contract.openSupplement ? [{ code: 'supplement-open', params: { reference: contract.openSupplement.reference } }] : []),
  ]
}

/** What holds for drawing up and for each signature: the contract is being performed (法 art. 49: 合同履行中), and not yet judged. */
const standingBlockers = ({ status, term, grade }: Contract, now: Date): Blocker[] => [
  ...(status === 'in-force' ? [] : [{ code: 'contract-not-in-force', law: LAW }]),
  ...(now <= term.to ? [] : [{ code: 'service-ended', law: LAW, params: { to: dayOf(term.to) } }]),
  ...(grade ? [{ code: 'supplement-after-grade' }] : []),
]

/** Why this one cannot be agreed: with those in force it is above 10% of the contract, compared to the fen and unrounded. */
const limitBlockers = ({ amount, supplements }: Contract, supplement: Money, rules: RuleSet): Blocker[] =>
  supplementBlockers({ contract: amount, agreed: supplements.map(each => each.amount), supplement }, rules)

/** The rows that add something. Throws Invalid where one is half filled in, or none adds anything. */
function additionsOf({ indicators }: Contract, rows: DrawUpSupplement['additions']): Addition[] {
  const problems = rows.flatMap(({ indicator, quantity, unitPrice }, at): Problem[] => [
    ...(indicators[indicator] && rows.findIndex(each => each.indicator === indicator) === at ? [] : [{ field: `additions.${at}.indicator`, code: 'not-a-choice' }]),
    ...(unitPrice !== undefined && quantity === undefined ? [{ field: `additions.${at}.quantity`, code: 'required' }] : []),
    ...(quantity !== undefined && unitPrice === undefined ? [{ field: `additions.${at}.unitPrice`, code: 'required' }] : []),
  ])
  const given = rows.filter(({ quantity, unitPrice }) => quantity !== undefined || unitPrice !== undefined)
  if (given.length === 0) problems.push({ field: 'additions.0.quantity', code: 'nothing-added' })
  if (problems.length > 0) throw new Invalid('invalid-input', 'What is added is not complete', { problems })
  return given.map(({ indicator, quantity = 0, unitPrice = fen(0) }) => {
    const { name, unit } = indicators[indicator]!
    return { indicator, name, unit, quantity, unitPrice, amount: fen(quantity * unitPrice) }
  })
}

type Given = { id: string; reference: string; request: DrawUpSupplement; by: Supplement['createdBy']; rules: RuleSet; now: Date }
/** A supplement before its print; it changes nothing of the contract but how much is done. */
export function drawUpSupplement(contract: Contract, { id, reference, request, by, rules, now }: Given): Omit<Supplement, 'file'> {
  const additions = additionsOf(contract, request.additions)
  const amount = add(...additions.map(each => each.amount))
  refuseIfBlocked([...drawUpBlockers(contract, now), ...limitBlockers(contract, amount, rules)])
  return {
    id, revision: 0, reference, contractId: contract.id, contractReference: contract.reference, tenderId: contract.tenderId, lineId: contract.lineId, title: contract.title,
    organizationId: contract.organizationId, areas: contract.areas, number: contract.supplements.length + 1, additions, amount,
    reason: request.reason, priceBasis: request.priceBasis, status: 'printed', createdAt: now, createdBy: by, signatures: [], published: false,
  }
}

/** As long as a signature is missing. */
export const OPEN = ['printed', 'half-signed'] as const satisfies SupplementStatus[]
export const isOpen = ({ status }: Pick<Supplement, 'status'>): boolean => OPEN.some(each => each === status)

export const mayStillSign = (supplement: Supplement, party: Party): boolean =>
  isOpen(supplement) && !supplement.signatures.some(each => each.party === party)

/** Why nobody can sign now; the page lists these. */
export const signBlockers = (supplement: Supplement, contract: Contract, { rules, now }: { rules: RuleSet; now: Date }): Blocker[] =>
  [...standingBlockers(contract, now), ...limitBlockers(contract, supplement.amount, rules)]

/** One party signs the file that it has read; with the second signature it is in force, and public. */
export function signSupplement(supplement: Supplement, signature: SignatureRecord, { contract, rules, now }: { contract: Contract; rules: RuleSet; now: Date }): Supplement {
  if (supplement.signatures.some(({ party }) => party === signature.party)) {
    throw new RuleBroken('party-has-signed', `The ${signature.party} has signed`, { party: signature.party })
  }
  const status = follow(supplementFlow, supplement.status, supplement.signatures.length === 0 ? 'sign-first' : 'sign-second')
  if (supplement.file.sha256 !== signature.fileHash) throw new RuleBroken('file-changed', 'The file is not the one that was read')
  refuseIfBlocked(signBlockers(supplement, contract, { rules, now }))
  return {
    ...supplement, status, signatures: [...supplement.signatures, signature],
    ...(status === 'in-force' && { inForceAt: now, published: true, seq: contract.instalments.length + 1 }),
  }
}

export const withdrawSupplement = (supplement: Supplement, reason: string, now: Date): Supplement =>
  ({ ...supplement, status: follow(supplementFlow, supplement.status, 'withdraw'), withdrawn: { reason, at: now } })

/** What a supplement adds to the schedule: one payment, when the added work is accepted. */
export const instalmentOf = ({ reference, amount }: Pick<Supplement, 'reference' | 'amount'>, seq: number): Instalment => ({
  seq, condition: `补充合同${reference}增加的服务验收合格并收到发票`, percent: WHOLE, amount, onAcceptance: true, gradeLinked: false, supplement: reference,
})

/** The contract with a supplement that both have signed. */
export function withSupplement({ openSupplement: _, ...contract }: Contract, { id, reference, amount, additions, reason, seq, inForceAt }: Supplement): Contract {
  const record = { supplementId: id, reference, amount, reason, additions: additions.map(({ indicator, quantity }) => ({ indicator, quantity })), seq: seq!, at: inForceAt! }
  return { ...contract, supplements: [...contract.supplements, record], instalments: [...contract.instalments, instalmentOf({ reference, amount }, seq!)] }
}

/** What is delivered for an instalment: of a supplement only what it adds. */
export function workOf(contract: Contract, seq: number): Contract {
  const supplement = contract.supplements.find(each => each.seq === seq)
  return supplement ? { ...contract, indicators: supplement.additions.map(({ indicator, quantity }) => ({ ...contract.indicators[indicator]!, target: quantity })) } : contract
}

/** The contract as all supplements make it, by which it is evaluated. */
export const asSupplemented = (contract: Contract): Contract => ({
  ...contract, amount: totalOf(contract),
  indicators: contract.indicators.map((indicator, at) => ({
    ...indicator,
    target: contract.supplements.flatMap(({ additions }) => additions).filter(each => each.indicator === at).reduce((sum, { quantity }) => sum + quantity, indicator.target),
  })),
})

/** The instalments in the order in which they are claimed: what depends on the grade comes last, after supplements that were agreed on later. */
export function inOrder({ instalments }: Pick<Contract, 'instalments'>): Instalment[] {
  const last = instalments.findLast(({ supplement }) => supplement === undefined)
  return last?.gradeLinked ? [...instalments.filter(each => each !== last), last] : instalments
}
