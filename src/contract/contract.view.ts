import type { Actor } from '../kernel/actor.ts'
import { inWords } from '../kernel/money.ts'
import type { JobState } from '../kernel/job.ts'
import { may, mayAtAll } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import { dossierAction } from '../platform/dossier.view.ts'
import { jobProgress } from '../platform/job-progress.view.ts'
import type { Demand } from '../tender/challenge.schema.ts'
import { nextToAccept } from './acceptance.rules.ts'
import type { Acceptance } from './acceptance.schema.ts'
import { acceptancePart, acceptanceStep } from './acceptance.view.ts'
import { contractPdf } from './contract.jobs.ts'
import type { BankAccount } from '../registry/organization.schema.ts'
import { contractPolicy, paymentPolicy } from './contract.policy.ts'
import { isLate, mayStillSign } from './contract.rules.ts'
import { ContractStatus, type Contract, type ContractFilter, type Instalment, type Party } from './contract.schema.ts'
import { accountBlockers, comesToNothing, invoiceBlockers, isOpen, nextInstalment, payable, percentOf, terminateBlockers } from './payment.rules.ts'
import { supplementPart } from './supplement.view.ts'
import { totalOf } from './supplement.rules.ts'
import type { Supplement } from './supplement.schema.ts'
import { PaymentStatus, type Payment, type PaymentFilter, type PaymentRow } from './payment.schema.ts'

const TONE = { 'drawn-up': 'info', printed: 'waiting', 'half-signed': 'waiting', 'in-force': 'good', completed: 'done', terminated: 'bad' } as const
const PAYMENT_TONE = { invoiced: 'waiting', 'first-approved': 'waiting', paid: 'good', returned: 'bad' } as const
const statusChip = ({ status }: Contract) => ({ key: `contract.status.${status}`, tone: TONE[status] })
export const paymentChip = ({ status }: Payment) => ({ key: `contract.payment.status.${status}`, tone: PAYMENT_TONE[status] })

type Listed<Filter> = { filter: Filter; areas: { value: string; text: string }[]; actor: Actor }
export const contractList = view('contract/list', (contracts: Contract[], { filter, areas, actor }: Listed<ContractFilter>) => ({
  title: { key: 'contract.list.title' },
  actions: mayAtAll(contractPolicy.readTemplates, actor) ? [{ key: 'contract.template.title', href: '/contracts/templates', icon: 'file-earmark-text' }] : [],
  fields: [
    { name: 'q', label: { key: 'contract.list.search' }, type: 'search', value: filter.q },
    { name: 'status', label: { key: 'contract.status.label' }, type: 'select', value: filter.status,
      options: ContractStatus.options.map(value => ({ value, key: `contract.status.${value}` })) },
    { name: 'area', label: { key: 'registry.area.and-below' }, type: 'select', value: filter.area, options: areas },
  ],
  columns: [
    { name: 'reference', label: { key: 'contract.reference' }, href: 'href', type: 'code' }, { name: 'title', label: { key: 'contract.title' } },
    { name: 'supplier', label: { key: 'contract.supplier' } }, { name: 'amount', label: { key: 'contract.amount' }, type: 'money' },
    { name: 'status', label: { key: 'contract.status.label' }, type: 'chip' },
  ],
  rows: contracts.map(contract => ({
    reference: contract.reference, href: `/contracts/${contract.id}`, title: contract.title, supplier: contract.supplier.name,
    amount: contract.amount, status: statusChip(contract),
  })),
  empty: { title: { key: 'contract.list.none' }, text: { key: 'contract.list.none-text' } },
}))

const indicatorColumns = [
  { name: 'name', label: { key: 'contract.indicator' } }, { name: 'target', label: { key: 'contract.target' } },
  { name: 'weight', label: { key: 'contract.weight' }, type: 'score' },
]
const indicatorRows = ({ indicators }: Contract) => indicators.map(({ name, target, unit, weight }) =>
  ({ name, target: { key: 'contract.quantity', params: { target, unit } }, weight }))
const instalmentTotals = (contract: Contract) => ({ condition: { key: 'contract.total' }, amount: totalOf(contract) })
const instalmentColumns = [
  { name: 'seq', label: { key: 'contract.seq' } }, { name: 'condition', label: { key: 'contract.condition' } },
  { name: 'amount', label: { key: 'contract.amount' }, type: 'money' },
]
const nth = (seq: number) => ({ key: 'contract.nth', params: { seq } })

/** What the contract of an award comes to, before it is drawn up. */
export const contractNew = view('contract/new', (proposal: Contract, paused: Blocker[]) => ({
  title: { key: 'contract.new.title' }, proposal, paused,
  breadcrumbs: [{ key: 'contract.list.title', href: '/contracts' }, { text: proposal.tenderReference, href: `/tenders/${proposal.tenderId}` }, { key: 'contract.new.title' }],
  facts: termsOf(proposal), indicatorColumns, indicators: indicatorRows(proposal), instalmentColumns,
  instalments: proposal.instalments.map(({ seq, condition, amount }) => ({ seq: nth(seq), condition, amount })), instalmentTotals: instalmentTotals(proposal),
}))

/** Who agrees on what, for how much and until when. */
const termsOf = (contract: Contract) => [
  { label: { key: 'contract.tender' }, value: contract.tenderReference, href: `/tenders/${contract.tenderId}` },
  { label: { key: 'contract.method' }, value: contract.method, texts: 'tender.method' },
  { label: { key: 'contract.item' }, value: `${contract.item.code} ${contract.item.name}` },
  { label: { key: 'contract.buyer' }, value: contract.buyer.name }, { label: { key: 'contract.supplier' }, value: contract.supplier.name, href: `/organizations/${contract.organizationId}` },
  { label: { key: 'contract.amount' }, value: contract.amount, type: 'money', hint: { text: inWords(contract.amount) } },
  { label: { key: 'contract.from' }, value: contract.term.from, type: 'date' }, { label: { key: 'contract.to' }, value: contract.term.to, type: 'date' },
  { label: { key: 'contract.sign-by' }, value: contract.signBy, type: 'date' },
  { label: { key: 'contract.template.label' }, value: { key: 'contract.template.one', params: { version: contract.template } } },
]

/** How an instalment that depends on the grade came to what is payable. */
function workingOf(contract: Contract, instalment: Instalment) {
  if (!instalment.gradeLinked || !contract.grade) return []
  const { amount } = payable(contract, instalment)
  const percent = percentOf(contract) / 100
  return [{ key: 'contract.payable-working', params: { seq: instalment.seq, whole: instalment.amount, percent, grade: { key: `evaluation.grade.${contract.grade.grade}` }, amount } }]
}

/** How far the printing is; whoever may draw the contract up may let it be printed again. */
export function printProgress(contract: Contract, job: JobState, actor: Actor) {
  const page = `/contracts/${contract.id}`
  return jobProgress(contractPdf, job, {
    id: 'printing', page, href: `${page}/printing`, hint: { key: 'contract.printing' },
    retry: may(contractPolicy.drawUp, actor, contract) ? `${page}/printing` : null,
  })
}

type Shown = { contract: Contract; printing: JobState | null; acceptances: Acceptance[]; payments: Payment[]; supplements: Supplement[]; supplementBlockers: Blocker[]; account: BankAccount | undefined; events: TimelineEvent[]; discussion: Discussed | null; paused: Blocker[]; demands: Demand[]; actor: Actor; now: Date }

/** The party for which this person may sign now, if any. */
function signingFor({ contract, actor }: Shown): Party | null {
  if (may(contractPolicy.signForBuyer, actor, contract) && mayStillSign(contract, 'buyer')) return 'buyer'
  if (may(contractPolicy.signForSupplier, actor, contract) && mayStillSign(contract, 'supplier')) return 'supplier'
  return null
}

/** Who decides on a claim next. */
const turnOf = ({ status, seq, payBy }: Payment) =>
  ({ text: { key: `contract.next.${status}`, params: { seq } }, who: { key: 'contract.who.finance' }, due: payBy })

/** What happens next, and whose turn it is; payments concern only those inside. */
function nextStepOf({ contract, acceptances, payments, actor }: Shown) {
  const { status, signBy } = contract
  const [signed] = contract.signatures
  const other: Party = signed?.party === 'buyer' ? 'supplier' : 'buyer'
  if (status === 'printed') return { text: { key: 'contract.next.sign' }, who: { key: 'contract.who.both' }, due: signBy }
  if (status === 'half-signed') return { text: { key: 'contract.next.sign-second' }, who: { key: `contract.party.${other}` }, due: signBy }
  if (status !== 'in-force' || !may(paymentPolicy.see, actor, contract)) return null
  const open = payments.find(isOpen)
  const next = nextInstalment(contract, payments)
  if (open) {
    const actions = [{ key: 'contract.next.open', href: `/payments/${open.id}`, icon: 'cash-coin', ...(may(paymentPolicy.approve, actor, open) && { tone: 'primary' }) }]
    return { ...turnOf(open), actions }
  }
  if (!next) return nextToAccept(contract) ? acceptanceStep(contract, acceptances, actor) : null
  const missing = invoiceBlockers(contract, next.seq, payments).map(({ code }) => code)
  if (missing.includes('acceptance-missing')) return acceptanceStep(contract, acceptances, actor)
  const waits = missing.includes('grade-missing')
  return { text: { key: `contract.next.${waits ? 'evaluate' : 'invoice'}`, params: { seq: next.seq } }, who: { key: `contract.party.${waits ? 'buyer' : 'supplier'}` }, due: null }
}

/** What the end of a contract rests on, to begin with. */
const groundOf = ([demand]: Demand[]) => demand ? { key: `contract.demand.reason-${demand.kind}`, params: { ref: demand.reference } } : { text: '' }

export const contractPage = view('contract/show', (shown: Shown) => {
  const { contract, printing, acceptances, payments, supplements, supplementBlockers, account, events, discussion, actor, now } = shown
  const party = signingFor(shown)
  const inside = may(paymentPolicy.see, actor, contract)
  // A challenge is nobody's business but theirs (令94 art. 13).
  const paused = inside ? shown.paused : []
  const terminates = may(contractPolicy.terminate, actor, contract)
  const claims = may(paymentPolicy.invoice, actor, contract) && contract.status === 'in-force'
  const next = nextInstalment(contract, payments)
  return {
    title: { text: contract.title }, contract, status: statusChip(contract), next: nextStepOf(shown), paused,
    breadcrumbs: [{ key: 'contract.list.title', href: '/contracts' }, { text: contract.reference }],
    actions: [
      ...(contract.file ? [{ key: 'contract.open-file', href: `/contracts/${contract.id}/file`, icon: 'file-earmark-pdf' }] : []),
      ...(contract.inForceAt ? [{ key: 'contract.evaluation', href: `/contracts/${contract.id}/evaluation`, icon: 'speedometer2' }] : []),
      dossierAction(`/contracts/${contract.id}`),
    ],
    printing: printing && printProgress(contract, printing, actor), fileHref: contract.file ? `/contracts/${contract.id}/file` : null,
    party: party && paused.length === 0 && { key: `contract.party.${party}` }, late: isLate(contract, now),
    line: contract.status === 'terminated' ? [] : [
      { key: 'contract.line.drawn-up', at: contract.createdAt },
      contract.inForceAt ? { key: 'contract.line.in-force', at: contract.inForceAt } : { key: 'contract.line.sign-by', at: contract.signBy },
      { key: 'contract.line.from', at: contract.term.from }, { key: 'contract.line.to', at: contract.term.to },
    ].toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    facts: [
      ...termsOf(contract),
      ...(contract.ended ? [{ label: { key: 'contract.ended' }, value: contract.ended.reason, hint: { key: 'contract.payment.at', params: { at: contract.ended.at } } }] : []),
      ...(contract.ended?.ground ? [{ label: { key: 'contract.ground' }, value: contract.ended.ground.reference, hint: { text: contract.ended.ground.law }, ...((inside || contract.ended.ground.kind === 'complaint') && { href: `/${contract.ended.ground.kind}s/${contract.ended.ground.id}` }) }] : []),
    ],
    signatureColumns: [
      { name: 'party', label: { key: 'contract.party.label' } }, { name: 'name', label: { key: 'contract.signed-by' } },
      { name: 'at', label: { key: 'contract.signed-at' }, type: 'datetime' }, { name: 'fileHash', label: { key: 'contract.signed-file' } },
    ],
    signatures: contract.signatures.map(({ party: by, name, at, fileHash }) => ({ party: { key: `contract.party.${by}` }, name, at, fileHash })),
    noSignatures: { title: { key: 'contract.no-signatures' }, text: { key: 'contract.no-signatures-text' } },
    indicatorColumns, indicators: indicatorRows(contract),
    instalmentColumns: inside ? [
      ...instalmentColumns, { name: 'payable', label: { key: 'contract.payable' }, type: 'money' },
      { name: 'status', label: { key: 'contract.payment.label' }, type: 'chip' },
    ] : instalmentColumns,
    instalments: contract.instalments.map(instalment => {
      const payment = payments.find(({ seq, status }) => seq === instalment.seq && status !== 'returned')
      return {
        seq: nth(instalment.seq), condition: instalment.condition, amount: instalment.amount, payable: payable(contract, instalment).amount,
        status: payment ? paymentChip(payment) : { key: comesToNothing(contract, instalment) ? 'contract.payment.nothing' : 'contract.payment.status.none', tone: 'muted' },
      }
    }),
    instalmentTotals: instalmentTotals(contract), workings: contract.instalments.flatMap(instalment => workingOf(contract, instalment)),
    supplements: supplementPart(contract, { supplements, blockers: supplementBlockers, actor }), acceptances: acceptancePart(contract, { acceptances, actor, now }),
    grade: contract.grade && {
      figures: [
        { label: { key: 'contract.score' }, value: contract.grade.score, type: 'score', href: `/evaluations/${contract.grade.evaluationId}` },
        { label: { key: 'contract.grade' }, value: { key: `evaluation.grade.${contract.grade.grade}` } },
      ],
    },
    payments: inside ? payments.map(payment => ({
      reference: payment.reference, href: `/payments/${payment.id}`, seq: nth(payment.seq), amount: payment.amount, at: payment.invoicedAt, status: paymentChip(payment),
    })) : [],
    paymentColumns: [
      { name: 'reference', label: { key: 'contract.payment.reference' }, href: 'href', type: 'code' }, { name: 'seq', label: { key: 'contract.seq' } },
      { name: 'amount', label: { key: 'contract.amount' }, type: 'money' }, { name: 'at', label: { key: 'contract.payment.invoiced-at' }, type: 'datetime' },
      { name: 'status', label: { key: 'contract.status.label' }, type: 'chip' },
    ],
    invoicing: claims && next && {
      seq: next.seq, condition: next.condition, amount: payable(contract, next).amount, blockers: [...paused, ...invoiceBlockers(contract, next.seq, payments), ...accountBlockers(account)],
      register: account ? null : { key: 'contract.invoice.account', href: `/organizations/${contract.organizationId}/sections/account`, icon: 'pencil', tone: 'primary' },
    },
    terminating: terminates && !['completed', 'terminated'].includes(contract.status) && { blockers: terminateBlockers(contract, payments), reason: groundOf(shown.demands) },
    demands: (inside ? shown.demands : []).map(({ kind, id, reference, law }) => ({ kind, reference, law, href: `/${kind}s/${id}`, here: terminates })),
    events: timelineOf(events), discussion: discussionPart(discussion),
  }
})

export const paymentList = view('contract/payments', (payments: PaymentRow[], { filter, areas, actor }: Listed<PaymentFilter>) => ({
  title: { key: 'contract.payment.list' },
  bulk: mayAtAll(paymentPolicy.approve, actor) ? ['approve', 'return'].map(act => ({ key: `contract.bulk.${act}`, href: `/payments/bulk/${act}` })) : [],
  fields: [
    { name: 'q', label: { key: 'contract.payment.search' }, type: 'search', value: filter.q },
    { name: 'status', label: { key: 'contract.status.label' }, type: 'select', value: filter.status,
      options: PaymentStatus.options.map(value => ({ value, key: `contract.payment.status.${value}` })) },
    { name: 'area', label: { key: 'registry.area.and-below' }, type: 'select', value: filter.area, options: areas },
  ],
  columns: [
    { name: 'reference', label: { key: 'contract.payment.reference' }, href: 'href', type: 'code' }, { name: 'title', label: { key: 'contract.title' } }, { name: 'supplier', label: { key: 'contract.payment.payee' } },
    { name: 'contract', label: { key: 'contract.payment.contract' }, only: 'file' }, { name: 'seq', label: { key: 'contract.seq' } }, { name: 'amount', label: { key: 'contract.amount' }, type: 'money' }, { name: 'payBy', label: { key: 'contract.payment.pay-by' }, type: 'date' },
    { name: 'invoice', label: { key: 'contract.payment.number' }, only: 'file' }, { name: 'paidAt', label: { key: 'contract.payment.paid-at' }, type: 'date', only: 'file' },
    { name: 'status', label: { key: 'contract.status.label' }, type: 'chip' },
  ],
  rows: payments.map(({ payment, title, supplier }) => ({
    reference: payment.reference, href: `/payments/${payment.id}`, title, supplier, contract: payment.contractReference, seq: nth(payment.seq), amount: payment.amount,
    invoice: payment.invoice.number, payBy: payment.payBy, paidAt: payment.paidAt, status: paymentChip(payment),
  })),
  empty: { title: { key: 'contract.payment.none' }, text: { key: 'contract.payment.none-text' } },
}))

export const paymentPage = view('contract/payment', (payment: Payment, contract: Contract, events: TimelineEvent[], { waits, discussion, actor }: { waits: Blocker[]; discussion: Discussed | null; actor: Actor }) => {
  const open = isOpen(payment) && may(paymentPolicy.approve, actor, payment)
  const own = payment.approvals.some(({ accountId }) => accountId === actor.id)
  return {
    title: { key: 'contract.payment.title', params: { seq: payment.seq } }, payment, lead: contract.title, status: paymentChip(payment),
    breadcrumbs: [{ key: 'contract.list.title', href: '/contracts' }, { text: contract.reference, href: `/contracts/${contract.id}` }, { text: payment.reference }],
    next: isOpen(payment) ? turnOf(payment) : null,
    line: payment.returned ? [] : [
      { key: 'contract.payment.invoiced-at', at: payment.invoicedAt },
      payment.paidAt ? { key: 'contract.payment.paid-at', at: payment.paidAt } : { key: 'contract.payment.pay-by', at: payment.payBy },
    ],
    facts: [
      { label: { key: 'contract.payment.contract' }, value: contract.reference, href: `/contracts/${contract.id}` },
      { label: { key: 'contract.supplier' }, value: contract.supplier.name },
      { label: { key: 'contract.condition' }, value: contract.instalments.find(({ seq }) => seq === payment.seq)?.condition },
      ...contract.accepted.filter(({ seq }) => seq === payment.seq).map(({ reference, acceptanceId, at }) =>
        ({ label: { key: 'contract.payment.accepted' }, value: reference, href: `/acceptances/${acceptanceId}`, hint: { key: 'contract.payment.at', params: { at } } })),
      { label: { key: 'contract.amount' }, value: payment.amount, type: 'money', hint: { text: inWords(payment.amount) } },
      ...contract.instalments.filter(({ seq }) => seq === payment.seq).flatMap(instalment => workingOf(contract, instalment))
        .map(value => ({ label: { key: 'contract.payment.working' }, value, href: `/evaluations/${contract.grade!.evaluationId}#source-grade` })),
      ...(payment.withheld > 0 ? [{ label: { key: 'contract.payment.withheld' }, value: payment.withheld, type: 'money' }] : []),
      ...(payment.account ? [{ label: { key: 'contract.payment.account' }, value: `${payment.account.bank} ${payment.account.number}` }] : []),
      { label: { key: 'contract.payment.number' }, value: payment.invoice.number },
      { label: { key: 'contract.payment.invoiced-at' }, value: payment.invoicedAt, type: 'datetime' },
      { label: { key: 'contract.payment.pay-by' }, value: payment.payBy, type: 'date' },
      ...payment.approvals.map(({ name, at }, index) =>
        ({ label: { key: `contract.payment.approval-${index + 1}` }, value: name, hint: { key: 'contract.payment.at', params: { at } } })),
      ...(payment.returned ? [{ label: { key: 'contract.payment.returned' }, value: payment.returned.reason }] : []),
    ],
    files: payment.invoice.file ? [{ name: payment.invoice.file.name, size: payment.invoice.file.size, hash: payment.invoice.file.sha256, href: `/payments/${payment.id}/file` }] : [],
    open, approveHref: `/payments/${payment.id}/approve`, returnHref: `/payments/${payment.id}/return`,
    blockers: [...waits, ...(own ? [{ code: 'two-approvers', law: '财政部门内部控制' }] : [])],
    revisionFields: [{ name: 'revision', value: payment.revision }],
    events: timelineOf(events), discussion: discussionPart(discussion),
  }
})
