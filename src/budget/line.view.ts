import type { Actor } from '../kernel/actor.ts'
import type { Money } from '../kernel/money.ts'
import { may, mayAtAll } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import { PurchaseArea } from '../catalogue/item.schema.ts'
import { leftOf, runningBooks } from './ledger.rules.ts'
import type { Balance, Entry } from './ledger.schema.ts'
import { linePolicy } from './line.policy.ts'
import { approveBlockers, weightsOf } from './line.rules.ts'
import { programmePolicy } from './programme.policy.ts'
import type { Bought } from './line.service.ts'
import type { Programme } from './programme.schema.ts'
import { LineStatus, Source, type Line, type LineFilter, type SourceShare } from './line.schema.ts'

export type Choice = { value: string; text: string }
type Listed = { line: Line; balance: Balance }

const TONE: Record<LineStatus, string> = { draft: 'muted', submitted: 'waiting', approved: 'good', refused: 'bad' }
const POTS = ['paid', 'committed', 'reserved', 'available'] as const
const label = (key: string) => ({ key: `budget.${key}` })
const home = { key: 'budget.list.title', href: '/budget' }
export const lineChip = ({ status }: Line) => ({ key: `budget.status.${status}`, tone: TONE[status] })
const total = (listed: Listed[], of: (each: Listed) => number) => listed.reduce((sum, each) => sum + of(each), 0)
const sourceParts = (sources: readonly SourceShare[]) => sources.map(({ source, amount }) => ({ label: label(`source.${source}`), amount }))

/** What a file says further of a line, for those who reckon on. */
const MORE = [
  { name: 'year', label: label('year') }, { name: 'item', label: label('item') }, { name: 'purchaseArea', label: label('purchase-area'), texts: 'catalogue.area' },
  ...Source.options.map(source => ({ name: source, label: label(`source.${source}`), type: 'money' })),
  ...(['reserved', 'committed'] as const).map(pot => ({ name: pot, label: label(`pot.${pot}`), type: 'money' })),
  { name: 'drafter', label: label('drafter') }, { name: 'decider', label: label('decider') }, { name: 'decidedAt', label: label('decided-at'), type: 'date' },
].map(column => ({ ...column, only: 'file' as const }))
const moreOf = ({ line, balance }: Listed) => ({
  year: String(line.year), item: line.itemName, purchaseArea: line.purchaseArea, reserved: balance.reserved, committed: balance.committed,
  ...Object.fromEntries(Source.options.map(source => [source, line.sources.find(part => part.source === source)?.amount ?? 0])),
  drafter: line.drafter.name, decider: line.decision?.by.name, decidedAt: line.decision?.at,
})
type Asked = { filter: LineFilter; areas: Choice[]; year: number; actor: Actor }

export const lineList = view('budget/list', (listed: Listed[], { filter, areas, year, actor }: Asked) => {
  const approved = listed.filter(({ line }) => line.status === 'approved')
  const names = new Map(areas.map(({ value, text }) => [value, text]))
  return {
    title: label('list.title'), lead: label('list.lead'),
    actions: [
      { ...label('programme.title'), href: '/budget/programmes', icon: 'list-check' },
      { ...label('execution.title'), href: '/budget/execution', icon: 'bar-chart' },
      ...(mayAtAll(linePolicy.carry, actor) ? [{ ...label('carry.nav'), href: '/budget/carry-over', icon: 'arrow-repeat' }] : []),
      ...(mayAtAll(linePolicy.draft, actor) ? [{ ...label('new.title'), href: '/budget/new', tone: 'primary', icon: 'plus-lg' }] : []),
    ],
    figures: [
      { label: label('figure.approved'), value: total(approved, ({ line }) => line.amount), type: 'money', hint: { key: 'budget.figure.lines', params: { count: approved.length } } },
      ...POTS.map(pot => ({ label: label(`pot.${pot}`), value: total(approved, ({ balance }) => balance[pot]), type: 'money' })),
    ],
    fields: [
      { name: 'q', label: label('list.search'), type: 'search', value: filter.q },
      { name: 'year', label: label('year'), type: 'select', value: filter.year, options: [year + 1, year, year - 1, year - 2].map(value => ({ value, text: String(value) })) },
      { name: 'area', label: label('area'), type: 'select', value: filter.area, options: areas },
      { name: 'purchaseArea', label: label('purchase-area'), type: 'select', value: filter.purchaseArea,
        options: PurchaseArea.options.map(value => ({ value, key: `catalogue.area.${value}` })) },
      { name: 'status', label: label('status.label'), type: 'select', value: filter.status,
        options: LineStatus.options.map(value => ({ value, key: `budget.status.${value}` })) },
    ],
    bulk: [
      ...(mayAtAll(linePolicy.draft, actor) ? [{ ...label('bulk.submit'), href: '/budget/bulk/submit' }] : []),
      ...(mayAtAll(linePolicy.decide, actor) ? ['approve', 'refuse'].map(act => ({ ...label(`bulk.${act}`), href: `/budget/bulk/${act}` })) : []),
    ],
    columns: [
      { name: 'reference', label: label('reference'), type: 'code' }, { name: 'name', label: label('name'), href: 'href' },
      { name: 'area', label: label('area') }, { name: 'amount', label: label('amount'), type: 'money' },
      { name: 'available', label: label('pot.available'), type: 'money' }, { name: 'paid', label: label('pot.paid'), type: 'money' },
      { name: 'status', label: label('status.label'), type: 'chip' }, ...MORE,
    ],
    rows: listed.map(({ line, balance }) => ({
      ...moreOf({ line, balance }), reference: line.reference, name: line.name, href: `/budget/${line.id}`, area: names.get(line.area) ?? line.area, amount: line.amount,
      ...(line.status === 'approved' && { available: balance.available, paid: balance.paid }), status: lineChip(line),
    })),
    empty: { title: label('list.none'), text: label('list.none-text') },
  }
})

export type ShownLine = {
  line: Line; balance: Balance; entries: Entry[]; events: TimelineEvent[]; discussion: Discussed | null; actor: Actor; areaName: string
  /** What people call the purchases of the books, by their ids. */
  purchases: Map<string, { reference: string }>
  bought: Bought
  programme: Programme | null
  /** What was published of services of the same item: a ground for what is budgeted next (财政部令第102号 art. 20–21). */
  results: PastResult[]
}
export type PastResult = { href: string; title: string; supplier: string; amount: Money; score: number; grade: string; at: Date }

const pastResults = (results: PastResult[]) => ({
  resultColumns: [
    { name: 'title', label: label('result.title'), href: 'href' }, { name: 'supplier', label: label('result.supplier') }, { name: 'amount', label: label('result.amount'), type: 'money' },
    { name: 'score', label: label('result.score'), type: 'score' }, { name: 'grade', label: label('result.grade') }, { name: 'at', label: label('result.at'), type: 'date' },
  ],
  results: results.map(({ grade, ...rest }) => ({ ...rest, grade: { key: `evaluation.grade.${grade}` } })),
  noResults: { icon: 'speedometer2', title: label('result.none'), text: label('result.none-text') },
})

export const linePage = view('budget/show', ({ line, balance, entries, events, discussion, actor, areaName, purchases, bought, programme, results }: ShownLine) => ({
  title: { text: line.name }, line, breadcrumbs: [home, { text: line.reference }],
  ...decisions({ line, balance }, actor),
  pots: line.status === 'approved' ? POTS.map(pot => ({ label: label(`pot.${pot}`), amount: balance[pot] })) : [],
  held: POTS.reduce((sum, pot) => sum + balance[pot], 0), parts: sourceParts(line.sources),
  facts: [
    { label: label('year'), value: String(line.year) }, { label: label('area'), value: areaName },
    { label: label('item'), value: line.itemName, href: `/catalogue/${line.itemId}` },
    { label: label('purchase-area'), value: { key: `catalogue.area.${line.purchaseArea}` } },
    ...(programme ? [{ label: label('programme.one'), value: programme.name, ...(may(programmePolicy.see, actor, programme) && { href: `/budget/programmes/${programme.id}` }) }] : []),
    ...(line.carried ?? []).map(({ reference, lineId, amount }) => ({ label: label('carry.from'), value: { key: 'budget.carry.part', params: { reference, amount } }, href: `/budget/${lineId}` })),
    { label: label('ratio'), value: line.sources.map(({ weight }) => weight).join(' : ') }, { label: label('ground'), value: line.ground },
    { label: label('drafter'), value: line.drafter.name }, { label: label('decider'), value: line.decision?.by.name },
    { label: label('decided-at'), value: line.decision?.at, type: 'datetime' },
  ],
  ...books({ line, entries, purchases }), ...boughtFrom(bought), ...pastResults(results),
  events: timelineOf(events), discussion: discussionPart(discussion),
}))

/** What was bought from it this year, by which method, and what of that was not open. */
const boughtFrom = ({ purchases, closed }: Bought) => ({
  boughtColumns: [
    { name: 'reference', label: label('entry.purchase'), href: 'href', type: 'code' }, { name: 'method', label: label('bought.method') }, { name: 'amount', label: label('bought.amount'), type: 'money' },
  ],
  bought: purchases.map(({ id, reference, method, amount }) => ({ reference, href: `/tenders/${id}`, method: { key: `tender.method.${method}` }, amount })),
  closed: { sum: closed.sum, threshold: closed.openTender ?? 0 }, split: closed.blockers,
})

/** What happens next, and the decisions that are open to this person. */
function decisions({ line, balance }: Listed, actor: Actor) {
  const drafts = may(linePolicy.draft, actor, line) && ['draft', 'refused'].includes(line.status)
  const decides = may(linePolicy.decide, actor, line) && line.status === 'submitted'
  const ask = { fields: [{ name: 'revision', value: line.revision }] }
  const address = (action: string) => `/budget/${line.id}/${action}`
  return {
    next: {
      status: lineChip(line), text: label(`next.${line.status === 'approved' && balance.available === 0 ? 'used-up' : line.status}`),
      ...(line.status !== 'approved' && { who: { key: line.status === 'submitted' ? 'role.finance' : 'budget.next-drafter' } }),
    },
    refusal: line.status === 'refused' ? { name: line.decision?.by.name ?? '', reason: line.decision?.reason ?? '' } : null,
    edit: drafts ? [{ ...label('edit.title'), href: address('edit'), icon: 'pencil' }] : [],
    submits: drafts, decides,
    blockers: decides ? approveBlockers(line, { accountId: actor.id, name: actor.name }) : [],
    approve: { ...ask, href: address('approve'), open: label('do.approve'), title: label('ask.approve'), submit: label('do.approve'), tone: 'primary', icon: 'check-circle',
      text: { key: 'budget.ask-text.approve', params: { amount: line.amount } } },
    refuse: { ...ask, href: address('refuse'), open: label('do.refuse'), title: label('ask.refuse'), submit: label('do.refuse'),
      text: label('ask-text.refuse'), reason: label('reason') },
  }
}

/** The entries with what was available after each, and how much each source has given and has left. */
const books = ({ line, entries, purchases }: Pick<ShownLine, 'line' | 'entries' | 'purchases'>) => ({
  entryColumns: [
    { name: 'at', label: label('entry.at'), type: 'day' }, { name: 'kind', label: label('entry.kind') },
    { name: 'purchase', label: label('entry.purchase'), href: 'href' }, { name: 'way', label: label('entry.way') },
    { name: 'amount', label: label('entry.amount'), type: 'money' }, { name: 'available', label: label('entry.available'), type: 'money' },
    { name: 'parts', label: label('sources'), type: 'list' }, { name: 'by', label: label('entry.by') },
  ],
  entries: runningBooks(entries).map(({ entry, after }) => ({
    at: entry.at, kind: label(`entry.of.${entry.kind}`), amount: entry.amount, available: after.available, by: entry.actorName,
    way: { key: 'budget.entry.from-to', params: { from: label(`pot.${entry.from}`), to: label(`pot.${entry.to}`) } },
    ...(entry.subject && { purchase: purchases.get(entry.subject)?.reference ?? entry.subject, href: `/tenders/${entry.subject}` }),
    ...(entry.parts && { parts: entry.parts.map(({ source, amount }) => ({ key: 'budget.entry.part', params: { source: label(`source.${source}`), amount } })) }),
  })),
  noEntries: { icon: 'wallet2', title: label('entry.none'), text: label('entry.none-text') },
  sourceColumns: [
    { name: 'source', label: label('source.label') }, { name: 'amount', label: label('amount'), type: 'money' },
    { name: 'given', label: label('source.given'), type: 'money' }, { name: 'left', label: label('source.left'), type: 'money' },
  ],
  sources: leftOf(line, entries).map(({ source, given, left }, at) => ({ source: label(`source.${source}`), amount: line.sources[at]!.amount, given, left })),
})

export type FormChoices = { items: Choice[]; areas: Choice[]; programmes: Choice[]; year: number }

export const lineForm = view('budget/edit', (line: Line | null, { items, areas, programmes, year }: FormChoices) => {
  const back = line ? `/budget/${line.id}` : '/budget'
  const known = line && !items.some(({ value }) => value === line.itemId) ? [{ value: line.itemId, text: line.itemName }] : []
  return {
    title: label(line ? 'edit.title' : 'new.title'), lead: label('new.lead'), action: back, back, line: line ?? { year }, isNew: !line,
    breadcrumbs: [home, ...(line ? [{ text: line.reference, href: back }, label('edit.title')] : [label('new.title')])],
    items: [...known, ...items], areas, programmes, years: [year, year + 1].map(value => ({ value, text: String(value) })),
    weights: Source.options.map(source => ({
      name: `weights.${source}`, label: label(`source.${source}`), value: line ? weightsOf(line.sources)[source] : { city: 6, district: 4, other: 0 }[source],
    })),
    submit: label(line ? 'edit.submit' : 'new.submit'), total: line?.amount ?? 0, parts: line ? sourceParts(line.sources) : [],
  }
})

/** The parts of an amount while it is typed; nothing until it can be split. */
export const splitFragment = view('budget/_split', (sources: SourceShare[]) => ({
  layout: false, parts: sourceParts(sources), total: sources.reduce((sum, { amount }) => sum + amount, 0),
}))
