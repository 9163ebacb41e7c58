import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Area } from './area.schema.ts'

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
