import type { Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { dayOf, endOfDay } from '../kernel/period.ts'
import { mayAtAll } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import { callFlow, isOpen, publishBlockers, stateOf } from './call.rules.ts'
import type { Call } from './call.schema.ts'
import { incubationPolicy } from './incubation.policy.ts'
import { Stage } from './incubation.schema.ts'
import type { Site } from './site.schema.ts'

/** Where the trails of incubation begin. */
export const home = { key: 'incubation.overview.title', href: '/incubation' }

const TONE = { draft: 'muted', published: 'info', over: 'done', withdrawn: 'done' } as const
const chip = (call: Call, now: Date) => ({ key: `incubation.call-state.${stateOf(call, now)}`, tone: TONE[stateOf(call, now)] })

/** Calls as a table, on the overview and on the page of a site. */
export const callTable = (calls: (Call & { siteName: string })[], now: Date) => ({
  rows: calls.map(call => ({
    reference: call.reference, href: `/incubation/calls/${call.id}`, title: call.title, site: call.siteName, places: call.places, until: call.until, state: chip(call, now),
  })),
  columns: [
    { name: 'title', label: { key: 'incubation.call.title' }, href: 'href' }, { name: 'site', label: { key: 'incubation.site.label' } },
    { name: 'places', label: { key: 'incubation.call.places' }, type: 'number' }, { name: 'until', label: { key: 'incubation.call.until' }, type: 'date' },
    { name: 'state', label: { key: 'incubation.status.label' }, type: 'chip' },
  ],
  empty: { title: { key: 'incubation.call.none' }, text: { key: 'incubation.call.none-text' }, icon: 'megaphone' },
})

type Shown = { call: Call; site: Site; events: TimelineEvent[]; actor: Actor; mayRun: boolean; now: Date }
export const callPage = view('incubation/call', ({ call, site, events, actor, mayRun, now }: Shown) => {
  const at = `/incubation/calls/${call.id}`
  const open = mayRun ? openActions(callFlow, call.status) : []
  const blockers = call.status === 'draft' ? publishBlockers(call, site, now) : []
  const answers = isOpen(call, now) && mayAtAll(incubationPolicy.apply, actor)
  return {
    title: { text: call.title }, breadcrumbs: [home, { text: site.name, href: `/incubation/sites/${site.id}` }, { text: call.reference }], ref: call.reference, status: chip(call, now), call,
    actions: [
      ...(answers ? [{ key: 'incubation.apply.title', href: `/incubation/sites/${site.id}/apply?call=${call.id}`, tone: 'primary', icon: 'pen' }] : []),
      ...(open.includes('publish') && blockers.length === 0
        ? [{ key: 'incubation.call.publish', href: `${at}/publish`, method: 'post', name: 'revision', value: String(call.revision), tone: 'primary', icon: 'megaphone' }] : []),
      ...(open.includes('edit') ? [{ key: 'incubation.call.edit', href: `${at}/edit`, icon: 'pencil' }] : []),
    ],
    blockers: open.includes('publish') ? blockers : [],
    withdrawal: open.includes('withdraw') ? {
      href: `${at}/withdraw`, open: { key: 'incubation.call.withdraw' }, title: { key: 'incubation.call.withdraw-title' }, text: { key: 'incubation.call.withdraw-text' },
      reason: { key: 'incubation.reason' }, submit: { key: 'incubation.call.withdraw' }, fields: [{ name: 'revision', value: call.revision }],
    } : null,
    line: [{ key: 'incubation.call.published', at: call.publishedAt ?? null }, { key: 'incubation.call.until', at: endOfDay(dayOf(call.until)) }],
    facts: [
      { label: { key: 'incubation.site.label' }, value: site.name, href: `/incubation/sites/${site.id}` },
      { label: { key: 'incubation.stage.label' }, value: call.stages.map(stage => ({ key: `incubation.stage.${stage}` })), type: 'list' },
      { label: { key: 'incubation.call.places' }, value: call.places, type: 'number' },
      { label: { key: 'incubation.site.address' }, value: site.address }, { label: { key: 'incubation.site.phone' }, value: site.phone },
    ],
    events: timelineOf(events),
  }
})

export const callForm = view('incubation/call-form', (call: Call | null, site: Site) => ({
  title: { key: call ? 'incubation.call.edit' : 'incubation.call.new' }, lead: { text: site.name }, breadcrumbs: [home, { text: site.name, href: `/incubation/sites/${site.id}` }, { key: call ? 'incubation.call.edit' : 'incubation.call.new' }], call, was: { ...call },
  stages: Stage.options.map(value => ({ value, key: `incubation.stage.${value}` })),
  action: call ? `/incubation/calls/${call.id}` : `/incubation/sites/${site.id}/calls`, back: call ? `/incubation/calls/${call.id}` : `/incubation/sites/${site.id}`,
}))
