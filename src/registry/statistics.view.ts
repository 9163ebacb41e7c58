import { view } from '../kernel/view.ts'
import { By, PARTS, type Group, type Statistics } from './statistics.rules.ts'

/** What a group is called: a type, a district, the city itself or a year. */
export const groupWords = (by: By, { id }: Pick<Group, 'id'>, areaNames: Map<string, string>): { key: string } | { text: string } =>
  by === 'type' ? { key: `registry.type-short.${id}` } : by === 'district' && id === '' ? { key: 'registry.statistics.city-level' } : { text: areaNames.get(id) ?? id }
export const partKey = (part: string): string => part === 'other' ? 'registry.statistics.other' : `registry.type-short.${part}`

type Shown = { statistics: Statistics; areaNames: Map<string, string>; lang: string }
export const statisticsPage = view('registry/statistics', ({ statistics, areaNames, lang }: Shown) => {
  const { by, total, social, serving, suppliers, graded, groups, states } = statistics
  const chartTitle = { key: `registry.statistics.chart-${by}` }
  const fields = [{ name: 'by', label: { key: 'registry.statistics.by' }, type: 'select', must: true, value: by, options: By.options.map(value => ({ value, key: `registry.statistics.by-${value}` })) }]
  return {
    title: { key: 'registry.statistics.title' }, breadcrumbs: [{ key: 'registry.list.title', href: '/organizations' }, { key: 'registry.statistics.title' }], lead: { key: 'registry.statistics.lead' },
    fields,
    figures: [
      {
        label: { key: 'registry.statistics.social' }, value: social, type: 'number', href: '/organizations?status=registered',
        ...(total > social && { hint: { key: 'registry.statistics.beside', params: { others: total - social, total } } }),
      },
      { label: { key: 'registry.statistics.serving' }, value: total > 0 ? serving / total : 0, type: 'percent', hint: { key: 'registry.statistics.count', params: { count: serving } } },
      { label: { key: 'registry.statistics.suppliers' }, value: suppliers, type: 'number', hint: { key: 'registry.statistics.suppliers-hint' } },
      { label: { key: 'registry.statistics.graded' }, value: graded, type: 'number' },
    ],
    src: `/charts/organizations.svg?by=${by}&lang=${lang}`, chartTitle,
    width: WIDTHS.wide, narrowWidth: WIDTHS.narrow, height: heightOf(statistics),
    alt: { key: 'registry.statistics.alt', params: { count: groups.length } },
    list: {
      title: chartTitle, fields,
      columns: [
        { name: 'name', label: { key: `registry.statistics.by-${by}` } },
        ...PARTS.map(part => ({ name: part, label: { key: partKey(part) }, type: 'number' })),
        { name: 'total', label: { key: 'registry.statistics.sum' }, type: 'number' }, { name: 'serving', label: { key: 'registry.statistics.serving-count' }, type: 'number' },
        { name: 'suppliers', label: { key: 'registry.statistics.suppliers' }, type: 'number' },
      ],
      rows: groups.map(group => ({ name: groupWords(by, group, areaNames), ...group.parts, total: group.total, serving: group.serving, suppliers: group.suppliers })),
      totals: groups.length === 0 ? null : {
        name: { key: 'registry.statistics.sum' }, total, serving, suppliers,
        ...Object.fromEntries(PARTS.map(part => [part, groups.reduce((sum, { parts }) => sum + (parts[part] ?? 0), 0)])),
      },
      empty: { title: { key: 'registry.list.none' }, text: { key: 'registry.statistics.none-text' } },
    },
    stateColumns: [{ name: 'name', label: { key: 'registry.status.label' }, href: 'href' }, { name: 'total', label: { key: 'registry.statistics.sum' }, type: 'number' }],
    states: states.map(({ status, total: of }) => ({ name: { key: `registry.status.${status}` }, href: of > 0 ? `/organizations?status=${status}` : null, total: of })),
  }
})

/** A picture for each kind of screen, so that its letters stay legible. */
export const WIDTHS = { wide: 860, narrow: 340 } as const
const ROW_HEIGHT = 34
const HEAD_HEIGHT = 110
/** A bar for each group lies across, except that years stand. */
export const heightOf = ({ by, groups }: Statistics): number => by === 'year' ? 360 : HEAD_HEIGHT + ROW_HEIGHT * groups.length
