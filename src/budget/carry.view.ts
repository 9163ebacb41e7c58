import { view } from '../kernel/view.ts'
import type { Blocker } from '../kernel/refusal.ts'
import type { CarryService } from './carry.service.ts'
import type { CarryFilter } from './line.schema.ts'
import type { Choice } from './line.view.ts'

const label = (key: string) => ({ key: `budget.${key}` })
const words = ({ code, params }: Blocker) => ({ key: `blocker.${code}`, params })

type Waiting = Awaited<ReturnType<CarryService['waiting']>>

export const carryPage = view('budget/carry', ({ year, lines }: Waiting, areas: Choice[], filter: CarryFilter) => {
  const names = new Map(areas.map(({ value, text }) => [value, text]))
  return {
    title: { key: 'budget.carry.title', params: { year: String(year) } }, lead: label('carry.lead'), breadcrumbs: [{ ...label('list.title'), href: '/budget' }, label('carry.nav')],
    fields: [{ name: 'area', label: label('area'), type: 'select', value: filter.area, options: areas }],
    bulk: [{ key: 'budget.bulk.carry', href: '/budget/carry-over/bulk/carry' }],
    columns: [
      { name: 'reference', label: label('reference'), href: 'href', type: 'code' }, { name: 'name', label: label('name') }, { name: 'area', label: label('area') },
      { name: 'available', label: label('carry.left'), type: 'money' }, { name: 'into', label: label('carry.into') },
    ],
    rows: lines.map(({ line, balance, next, blockers }) => ({
      id: line.id, reference: line.reference, href: `/budget/${line.id}`, name: line.name, area: names.get(line.area) ?? line.area, available: balance.available,
      into: blockers[0] ? words(blockers[0]) : next ? { text: next.reference } : label('carry.new'),
    })),
    empty: { icon: 'check-circle', title: label('carry.none'), text: label('carry.none-text') },
  }
})
