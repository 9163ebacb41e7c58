import type { Actor } from '../kernel/actor.ts'
import { mayAtAll } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import { BELOW, figuresOf, PREMISES_TARGET } from './area.rules.ts'
import { AreaKind, type Area, type AreaFilter } from './area.schema.ts'
import { areaPolicy } from './registry.policy.ts'

const TONE = { running: 'good', planned: 'waiting', dissolved: 'done' } as const
const statusChip = ({ status }: Area) => ({ key: `registry.area-status.${status}`, tone: TONE[status] })
const numbers = (...names: string[]) => names.map(name => ({ name, label: { key: `registry.area.${name}`, params: { target: PREMISES_TARGET } }, type: 'number' }))

/** Where nothing is known of people yet, none are claimed. */
const shownFigures = (communities: Area[]) => {
  const figures = figuresOf(communities)
  return { ...figures, population: figures.population || null }
}

type Branch = { area: Area; communities: Area[] }
type Tree = { all: Area[]; branches: Branch[]; filter: AreaFilter }
const isLow = ({ kind }: Area): boolean => ['community', 'committee'].includes(kind)
/** Of what lies below a district its own people and premises; sums of communities belong to what lies above them. */
const figuresIn = ({ area, communities }: Branch) =>
  isLow(area) ? { population: area.population || null, area: area.premises, premises: null, communities: null, running: null } : { ...shownFigures(communities), area: null }

export const areaTree = view('registry/areas', ({ all, branches, filter }: Tree) => {
  const city = all.find(({ kind }) => kind === 'city')
  const names = new Map(all.map(({ id, name }) => [id, name]))
  const isNarrowed = Boolean(filter.q ?? filter.kind)
  return {
    title: { key: 'registry.areas.title' }, lead: { key: 'registry.areas.lead' },
    city: city ? { key: 'registry.areas.city', href: `/areas/${city.id}`, icon: 'geo-alt' } : null,
    fields: [
      { name: 'q', label: { key: 'registry.areas.search' }, type: 'search', value: filter.q },
      { name: 'kind', label: { key: 'registry.area.kind' }, type: 'select', value: filter.kind,
        options: AreaKind.options.filter(kind => all.some(area => area.kind === kind && kind !== 'city')).map(value => ({ value, key: `registry.kind.${value}` })) },
    ],
    empty: isNarrowed && city ? { title: { key: 'registry.areas.none-found' }, text: { key: 'registry.areas.none-found-text' } } : { title: { key: 'registry.areas.none' }, text: { key: 'registry.areas.none-text' } },
    rows: branches.map(branch => ({
      name: branch.area.name, href: `/areas/${branch.area.id}`, code: branch.area.id, kind: { key: `registry.kind.${branch.area.kind}` }, above: names.get(branch.area.parent ?? '') ?? '',
      status: statusChip(branch.area), ...figuresIn(branch),
    })),
    totals: branches.length > 0 && !isNarrowed ? { name: { key: 'registry.areas.total' }, ...shownFigures(branches.flatMap(({ communities }) => communities)) } : null,
    columns: [
      { name: 'name', label: { key: 'registry.area.label' }, href: 'href' }, { name: 'code', label: { key: 'registry.area.code' }, type: 'code', only: 'file' }, { name: 'kind', label: { key: 'registry.area.kind' } },
      ...(isNarrowed ? [{ name: 'above', label: { key: 'registry.area.above' } }] : []),
      ...(branches.length > 0 && branches.every(branch => isLow(branch.area)) ? numbers('population', 'premises').map(each => each.name === 'premises' ? { ...each, name: 'area' } : each)
        : numbers('communities', 'running', 'with-premises', 'population').map(each => each.name === 'with-premises' ? { ...each, name: 'premises' } : each)),
      { name: 'status', label: { key: 'registry.status.label' }, type: 'chip', only: 'file' },
    ],
  }
})

/** What lies above communities has their figures; a community and what lies in it has its own. */
const peopled = (area: Area, communities: Area[]) => {
  const fact = (name: string, value: number | null | undefined) => ({ label: { key: `registry.area.${name}`, params: { target: PREMISES_TARGET } }, value, type: 'number' })
  if (area.kind === 'community' || area.kind === 'committee') return [fact('population', area.population), fact('premises', area.premises)]
  const sums = shownFigures(communities)
  return [fact('communities', sums.communities), fact('running', sums.running), fact('with-premises', sums.premises), fact('population', area.population ?? sums.population)]
}

type Shown = { area: Area; above: Area[]; children: Area[]; communities: Area[]; events: TimelineEvent[]; actor: Actor }
export const areaPage = view('registry/area', ({ area, above, children, communities, events, actor }: Shown) => ({
  title: { text: area.name }, ref: area.id, status: statusChip(area),
  breadcrumbs: [{ key: 'registry.areas.title', href: '/areas' }, ...above.map(({ id, name }) => ({ text: name, href: `/areas/${id}` })), { text: area.name }],
  actions: mayAtAll(areaPolicy.define, actor) ? [
    ...(BELOW[area.kind].length > 0 ? [{ key: 'registry.area.new', href: `/areas/new?parent=${area.id}`, icon: 'plus-lg' }] : []),
    { key: 'registry.area.edit', href: `/areas/${area.id}/edit`, icon: 'pencil' },
  ] : [],
  facts: [
    { label: { key: 'registry.area.kind' }, value: { key: `registry.kind.${area.kind}` } },
    { label: { key: 'registry.area.valid-from' }, value: area.validFrom, type: 'date' }, { label: { key: 'registry.area.valid-to' }, value: area.validTo, type: 'date' },
    ...peopled(area, communities),
  ],
  columns: [
    { name: 'name', label: { key: 'registry.area.label' }, href: 'href' }, { name: 'code', label: { key: 'registry.area.code' } },
    ...numbers('population', 'premises'), { name: 'status', label: { key: 'registry.status.label' }, type: 'chip' },
  ],
  rows: children.map(child => ({
    name: child.name, href: `/areas/${child.id}`, code: child.id, population: child.population, premises: child.premises, status: statusChip(child),
  })),
  organizationsHref: `/organizations?area=${area.id}`, events: timelineOf(events),
}))

const statuses = ['running', 'planned', 'dissolved'].map(value => ({ value, key: `registry.area-status.${value}` }))
export const areaForm = view('registry/area-form', (area: Area | null, parent: Area | null, now: Date) => ({
  title: area ? { key: 'registry.area.edit' } : { key: 'registry.area.new' }, lead: { text: (area ?? parent)?.name ?? '' },
  area, was: { ...area }, parent, now, statuses, kinds: (parent ? BELOW[parent.kind] : []).map(value => ({ value, key: `registry.kind.${value}` })),
  action: area ? `/areas/${area.id}` : '/areas', back: area ?? parent ? `/areas/${(area ?? parent)?.id ?? ''}` : '/areas',
}))
