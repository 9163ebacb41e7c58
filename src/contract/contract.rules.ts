import { flow, follow } from '../kernel/flow.ts'
import { share, type Money } from '../kernel/money.ts'
import { dayOf } from '../kernel/period.ts'
import { Invalid, RuleBroken } from '../kernel/refusal.ts'
import type { Method } from '../kernel/ruleset.ts'
import type { Bid } from '../tender/bid.schema.ts'
import type { Tender } from '../tender/tender.schema.ts'
import type { ContractPrint } from './contract-print.schema.ts'
import { templateAt } from './contract-template.rules.ts'
import type { Contract, ContractStatus, GradeRecord, Instalment, Party, SignatureRecord } from './contract.schema.ts'

export type ContractAction = 'print' | 'sign-first' | 'sign-second' | 'complete' | 'terminate'

export const contractFlow = flow<ContractStatus, ContractAction>({
  'drawn-up': { print: 'printed', terminate: 'terminated' },
  printed: { 'sign-first': 'half-signed', terminate: 'terminated' },
  'half-signed': { 'sign-second': 'in-force', terminate: 'terminated' },
  'in-force': { complete: 'completed', terminate: 'terminated' },
  completed: {},
  terminated: {},
})

/** What a contract is made of: the tender document, the winning bid and the supplier's registry record. */
export type Awarded = { tender: Tender; bid: Bid; item: { code: string; name: string }; amount: Money; noticeAt: Date }
export type Supplier = { name: string; uscc?: string | undefined; address?: string | undefined; representative?: string | undefined }
type Given = { id: string; reference: string; awarded: Awarded; supplier: Supplier; areaName: string; signBy: Date; now: Date }

/** Draws up the contract of an award; the instalments are whole fen and total the price (法 art. 46). */
export function drawUp({ id, reference, awarded: { tender, bid, item, amount }, supplier, areaName, signBy, now }: Given): Contract {
  const amounts = share(amount, tender.payments.map(({ percent }) => percent))
  return {
    id, revision: 0, reference, tenderId: tender.id, tenderReference: tender.reference, method: tender.method, title: tender.title, item,
    lineId: tender.lineId, areas: tender.areas, organizationId: bid.organizationId,
    buyer: {
      name: tender.buyer.name, code: '', address: areaName, representative: tender.buyer.contact,
      contact: `${tender.buyer.contact}，${tender.buyer.phone}`,
    },
    supplier: {
      name: supplier.name, code: supplier.uscc ?? '', address: supplier.address ?? areaName,
      representative: supplier.representative ?? bid.signedBy.name, contact: `${bid.offer.contact.name}，${bid.offer.contact.phone}`,
    },
    amount, term: tender.term, place: areaName,
    content: [tender.description, bid.offer.plan].filter(Boolean).join('\n'),
    ...(bid.offer.subcontracting && { subcontracting: bid.offer.subcontracting }),
    indicators: tender.indicators, gradeEffects: tender.gradeEffects, ruleSet: tender.ruleSet,
    instalments: tender.payments.map(({ condition, percent, onAcceptance, gradeLinked }, index): Instalment =>
      ({ seq: index + 1, condition, percent, onAcceptance, gradeLinked, amount: amounts[index]! })),
    template: templateAt(dayOf(now)).version, status: 'drawn-up', createdAt: now, signBy, signatures: [], accepted: [], supplements: [], published: false,
  }
}

/** 采购方式 as contracts name it (法 art. 26). */
const METHODS: Record<Method, string> = {
  'open-tender': '公开招标', 'invited-tender': '邀请招标', consultation: '竞争性磋商', negotiation: '竞争性谈判', inquiry: '询价',
  'single-source': '单一来源采购', framework: '框架协议采购', 'small-purchase': '小额采购',
}

/** The only condition of a payment in words; that its work must be accepted is said even where its author did not. */
export const conditionOf = ({ condition, onAcceptance }: Pick<Instalment, 'condition' | 'onAcceptance'>): string =>
  onAcceptance && !condition.includes('验收') ? `${condition}，且本期服务验收合格` : condition

/** The values of the printed contract; the grades are named by the scale of its rule set. */
export const printed = (contract: Contract, gradeNames: Record<string, string>): ContractPrint => ({
  contractNumber: contract.reference, buyer: contract.buyer, supplier: contract.supplier,
  project: { name: contract.title, reference: contract.tenderReference, method: METHODS[contract.method], item: `${contract.item.code} ${contract.item.name}` },
  amount: contract.amount, term: contract.term, place: contract.place, content: contract.content,
  indicators: contract.indicators.map(({ name, target, unit, weight }) => ({ name, target: String(target), unit, weight })),
  payments: contract.instalments.map(({ seq, amount, percent, ...terms }) =>
    ({ seq, condition: conditionOf(terms), amount, share: percent, dueText: '收到发票并具备支付条件后30日内' })),
  account: null, gradeEffects: contract.gradeEffects.map(({ grade, percent }) => ({ grade: gradeNames[grade] ?? grade, percent })),
  subcontracting: contract.subcontracting ?? null,
  clauses: { acceptance: null, breach: null, dispute: null, special: null }, signedBy: [],
})

/** A contract is signed within thirty days of the notice; a later signature holds, and says why it is late (法 art. 46, 71). */
export const isLate = ({ signBy }: Pick<Contract, 'signBy'>, now: Date): boolean => now > signBy

/** One party signs the file that it has read; the second signature brings the contract into force. */
export function sign(contract: Contract, signature: SignatureRecord, now: Date): Contract {
  if (contract.signatures.some(({ party }) => party === signature.party)) {
    throw new RuleBroken('party-has-signed', `The ${signature.party} has signed`, { party: signature.party })
  }
  const status = follow(contractFlow, contract.status, contract.signatures.length === 0 ? 'sign-first' : 'sign-second')
  if (contract.file?.sha256 !== signature.fileHash) throw new RuleBroken('file-changed', 'The file is not the one that was read')
  if (isLate(contract, now) && !signature.lateReason) {
    throw new Invalid('invalid-input', 'A late signature says why', { problems: [{ field: 'lateReason', code: 'late-signature-needs-reason' }] })
  }
  return {
    ...contract, status, signatures: [...contract.signatures, signature],
    ...(status === 'in-force' && { inForceAt: now, published: true }),
  }
}

export const mayStillSign = ({ status, signatures }: Contract, party: Party): boolean =>
  ['printed', 'half-signed'].includes(status) && !signatures.some(each => each.party === party)

/** A contract is evaluated while it is in force, and when it was paid up before: then no payment depends on the grade. */
export const isGradable = ({ status }: Pick<Contract, 'status'>): boolean => ['in-force', 'completed'].includes(status)

/** The grade counts once; a second, different one is refused, the same one changes nothing. */
export function recordGrade(contract: Contract, grade: GradeRecord): Contract {
  if (contract.grade?.evaluationId === grade.evaluationId) return contract
  if (contract.grade) throw new RuleBroken('graded-already', 'The contract has its grade', { reference: contract.reference })
  if (!isGradable(contract)) throw new RuleBroken('not-in-force', 'Only a contract in force is graded', { reference: contract.reference })
  return { ...contract, grade }
}
