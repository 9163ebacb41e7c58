import type { Actor } from '../kernel/actor.ts'
import { may, mayAtAll } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import { lineChip, type Choice } from './line.view.ts'
import { programmePolicy } from './programme.policy.ts'
import { sumsOf } from './programme.rules.ts'
import type { Programme, ProgrammeFilter } from './programme.schema.ts'
import type { ProgrammeWithLines } from './programme.service.ts'

const label = (key: string) => ({ key: `budget.${key}` })
const home = { ...label('list.title'), href: '/budget' }
const list = { ...label('programme.title'), href: '/budget/programmes' }
const POTS = ['paid', 'committed', 'reserved', 'available'] as const
const nameOf = (areas: Choice[], code: string): string => areas.find(({ value }) => value === code)?.text ?? code

type Asked = { filter: ProgrammeFilter; areas: Choice[]; year: number; actor: Actor }

export const programmeList = view('budget/programmes', (found: ProgrammeWithLines[], { filter, areas, year, actor }: Asked) => ({
  title: label('programme.title'), lead: label('programme.lead'), breadcrumbs: [home, label('programme.title')],
  actions: mayAtAll(programmePolicy.define, actor) ? [{ ...label('programme.new'), href: '/budget/programmes/new', tone: 'primary', icon: 'plus-lg' }] : [],
  fields: [{ name: 'year', label: label('year'), type: 'select', value: filter.year, options: [year + 1, year, year - 1].map(value => ({ value, text: String(value) })) }],
  columns: [
    { name: 'reference', label: label('reference'), type: 'code' }, { name: 'name', label: label('programme.name'), href: 'href' }, { name: 'area', label: label('area') },
    { name: 'lines', label: label('programme.lines'), type: 'number' }, { name: 'approved', label: label('figure.approved'), type: 'money' },
    { name: 'paid', label: label('pot.paid'), type: 'money' },
  ],
  rows: found.map(({ programme, lines }) => ({
    ...sumsOf(lines), reference: programme.reference, name: programme.name, href: `/budget/programmes/${programme.id}`, area: nameOf(areas, programme.area),
  })),
  empty: { title: label('programme.none'), text: label('programme.none-text') },
}))

export const programmePage = view('budget/programme', ({ programme, lines }: ProgrammeWithLines, events: TimelineEvent[], areas: Choice[], actor: Actor) => {
  const sums = sumsOf(lines)
  return {
    title: { text: programme.name }, programme, breadcrumbs: [home, list, { text: programme.reference }],
    actions: may(programmePolicy.define, actor, programme) ? [{ ...label('programme.edit'), href: `/budget/programmes/${programme.id}/edit`, icon: 'pencil' }] : [],
    total: POTS.reduce((sum, pot) => sum + sums[pot], 0), pots: POTS.map(pot => ({ label: label(`pot.${pot}`), amount: sums[pot] })), hasMoney: sums.approved > 0,
    facts: [
      { label: label('year'), value: String(programme.year) }, { label: label('area'), value: nameOf(areas, programme.area) },
      { label: label('programme.department'), value: programme.department }, { label: label('programme.aim'), value: programme.aim },
    ],
    columns: [
      { name: 'reference', label: label('reference'), type: 'code' }, { name: 'name', label: label('name'), href: 'href' }, { name: 'amount', label: label('amount'), type: 'money' },
      { name: 'available', label: label('pot.available'), type: 'money' }, { name: 'status', label: label('status.label'), type: 'chip' },
    ],
    lines: lines.map(({ line, balance }) => ({ reference: line.reference, name: line.name, href: `/budget/${line.id}`, amount: line.amount, available: balance.available, status: lineChip(line) })),
    empty: { title: label('programme.no-lines'), text: label('programme.no-lines-text') },
    events: timelineOf(events),
  }
})

export const programmeForm = view('budget/programme-edit', (programme: Programme | null, areas: Choice[], year: number) => {
  const back = programme ? `/budget/programmes/${programme.id}` : '/budget/programmes'
  return {
    title: label(programme ? 'programme.edit' : 'programme.new'), back, isNew: !programme, programme: programme ?? { year },
    breadcrumbs: [home, list, label(programme ? 'programme.edit' : 'programme.new')],
    areas, years: [year, year + 1].map(value => ({ value, text: String(value) })),
  }
})
