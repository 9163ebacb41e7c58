import type { Actor } from '../kernel/actor.ts'
import { may, mayAtAll } from '../kernel/policy.ts'
import { view } from '../kernel/view.ts'
import type { Area } from './area.schema.ts'
import { OrganizationStatus, OrganizationType, type Organization, type OrganizationFilter } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import { gradeNow, listingNow } from './standing.rules.ts'

const TONE = { applied: 'waiting', registered: 'good', refused: 'bad', suspended: 'bad', cancelled: 'done', revoked: 'bad', 'certificate-withdrawn': 'bad' } as const
export const statusChip = ({ status }: Pick<Organization, 'status'>) => ({ key: `registry.status.${status}`, tone: TONE[status] })
/** What a reader must see first: the list that it is on, where it is in good standing otherwise. */
export function standingChip(organization: Pick<Organization, 'status' | 'listings'>, now: Date) {
  const list = organization.status === 'registered' ? (['serious', 'abnormal'] as const).find(each => listingNow(organization, each, now)) : undefined
  return list ? { key: `registry.flag.${list}`, tone: list === 'serious' ? 'bad' : 'waiting' } : statusChip(organization)
}
export const home = { key: 'registry.list.title', href: '/organizations' }
export const trailOf = ({ id, name }: Pick<Organization, 'id' | 'name'>) => [home, { text: name, href: `/organizations/${id}` }]
export const choice = ({ id, name }: Area) => ({ value: id, text: name })
export const types = OrganizationType.options.map(value => ({ value, key: `registry.type.${value}` }))

type Found = { organizations: Organization[]; count: number; next: string | null }
type Shown = { found: Found; filter: OrganizationFilter; areas: Area[]; names: Map<string, string>; actor: Actor; now: Date }

/** The district or county that an area lies in, as a reader thinks of a place. */
const districtOf = (organization: Pick<Organization, 'area' | 'areas'>, areas: Area[]): string | undefined =>
  (areas.find(({ id, kind }) => organization.areas.includes(id) && kind !== 'city') ?? areas.find(({ id }) => id === organization.area))?.name

const PAGE = { only: 'page' } as const
const FILE = { only: 'file' } as const
/** What an import reads stands first, under the headings that it knows. */
const COLUMNS = [
  { name: 'name', label: { key: 'registry.name' }, href: 'href', sort: 'name' },
  { name: 'type', label: { key: 'registry.type.label' }, sort: 'type', ...PAGE }, { name: 'fullType', label: { key: 'registry.type.label' }, texts: 'registry.type', ...FILE },
  { name: 'uscc', label: { key: 'registry.uscc' } },
  { name: 'place', label: { key: 'registry.area.label' }, ...PAGE }, { name: 'area', label: { key: 'registry.area.label' }, ...FILE },
  ...['address', 'representative'].map(name => ({ name, label: { key: `registry.${name}` }, ...FILE })), { name: 'founded', label: { key: 'registry.founded' }, type: 'date', ...FILE },
  ...['scope', 'supervisor'].map(name => ({ name, label: { key: `registry.${name}` }, ...FILE })),
  { name: 'staff', label: { key: 'registry.staff' }, type: 'number', ...FILE }, { name: 'socialWorkers', label: { key: 'registry.social-workers' }, type: 'number', ...FILE },
  { name: 'grade', label: { key: 'registry.grade' } },
  { name: 'standing', label: { key: 'registry.status.label' }, type: 'chip', sort: 'status', ...PAGE }, { name: 'status', label: { key: 'registry.status.label' }, type: 'chip', ...FILE },
  ...['document', 'on', 'reason'].map(name => ({ name: `order-${name}`, label: { key: `registry.order.${name}` }, ...(name === 'on' && { type: 'date' }), ...FILE })),
  { name: 'flags', label: { key: 'registry.flag.label' }, type: 'list', texts: 'registry.flag', ...FILE }, { name: 'results', label: { key: 'registry.results-count' }, type: 'number', ...FILE },
]
const fileRow = (organization: Organization, now: Date) => {
  const { address, representative, founded, scope, supervisor, staff, socialWorkers, results, type, order } = organization
  return {
    fullType: type, address, representative, founded, scope, supervisor, staff, socialWorkers, results: results.length,
    'order-document': order?.document, 'order-on': order?.on, 'order-reason': order?.reason,
    flags: (['serious', 'abnormal'] as const).filter(list => listingNow(organization, list, now)),
  }
}

export const organizationList = view('registry/list', ({ found, filter, areas, names, actor, now }: Shown) => ({
  title: { key: 'registry.list.title' }, lead: { key: 'registry.list.lead' },
  actions: [
    { key: 'registry.statistics.title', href: '/organizations/figures', icon: 'bar-chart' },
    ...(mayAtAll(organizationPolicy.decide, actor) ? [{ key: 'registry.change.list', href: '/organizations/changes', icon: 'list-check' }, { key: 'registry.proposal.list', href: '/organizations/proposals', icon: 'flag' }] : []),
    ...(mayAtAll(organizationPolicy.import, actor) ? [{ key: 'registry.import.title', href: '/organizations/import', icon: 'upload' }] : []),
    ...(may(organizationPolicy.register, actor, {}) ? [{ key: 'registry.register.title', href: '/organizations/register', tone: 'primary', icon: 'plus-lg' }] : []),
  ],
  fields: [
    { name: 'q', label: { key: 'registry.list.search' }, type: 'search', value: filter.q },
    { name: 'type', label: { key: 'registry.type.label' }, type: 'select', value: filter.type, options: types },
    { name: 'area', label: { key: 'registry.area.label' }, type: 'select', value: filter.area, options: areas.map(choice) },
    { name: 'status', label: { key: 'registry.status.label' }, type: 'select', value: filter.status,
      options: OrganizationStatus.options.map(value => ({ value, key: `registry.status.${value}` })) },
    { name: 'flag', label: { key: 'registry.flag.label' }, type: 'select', value: filter.flag,
      options: ['abnormal', 'serious'].map(value => ({ value, key: `registry.flag.${value}` })) },
  ],
  sort: filter.sort, count: found.count, next: found.next,
  // Registrations wait only among those that were applied for.
  bulk: filter.status === 'applied' && mayAtAll(organizationPolicy.decide, actor) ? [{ key: 'registry.bulk.approve', href: '/organizations/bulk/approve' }] : [],
  columns: COLUMNS,
  rows: found.organizations.map(organization => ({
    ...fileRow(organization, now), name: organization.name, href: `/organizations/${organization.id}`, type: { key: `registry.type-short.${organization.type}` },
    uscc: organization.uscc, place: districtOf(organization, areas), area: names.get(organization.area) ?? organization.area,
    grade: gradeNow(organization, now), status: statusChip(organization), standing: standingChip(organization, now),
  })),
  empty: { title: { key: 'registry.list.none' }, text: { key: 'registry.list.none-text' } },
}))

export const registerForm = view('registry/register', (areas: Area[]) => ({
  title: { key: 'registry.register.title' }, breadcrumbs: [home, { key: 'registry.register.title' }], lead: { key: 'registry.register.lead' }, types, areas: areas.map(choice),
}))
