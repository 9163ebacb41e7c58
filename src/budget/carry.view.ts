import { view } from '../kernel/view.ts'
import type { Blocker } from '../kernel/refusal.ts'
import type { CarryResult, CarryService } from './carry.service.ts'
import type { Choice } from './line.view.ts'

const label = (key: string) => ({ key: `budget.${key}` })
const words = ({ code, params }: Blocker) => ({ key: `blocker.${code}`, params })

/** What became of a line, in words: the first of the blockers, or the refusal itself. */
const outcome = (result: CarryResult) => 'next' in result
  ? { key: 'budget.carry.done', params: { reference: result.next.reference } }
  : ((result.refusal.details.blockers ?? []) as Blocker[]).map(words)[0] ?? { key: `refusal.${result.refusal.code}`, params: result.refusal.details }

type Waiting = Awaited<ReturnType<CarryService['waiting']>>

export const carryPage = view('budget/carry', ({ year, lines }: Waiting, areas: Choice[], results: CarryResult[]) => {
  const names = new Map(areas.map(({ value, text }) => [value, text]))
  return {
    title: { key: 'budget.carry.title', params: { year } }, lead: label('carry.lead'), breadcrumbs: [{ ...label('list.title'), href: '/budget' }, label('carry.nav')],
    columns: [
      { name: 'reference', label: label('reference'), href: 'href', type: 'code' }, { name: 'name', label: label('name') }, { name: 'area', label: label('area') },
      { name: 'available', label: label('carry.left'), type: 'money' }, { name: 'into', label: label('carry.into') },
    ],
    rows: lines.map(({ line, balance, next, blockers }) => ({
      id: line.id, pick: line.name, reference: line.reference, href: `/budget/${line.id}`, name: line.name, area: names.get(line.area) ?? line.area, available: balance.available,
      into: blockers[0] ? words(blockers[0]) : next ? { text: next.reference } : label('carry.new'),
    })),
    bulk: { name: 'ids', form: 'carry' },
    empty: { icon: 'check-circle', title: label('carry.none'), text: label('carry.none-text') },
    resultColumns: [{ name: 'reference', label: label('reference'), href: 'href', type: 'code' }, { name: 'name', label: label('name') }, { name: 'outcome', label: label('carry.outcome') }],
    results: results.map(result => ({
      reference: result.line.reference, name: result.line.name, href: `/budget/${'next' in result ? result.next.id : result.line.id}`, outcome: outcome(result),
    })),
  }
})
