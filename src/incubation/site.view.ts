import type { Actor } from '../kernel/actor.ts'
import { mayAtAll } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Call } from './call.schema.ts'
import { callTable, home } from './call.view.ts'
import { incubationPolicy, sitePolicy } from './incubation.policy.ts'
import { IncubationStatus, Stage, type Incubation, type IncubationFilter } from './incubation.schema.ts'
import type { NoticeSeen } from './notice.schema.ts'
import { noticeTable } from './notice.view.ts'
import { SiteWork, Terms, type Site } from './site.schema.ts'

const TONE = { applied: 'waiting', accepted: 'waiting', refused: 'bad', withdrawn: 'done', resident: 'info', graduated: 'good', left: 'done' } as const
export const statusChip = ({ status }: Incubation) => ({ key: `incubation.status.${status}`, tone: TONE[status] })
const freeChip = ({ open, places, taken }: Site) => open && places > taken
  ? { key: 'incubation.site.free', params: { count: places - taken }, tone: 'good' }
  : { key: open ? 'incubation.site.full' : 'incubation.site.shut', tone: open ? 'waiting' : 'done' }
export const workOptions = SiteWork.options.map(value => ({ value, key: `incubation.work.${value}` }))

export type Row = { incubation: Incubation; organizationName: string; siteName: string }
const rowOf = ({ incubation, organizationName, siteName }: Row) => ({
  reference: incubation.reference, href: `/incubation/${incubation.id}`, name: organizationName, site: siteName,
  status: statusChip(incubation), since: incubation.enteredAt ?? incubation.appliedAt, endsOn: incubation.endsOn,
})
const rowColumns = [
  { name: 'reference', label: { key: 'incubation.reference' }, href: 'href', type: 'code' }, { name: 'name', label: { key: 'incubation.organization' } },
  { name: 'site', label: { key: 'incubation.site.label' } }, { name: 'since', label: { key: 'incubation.since' }, type: 'date' },
  { name: 'endsOn', label: { key: 'incubation.ends-on' }, type: 'date' }, { name: 'status', label: { key: 'incubation.status.label' }, type: 'chip' },
]

/** Rows for the page of an organization, which the registry draws. */
export const stayRow = ({ incubation, siteName }: Row, linked: (incubation: Incubation) => boolean) => ({
  site: siteName, href: linked(incubation) ? `/incubation/${incubation.id}` : `/incubation/sites/${incubation.siteId}`,
  status: statusChip(incubation), since: incubation.enteredAt ?? incubation.appliedAt,
})

type Named = Call & { siteName: string }
type Overview = { calls: Named[]; notices: NoticeSeen[]; now: Date; sites: (Site & { areaName: string })[]; rows: Row[]; filter: IncubationFilter; actor: Actor }
export const incubationOverview = view('incubation/overview', ({ calls, notices, now, sites, rows, filter, actor }: Overview) => ({
  title: { key: 'incubation.overview.title' }, lead: { key: 'incubation.overview.lead' },
  actions: mayAtAll(sitePolicy.open, actor) ? [{ key: 'incubation.site.new', href: '/incubation/sites/new', tone: 'primary', icon: 'plus-lg' }] : [],
  calls: callTable(calls, now), notices: noticeTable(notices),
  sites: sites.map(site => ({
    name: site.name, href: `/incubation/sites/${site.id}`, kind: { key: `incubation.kind.${site.kind}` }, area: site.areaName,
    places: site.places, taken: site.taken, free: freeChip(site),
  })),
  siteColumns: [
    { name: 'name', label: { key: 'incubation.site.name' }, href: 'href' }, { name: 'kind', label: { key: 'incubation.kind.label' } },
    { name: 'area', label: { key: 'incubation.area' } }, { name: 'places', label: { key: 'incubation.site.places' }, type: 'number' },
    { name: 'taken', label: { key: 'incubation.site.taken' }, type: 'number' }, { name: 'free', label: { key: 'incubation.status.label' }, type: 'chip' },
  ],
  noSites: { title: { key: 'incubation.site.none' }, text: { key: 'incubation.site.none-text' }, icon: 'egg' },
  seesAny: mayAtAll(incubationPolicy.see, actor),
  list: {
    title: { key: 'incubation.overview.incubations' }, rows: rows.map(rowOf), columns: rowColumns,
    fields: [
      { name: 'q', label: { key: 'incubation.overview.search' }, type: 'search', value: filter.q },
      { name: 'siteId', label: { key: 'incubation.site.label' }, type: 'select', value: filter.siteId, options: sites.map(({ id, name }) => ({ value: id, text: name })) },
      { name: 'status', label: { key: 'incubation.status.label' }, type: 'select', value: filter.status, options: IncubationStatus.options.map(value => ({ value, key: `incubation.status.${value}` })) },
    ],
    empty: { title: { key: 'incubation.overview.none' }, text: { key: 'incubation.overview.none-text' } },
  },
}))

type SiteShown = { calls: Named[]; now: Date; site: Site; areaName: string; rows: Row[]; events: TimelineEvent[]; actor: Actor; mayEdit: boolean }
export const sitePage = view('incubation/site', ({ calls, now, site, areaName, rows, events, actor, mayEdit }: SiteShown) => ({
  title: { text: site.name }, status: freeChip(site), breadcrumbs: [home, { text: site.name }],
  actions: [
    ...(mayAtAll(incubationPolicy.apply, actor) && site.open
      ? [{ key: 'incubation.apply.title', href: `/incubation/sites/${site.id}/apply`, tone: 'primary', icon: 'pen' }] : []),
    ...(mayEdit && site.open ? [{ key: 'incubation.call.new', href: `/incubation/sites/${site.id}/calls/new`, icon: 'megaphone' }] : []),
    ...(mayEdit ? [{ key: 'incubation.site.edit', href: `/incubation/sites/${site.id}/edit`, icon: 'pencil' }] : []),
  ],
  calls: callTable(calls, now),
  figures: [
    { label: { key: 'incubation.site.places' }, value: site.places, type: 'number' }, { label: { key: 'incubation.site.taken' }, value: site.taken, type: 'number' },
    { label: { key: 'incubation.site.left' }, value: site.places - site.taken, type: 'number' },
  ],
  facts: [
    { label: { key: 'incubation.kind.label' }, value: { key: `incubation.kind.${site.kind}` } }, { label: { key: 'incubation.area' }, value: areaName },
    { label: { key: 'incubation.site.works' }, value: site.works.map(work => ({ key: `incubation.work.${work}` })), type: 'list' },
    { label: { key: 'incubation.site.address' }, value: site.address }, { label: { key: 'incubation.site.phone' }, value: site.phone },
  ],
  terms: Object.entries(site.terms).map(([name, value]) =>
    ({ label: { key: `incubation.terms.${name}` }, value, type: name === 'passScore' ? 'score' : 'number' })),
  seesAny: mayAtAll(incubationPolicy.see, actor), rows: rows.map(rowOf), rowColumns, noRows: { title: { key: 'incubation.overview.none' }, text: { key: 'incubation.overview.none-text' } },
  events: timelineOf(events),
}))

type Choice = { value: string; text: string }
export const siteForm = view('incubation/site-form', (site: Site | null, areas: Choice[]) => ({
  title: { key: site ? 'incubation.site.edit' : 'incubation.site.new' }, breadcrumbs: [home, ...(site ? [{ text: site.name, href: `/incubation/sites/${site.id}` }, { key: 'incubation.site.edit' }] : [{ key: 'incubation.site.new' }])], site, was: { ...site }, areas, works: workOptions,
  action: site ? `/incubation/sites/${site.id}` : '/incubation/sites', back: site ? `/incubation/sites/${site.id}` : '/incubation',
  kinds: [{ value: 'centre', key: 'incubation.kind.centre' }, { value: 'station', key: 'incubation.kind.station' }],
  termFields: Object.entries(site?.terms ?? Terms.parse({})).map(([name, value]) => ({
    name: `terms.${name}`, label: { key: `incubation.terms.${name}` }, type: name === 'passScore' ? 'points' : 'number', narrow: true, required: true, value,
  })),
}))

/** Whoever has one organization sees at once why it cannot apply; with several, each is asked when it is sent. */
type Applying = { site: Site; organizations: Choice[]; calls: Call[]; callId?: string | undefined; blockers: Blocker[] }
export const applyForm = view('incubation/apply', ({ site, organizations, calls, callId, blockers }: Applying) => ({
  title: { key: 'incubation.apply.title' }, lead: { text: site.name }, breadcrumbs: [home, { text: site.name, href: `/incubation/sites/${site.id}` }, { key: 'incubation.apply.title' }], site, organizations, blockers, callId,
  calls: calls.map(({ id, reference, title }) => ({ value: id, text: `${reference} ${title}` })),
  modes: [{ value: 'desk', key: 'incubation.mode.desk' }, { value: 'virtual', key: 'incubation.mode.virtual' }],
  stages: Stage.options.map(value => ({ value, key: `incubation.stage.${value}` })),
}))
