import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Balance, Entry } from './ledger.schema.ts'
import { linePolicy } from './line.policy.ts'
import { LineStatus, type Line, type LineFilter } from './line.schema.ts'

const TONE = { draft: 'neutral', submitted: 'wait', approved: 'good', refused: 'bad' } as const
const POTS = ['available', 'reserved', 'committed', 'paid'] as const
const statusChip = ({ status }: Line) => ({ key: `budget.status.${status}`, tone: TONE[status] })
export type Listed = { line: Line; balance: Balance }
const total = (listed: Listed[], of: (each: Listed) => number) => listed.reduce((sum, each) => sum + of(each), 0)

export const lineList = view('budget/list', (listed: Listed[], filter: LineFilter, areaNames: Record<string, string>, actor: Actor) => {
  const approved = listed.filter(({ line }) => line.status === 'approved')
  return {
    title: { key: 'budget.list.title' }, lead: { key: 'budget.list.lead' },
    actions: may(linePolicy.draft, actor, { areas: actor.grants.flatMap(({ area }) => area ?? []) })
      ? [{ key: 'budget.new.title', href: '/budget/new', tone: 'primary', icon: 'plus-lg' }] : [],
    figures: [
      { label: { key: 'budget.amount' }, value: total(approved, ({ line }) => line.amount), type: 'money' },
      ...POTS.map(pot => ({ label: { key: `budget.balance.${pot}` }, value: total(approved, ({ balance }) => balance[pot]), type: 'money' })),
    ],
    fields: [
      { name: 'year', label: { key: 'budget.year' }, type: 'text', value: filter.year },
      { name: 'status', label: { key: 'budget.status.label' }, type: 'select', value: filter.status,
        options: LineStatus.options.map(value => ({ value, key: `budget.status.${value}` })) },
    ],
    count: listed.length,
    columns: [
      { name: 'reference', label: { key: 'budget.reference' }, href: 'href' }, { name: 'name', label: { key: 'budget.name' } },
      { name: 'area', label: { key: 'budget.area' } }, { name: 'amount', label: { key: 'budget.amount' }, type: 'money' },
      { name: 'available', label: { key: 'budget.balance.available' }, type: 'money' }, { name: 'paid', label: { key: 'budget.balance.paid' }, type: 'money' },
      { name: 'status', label: { key: 'budget.status.label' }, type: 'chip' },
    ],
    rows: listed.map(({ line, balance }) => ({
      reference: line.reference, href: `/budget/${line.id}`, name: line.name, area: areaNames[line.area] ?? line.area, amount: line.amount,
      available: balance.available, paid: balance.paid, status: statusChip(line),
    })),
    empty: { title: { key: 'budget.list.none' }, text: { key: 'budget.list.none-text' } },
  }
})

type Shown = { line: Line; balance: Balance; entries: Entry[]; events: TimelineEvent[]; areaName: string; actor: Actor }

export const linePage = view('budget/show', ({ line, balance, entries, events, areaName, actor }: Shown) => ({
  title: { text: line.name }, line, status: statusChip(line),
  facts: [
    { label: { key: 'budget.year' }, value: String(line.year) }, { label: { key: 'budget.item' }, value: line.itemName, href: `/catalogue/${line.itemId}` },
    { label: { key: 'budget.area' }, value: areaName }, { label: { key: 'budget.ground' }, value: line.ground },
    { label: { key: 'budget.drafter' }, value: line.drafter.name }, { label: { key: 'budget.approver' }, value: line.decision?.by.name },
    ...(line.decision?.reason ? [{ label: { key: 'budget.refusal' }, value: line.decision.reason }] : []),
  ],
  figures: POTS.map(pot => ({ label: { key: `budget.balance.${pot}` }, value: balance[pot], type: 'money' })),
  parts: line.sources.map(({ source, amount }) => ({ label: { key: `budget.source.${source}` }, amount })),
  entryColumns: [
    { name: 'at', label: { key: 'budget.entry.at' }, type: 'datetime' }, { name: 'kind', label: { key: 'budget.entry.kind' } },
    { name: 'from', label: { key: 'budget.entry.from' } }, { name: 'to', label: { key: 'budget.entry.to' } },
    { name: 'amount', label: { key: 'budget.amount' }, type: 'money' }, { name: 'by', label: { key: 'budget.entry.by' } },
  ],
  entries: entries.map(({ at, kind, from, to, amount, actorName }) => ({
    at, kind: { key: `budget.entry.${kind}` }, from: { key: `budget.balance.${from}` }, to: { key: `budget.balance.${to}` }, amount, by: actorName,
  })),
  noEntries: { title: { key: 'budget.entry.none' }, text: { key: 'budget.entry.none-text' } },
  maySubmit: ['draft', 'refused'].includes(line.status) && may(linePolicy.draft, actor, line),
  mayDecide: line.status === 'submitted' && may(linePolicy.decide, actor, line),
  blockers: line.drafter.accountId === actor.id ? [{ code: 'own-draft', law: '内部控制' }] : [],
  revisionFields: [{ name: 'revision', value: line.revision }],
  events: timelineOf(events),
}))

type Choice = { value: string; text: string }
export const lineForm = view('budget/new', (items: Choice[], areas: Choice[], year: number) => ({
  title: { key: 'budget.new.title' }, lead: { key: 'budget.new.lead' }, items, areas, year,
}))
