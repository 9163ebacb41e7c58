import type { Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { may } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Area } from './area.schema.ts'
import { bidBlockers, gradeNow, organizationFlow, warnings } from './organization.rules.ts'
import { OrganizationStatus, OrganizationType, type Organization, type OrganizationFilter } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'

const TONE = { applied: 'waiting', registered: 'good', refused: 'bad', suspended: 'bad', cancelled: 'done' } as const
const statusChip = ({ status }: Organization) => ({ key: `registry.status.${status}`, tone: TONE[status] })
const choice = ({ id, name }: Area) => ({ value: id, text: name })
const types = OrganizationType.options.map(value => ({ value, key: `registry.type.${value}` }))

type Found = { organizations: Organization[]; count: number; next: string | null }

export const organizationList = view('registry/list', (found: Found, filter: OrganizationFilter, areas: Area[], actor: Actor) => ({
  title: { key: 'registry.list.title' }, lead: { key: 'registry.list.lead' },
  actions: may(organizationPolicy.register, actor, {}) ? [{ key: 'registry.register.title', href: '/organizations/register', tone: 'primary', icon: 'plus-lg' }] : [],
  fields: [
    { name: 'q', label: { key: 'registry.list.search' }, type: 'search', value: filter.q },
    { name: 'type', label: { key: 'registry.type.label' }, type: 'select', value: filter.type, options: types },
    { name: 'area', label: { key: 'registry.area.label' }, type: 'select', value: filter.area, options: areas.map(choice) },
    { name: 'status', label: { key: 'registry.status.label' }, type: 'select', value: filter.status,
      options: OrganizationStatus.options.map(value => ({ value, key: `registry.status.${value}` })) },
  ],
  count: found.count, shown: found.organizations.length, next: found.next,
  columns: [
    { name: 'name', label: { key: 'registry.name' }, href: 'href' }, { name: 'type', label: { key: 'registry.type.label' } },
    { name: 'uscc', label: { key: 'registry.uscc' } }, { name: 'area', label: { key: 'registry.area.label' } }, { name: 'status', label: { key: 'registry.status.label' }, type: 'chip' },
  ],
  rows: found.organizations.map(organization => ({
    name: organization.name, href: `/organizations/${organization.id}`, type: { key: `registry.type.${organization.type}` }, uscc: organization.uscc,
    area: areas.find(({ id }) => organization.areas.includes(id) && id !== organization.areas[0])?.name ?? areas.find(({ id }) => id === organization.area)?.name,
    status: statusChip(organization),
  })),
  empty: { title: { key: 'registry.list.none' }, text: { key: 'registry.list.none-text' } },
}))

export type IncubationRow = { site: string; href: string; status: { key: string; tone: string }; since: Date }
type Shown = {
  organization: Organization; areaName: string; events: TimelineEvent[]; incubations: IncubationRow[]; actor: Actor; now: Date
}

const REASONED = ['refuse', 'suspend', 'cancel']

export const organizationPage = view('registry/show', ({ organization, areaName, events, incubations, actor, now }: Shown) => {
  const decides = may(organizationPolicy.decide, actor, organization)
  const owns = actor.grants.some(({ organizationId }) => organizationId === organization.id)
  const actions = decides ? openActions(organizationFlow, organization.status).filter(action => action !== 'reapply') : []
  const step = (action: string) => ({
    href: `/organizations/${organization.id}/${action}`, open: { key: `registry.do.${action}` }, title: { key: `registry.ask.${action}` },
    text: { key: `registry.ask-text.${action}` }, reason: { key: 'registry.reason' }, submit: { key: `registry.do.${action}` },
    fields: [{ name: 'revision', value: organization.revision }],
  })
  return {
    title: { text: organization.name }, ref: organization.uscc, status: statusChip(organization), organization,
    inside: decides || owns || may(organizationPolicy.decide, actor, organization),
    next: organization.status === 'applied' ? { text: { key: 'registry.next.applied' }, who: { key: 'role.district' } } : null,
    asks: actions.filter(action => REASONED.includes(action)).map(step),
    plain: actions.filter(action => !REASONED.includes(action)).map(action => ({ action, label: { key: `registry.do.${action}` } })),
    facts: [
      { label: { key: 'registry.type.label' }, value: { key: `registry.type.${organization.type}` } },
      { label: { key: 'registry.uscc' }, value: organization.uscc }, { label: { key: 'registry.area.label' }, value: areaName },
      { label: { key: 'registry.address' }, value: organization.address }, { label: { key: 'registry.representative' }, value: organization.representative },
      { label: { key: 'registry.supervisor' }, value: organization.supervisor ?? { key: 'registry.direct' } },
      { label: { key: 'registry.founded' }, value: organization.founded, type: 'date' },
      { label: { key: 'registry.grade' }, value: gradeNow(organization, now) ?? { key: 'registry.no-grade' } },
      ...(decides || owns ? [{ label: { key: 'registry.contact' }, value: `${organization.contact.name} ${organization.contact.phone}` }] : []),
      { label: { key: 'registry.purpose' }, value: organization.purpose }, { label: { key: 'registry.scope' }, value: organization.scope },
    ],
    figures: [
      { label: { key: 'registry.staff' }, value: organization.staff, type: 'number' },
      { label: { key: 'registry.social-workers' }, value: organization.socialWorkers, type: 'number' },
      { label: { key: 'registry.results-count' }, value: organization.results.length, type: 'number' },
    ],
    blockers: decides || owns ? [...bidBlockers(organization, now), ...warnings(organization, now)] as Blocker[] : [],
    fictional: organization.fictional,
    incubationColumns: [
      { name: 'site', label: { key: 'registry.site' }, href: 'href' }, { name: 'since', label: { key: 'registry.since' }, type: 'date' },
      { name: 'status', label: { key: 'registry.status.label' }, type: 'chip' },
    ],
    incubations, mayApplyForIncubation: owns && ['registered', 'applied'].includes(organization.status),
    resultColumns: [
      { name: 'title', label: { key: 'registry.result.title' }, href: 'href' }, { name: 'amount', label: { key: 'registry.result.amount' }, type: 'money' },
      { name: 'score', label: { key: 'registry.result.score' }, type: 'score' }, { name: 'gradeName', label: { key: 'registry.result.grade' } },
      { name: 'at', label: { key: 'registry.result.at' }, type: 'date' },
    ],
    results: organization.results.map(result => ({ ...result, href: `/evaluations/${result.evaluationId}` })),
    noResults: { title: { key: 'registry.result.none' }, text: { key: 'registry.result.none-text' } },
    events: timelineOf(events),
  }
})

export const registerForm = view('registry/register', (areas: Area[]) => ({
  title: { key: 'registry.register.title' }, lead: { key: 'registry.register.lead' }, types, areas: areas.map(choice),
}))

type Branch = { area: Area; communities: Area[] }
export const areaTree = view('registry/areas', (city: Area | null, branches: Branch[]) => ({
  title: { key: 'registry.areas.title' }, lead: { key: 'registry.areas.lead' }, cityName: city?.name ?? '',
  branches: branches.map(({ area, communities }) => ({
    name: area.name, href: `/areas/${area.id}`, kind: { key: `registry.kind.${area.kind}` }, count: communities.length,
    running: communities.filter(({ status }) => status === 'running').length,
  })),
  columns: [
    { name: 'name', label: { key: 'registry.area.label' }, href: 'href' }, { name: 'kind', label: { key: 'registry.area.kind' } },
    { name: 'count', label: { key: 'registry.area.communities' }, type: 'number' }, { name: 'running', label: { key: 'registry.area.running' }, type: 'number' },
  ],
}))

export const areaPage = view('registry/area', (area: Area, children: Area[], events: TimelineEvent[]) => ({
  title: { text: area.name }, ref: area.id,
  status: { key: `registry.area-status.${area.status}`, tone: area.status === 'running' ? 'good' : 'done' },
  facts: [
    { label: { key: 'registry.area.kind' }, value: { key: `registry.kind.${area.kind}` } },
    { label: { key: 'registry.area.valid-from' }, value: area.validFrom, type: 'date' }, { label: { key: 'registry.area.valid-to' }, value: area.validTo, type: 'date' },
    { label: { key: 'registry.area.population' }, value: area.population, type: 'number' }, { label: { key: 'registry.area.premises' }, value: area.premises, type: 'number' },
  ],
  columns: [
    { name: 'name', label: { key: 'registry.area.label' }, href: 'href' }, { name: 'code', label: { key: 'registry.area.code' } },
    { name: 'population', label: { key: 'registry.area.population' }, type: 'number' }, { name: 'premises', label: { key: 'registry.area.premises' }, type: 'number' },
    { name: 'status', label: { key: 'registry.status.label' }, type: 'chip' },
  ],
  rows: children.map(child => ({
    name: child.name, href: `/areas/${child.id}`, code: child.id, population: child.population, premises: child.premises,
    status: { key: `registry.area-status.${child.status}`, tone: child.status === 'running' ? 'good' : 'done' },
  })),
  organizationsHref: `/organizations?area=${area.id}`, events: timelineOf(events),
}))
