import { view } from '../kernel/view.ts'
import type { Outcome } from './bulk.schema.ts'

/** A reason in the reader's words; the whole of it, blocker by blocker. */
type Told = Omit<Outcome, 'why'> & { why: string[] | null }
type Shown = { title: { key: string }; list: { key: string; href: string }; action: string; outcomes: Told[]; from: string; reasoned: boolean }

const columns = [
  { name: 'name', label: { key: 'platform.bulk.record' }, href: 'href' }, { name: 'reference', label: { key: 'platform.bulk.reference' }, type: 'code' },
  { name: 'amount', label: { key: 'platform.bulk.amount' }, type: 'money' },
  { name: 'outcome', label: { key: 'platform.bulk.outcome' }, type: 'chip' }, { name: 'why', label: { key: 'platform.bulk.why' }, type: 'list' },
]
const rowOf = ({ thing, why }: Told, said: 'will' | 'done') => ({
  name: thing?.name ?? { key: 'platform.bulk.unseen' }, href: thing?.href ?? '', reference: thing?.reference ?? '', amount: thing?.amount, why: why ?? [],
  outcome: why ? { key: 'platform.bulk.not', tone: 'bad' } : { key: `platform.bulk.${said}`, tone: 'good' },
})
const common = ({ title, list, outcomes, from }: Shown) => ({
  title, breadcrumbs: [list, title], columns: columns.filter(({ name }) => name !== 'amount' || outcomes.some(({ thing }) => thing?.amount !== undefined)), back: `${list.href}${from ? `?${from}` : ''}`, from,
  fit: outcomes.filter(({ why }) => !why).length, unfit: outcomes.filter(({ why }) => why).length,
  empty: { title: { key: 'platform.bulk.none' }, text: { key: 'platform.bulk.none-text' } },
})

/** Before it is done: each that was chosen, with what will be done or why not. */
export const bulkCheck = view('platform/bulk', (shown: Shown) => ({
  // Of one thing alone the reason is its own.
  reasoned: shown.reasoned, reasons: shown.outcomes.flatMap(({ thing, why }) => thing && !why ? [{ name: `own.${thing.id}`, label: thing.name }] : []),
  ...common(shown), lead: { key: 'platform.bulk.check' }, action: shown.action, done: false,
  rows: shown.outcomes.map(each => rowOf(each, 'will')),
  chosen: shown.outcomes.flatMap(({ thing, why }) => thing && !why ? [`${thing.id}@${thing.revision}`] : []),
}))

/** After it was done: each with what became of it. */
export const bulkDone = view('platform/bulk', (shown: Shown) => ({
  ...common(shown), lead: { key: 'platform.bulk.result' }, action: '', done: true, reasoned: false, reasons: [], rows: shown.outcomes.map(each => rowOf(each, 'done')), chosen: [],
}))
