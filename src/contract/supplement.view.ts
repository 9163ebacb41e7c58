import type { Actor } from '../kernel/actor.ts'
import { inWords, type Money } from '../kernel/money.ts'
import { may } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Contract, Party } from './contract.schema.ts'
import { supplementPolicy } from './supplement.policy.ts'
import { isOpen, mayStillSign, partOfContract, roomOf, suppliedBy } from './supplement.rules.ts'
import type { Supplement } from './supplement.schema.ts'

const TONE = { printed: 'waiting', 'half-signed': 'waiting', 'in-force': 'good', withdrawn: 'muted' } as const
const chip = ({ status }: Supplement) => ({ key: `supplement.status.${status}`, tone: TONE[status] })

type Part = { supplements: Supplement[]; blockers: Blocker[]; actor: Actor }
/** On the contract's page: its supplements, and for the buyer how to draw up another. */
export function supplementPart(contract: Contract, { supplements, blockers, actor }: Part) {
  const draws = may(supplementPolicy.drawUp, actor, contract) && contract.status === 'in-force'
  return {
    columns: [
      { name: 'reference', label: { key: 'supplement.reference' }, href: 'href', type: 'code' }, { name: 'what', label: { key: 'supplement.what' } },
      { name: 'amount', label: { key: 'contract.amount' }, type: 'money' }, { name: 'at', label: { key: 'supplement.in-force-at' }, type: 'date' },
      { name: 'status', label: { key: 'contract.status.label' }, type: 'chip' },
    ],
    rows: supplements.map(supplement => ({
      reference: supplement.reference, href: `/supplements/${supplement.id}`, what: supplement.additions.map(({ name, quantity, unit }) => `${name} ${quantity}${unit}`).join('；'),
      amount: supplement.amount, at: supplement.inForceAt, status: chip(supplement),
    })),
    sum: contract.supplements.length > 0 ? { key: 'supplement.sum', params: { sum: suppliedBy(contract), share: partOfContract(suppliedBy(contract), contract), contract: contract.amount } } : null,
    draw: draws ? { href: `/contracts/${contract.id}/supplements/new`, blockers } : null,
  }
}

type Preparing = { contract: Contract; blockers: Blocker[]; available: Money; rules: RuleSet }
export const supplementNew = view('contract/supplement-new', ({ contract, blockers, available, rules }: Preparing) => ({
  title: { key: 'supplement.new' }, lead: { text: contract.title }, reference: contract.reference, blockers,
  breadcrumbs: [{ key: 'contract.list.title', href: '/contracts' }, { text: contract.reference, href: `/contracts/${contract.id}` }, { key: 'supplement.new' }],
  facts: [
    { label: { key: 'contract.supplier' }, value: contract.supplier.name }, { label: { key: 'contract.amount' }, value: contract.amount, type: 'money' },
    { label: { key: 'supplement.agreed' }, value: suppliedBy(contract), type: 'money' },
    { label: { key: 'supplement.room' }, value: roomOf(contract, rules), type: 'money', hint: { key: 'supplement.room-hint' } },
    { label: { key: 'supplement.available' }, value: available, type: 'money' },
    { label: { key: 'contract.to' }, value: contract.term.to, type: 'date' },
  ],
  action: `/contracts/${contract.id}/supplements`, cancel: `/contracts/${contract.id}`,
  rows: contract.indicators.map(({ name, target, unit }, index) => ({ index, name, unit, target: { key: 'contract.quantity', params: { target, unit } } })),
}))

type Shown = { supplement: Supplement; contract: Contract; blockers: Blocker[]; events: TimelineEvent[]; actor: Actor }

function signingFor(supplement: Supplement, actor: Actor): Party | null {
  if (may(supplementPolicy.signForBuyer, actor, supplement) && mayStillSign(supplement, 'buyer')) return 'buyer'
  if (may(supplementPolicy.signForSupplier, actor, supplement) && mayStillSign(supplement, 'supplier')) return 'supplier'
  return null
}

function nextOf(supplement: Supplement, blockers: Blocker[]) {
  if (!isOpen(supplement)) return null
  if (blockers.length > 0) return { text: { key: 'supplement.next.stuck' }, who: { key: 'contract.party.buyer' } }
  const other: Party = supplement.signatures[0]?.party === 'buyer' ? 'supplier' : 'buyer'
  return supplement.status === 'printed'
    ? { text: { key: 'supplement.next.sign' }, who: { key: 'contract.who.both' } } : { text: { key: 'supplement.next.sign-second' }, who: { key: `contract.party.${other}` } }
}

export const supplementPage = view('contract/supplement', ({ supplement, contract, blockers, events, actor }: Shown) => {
  const { id, reference, amount, additions, seq, inForceAt, withdrawn, file, signatures, revision } = supplement
  const party = signingFor(supplement, actor)
  const open = isOpen(supplement)
  return {
    title: { key: 'supplement.title', params: { number: supplement.number } }, reference, lead: { text: supplement.title }, status: chip(supplement), next: nextOf(supplement, blockers),
    breadcrumbs: [{ key: 'contract.list.title', href: '/contracts' }, { text: contract.reference, href: `/contracts/${contract.id}` }, { text: reference }],
    actions: [{ key: 'supplement.open-file', href: `/supplements/${id}/file`, icon: 'file-earmark-pdf' }],
    blockers: open && (party || may(supplementPolicy.withdraw, actor, supplement)) ? blockers : [],
    signing: party && blockers.length === 0 ? { action: `/supplements/${id}/sign`, party: { key: `contract.party.${party}` } } : null,
    file: { href: `/supplements/${id}/file`, sha256: file.sha256 },
    facts: [
      { label: { key: 'contract.payment.contract' }, value: contract.reference, href: `/contracts/${contract.id}` },
      { label: { key: 'contract.buyer' }, value: contract.buyer.name }, { label: { key: 'contract.supplier' }, value: contract.supplier.name, href: `/organizations/${contract.organizationId}` },
      { label: { key: 'contract.amount' }, value: amount, type: 'money', hint: { text: inWords(amount) } },
      { label: { key: 'supplement.share' }, value: { key: 'supplement.of-contract', params: { share: partOfContract(amount, contract), contract: contract.amount } } },
      { label: { key: 'supplement.reason' }, value: supplement.reason }, { label: { key: 'supplement.price-basis' }, value: supplement.priceBasis },
      ...(seq ? [{ label: { key: 'supplement.instalment' }, value: { key: 'contract.nth', params: { seq } } }] : []),
      ...(inForceAt ? [{ label: { key: 'supplement.in-force-at' }, value: inForceAt, type: 'datetime' }] : []),
      ...(withdrawn ? [{ label: { key: 'supplement.withdrawn' }, value: withdrawn.reason, hint: { key: 'contract.payment.at', params: { at: withdrawn.at } } }] : []),
    ],
    columns: [
      { name: 'name', label: { key: 'supplement.what' } }, { name: 'quantity', label: { key: 'supplement.quantity' } },
      { name: 'unitPrice', label: { key: 'supplement.unit-price' }, type: 'money' }, { name: 'amount', label: { key: 'contract.amount' }, type: 'money' },
    ],
    rows: additions.map(({ name, quantity, unit, unitPrice, amount: sum }) => ({ name, quantity: { key: 'contract.quantity', params: { target: quantity, unit } }, unitPrice, amount: sum })),
    totals: { name: { key: 'contract.total' }, amount },
    signatureColumns: [
      { name: 'party', label: { key: 'contract.party.label' } }, { name: 'name', label: { key: 'contract.signed-by' } },
      { name: 'at', label: { key: 'contract.signed-at' }, type: 'datetime' }, { name: 'fileHash', label: { key: 'contract.signed-file' } },
    ],
    signatures: signatures.map(({ party: by, name, at, fileHash }) => ({ party: { key: `contract.party.${by}` }, name, at, fileHash })),
    noSignatures: { title: { key: 'contract.no-signatures' }, text: { key: 'supplement.no-signatures' } },
    withdrawing: open && may(supplementPolicy.withdraw, actor, supplement) ? { href: `/supplements/${id}/withdraw`, fields: [{ name: 'revision', value: revision }] } : null,
    events: timelineOf(events),
  }
})
