import { isSignedIn, type Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { mayAtAll } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Bars } from '../platform/chart.ts'
import { activityFlow, hoursBlockers, joinBlockers, seenByAll, stateOf, withdrawBlockers } from './activity.rules.ts'
import { ActivityState, type Activity, type ActivitySearch } from './activity.schema.ts'
import type { Participant } from './activity.service.ts'
import { activityPolicy, volunteerPolicy } from './volunteer.policy.ts'
import { quartersOf } from './volunteer.rules.ts'
import type { Totals, Volunteer } from './volunteer.schema.ts'

const TONE = { open: 'info', full: 'waiting', begun: 'waiting', over: 'muted', recorded: 'good', cancelled: 'done' } as const
const chip = (activity: Activity, now: Date) => {
  const state = stateOf(seenByAll(activity), now)
  return { key: `activity.state.${state}`, tone: TONE[state] }
}
const label = (name: string) => ({ key: `activity.${name}` })
type Choice = { value: string; text: string }

const SIZES = { wide: { width: 880, height: 320 }, narrow: { width: 340, height: 320 } } as const
const monthName = (at: number) => label(`month-names.${at + 1}`)
type Translate = (key: string) => string
/** The hours of a year by month, as a picture to stand beside their table. */
export const hoursBars = ({ months }: Pick<Totals, 'months'>, size: keyof typeof SIZES, t: Translate): Bars => ({
  categories: months.map((_, at) => t(monthName(at).key)), series: [{ name: t('activity.hours'), values: months.map(quarters => quarters / 4) }],
  unit: t('activity.hour'), direction: 'up', ...SIZES[size],
})
const hoursChart = ({ year, months, quarters }: Totals, lang: string) => quarters > 0 ? {
  title: { key: 'activity.by-month', params: { year } }, alt: { key: 'activity.months-alt', params: { year, hours: quarters / 4 } },
  src: `/charts/volunteer-hours.svg?year=${year}&lang=${lang}`, ...SIZES.wide, narrow: SIZES.narrow,
  columns: [{ name: 'month', label: label('month') }, { name: 'hours', label: label('hours'), type: 'number' }],
  rows: months.map((served, at) => ({ month: monthName(at), hours: served / 4 })), totals: { month: label('sum'), hours: quarters / 4 },
} : null

type Listed = { activities: Activity[]; filter: ActivitySearch; areas: Choice[]; names: Map<string, string>; totals: Totals; actor: Actor; lang: string; now: Date }
export const activityList = view('people/activities', ({ activities, filter, areas, names, totals, actor, lang, now }: Listed) => ({
  title: label('title'), lead: label('lead'),
  actions: [
    ...(mayAtAll(activityPolicy.run, actor) ? [{ key: 'activity.new', href: '/activities/new', tone: 'primary', icon: 'plus-lg' }] : []),
    ...(mayAtAll(volunteerPolicy.roll, actor) ? [{ key: 'volunteer.roll', href: '/volunteers', icon: 'people' }] : []),
    { key: 'volunteer.mine', href: isSignedIn(actor) ? '/volunteers/me' : '/sign-in?to=%2Fvolunteers%2Fme', icon: 'person-circle' },
  ],
  fields: [
    { name: 'q', label: label('search'), type: 'search', value: filter.q },
    { name: 'area', label: label('area'), type: 'select', value: filter.area, options: areas },
    { name: 'state', label: label('status'), type: 'select', value: filter.state, options: ActivityState.options.map(value => ({ value, key: `activity.state.${value}` })) },
    { name: 'since', label: label('since'), type: 'date', value: filter.since }, { name: 'until', label: label('until'), type: 'date', value: filter.until },
    { name: 'year', label: label('year'), type: 'select', value: filter.year, options: [...new Set([totals.year, ...totals.years])].sort((a, b) => b - a).map(year => ({ value: year, text: String(year) })) },
  ],
  columns: [
    { name: 'title', label: label('name'), href: 'href' }, { name: 'organization', label: label('organization') }, { name: 'area', label: label('area') },
    { name: 'from', label: label('from'), type: 'datetime' }, { name: 'taken', label: label('taken') }, { name: 'state', label: label('status'), type: 'chip' },
  ],
  rows: activities.map(activity => ({
    title: activity.title, href: `/activities/${activity.id}`, organization: activity.organizationName, area: names.get(activity.area) ?? activity.area,
    from: activity.from, taken: `${activity.signed.length} / ${activity.places}`, state: chip(activity, now),
  })),
  empty: { title: label('none'), text: label('none-text'), icon: 'heart' },
  year: { key: 'activity.totals', params: { year: totals.year } },
  figures: [
    { label: label('volunteers'), value: totals.volunteers, type: 'number' }, { label: label('hours'), value: totals.quarters / 4, type: 'number' },
  ],
  chart: hoursChart(totals, lang),
  totalColumns: [
    { name: 'area', label: label('area') }, { name: 'volunteers', label: label('volunteers'), type: 'number' }, { name: 'hours', label: label('hours'), type: 'number' },
  ],
  areaRows: totals.areas.map(({ area, volunteers, quarters }) => ({ area: names.get(area) ?? area, volunteers, hours: quarters / 4 })),
}))

export const activityForm = view('people/activity-form', (organizations: Choice[], areas: Choice[]) => ({ title: label('new'), organizations, areas }))

type Shown = {
  activity: Activity; areaName: string; actor: Actor; volunteer: Volunteer | null; others: Activity[]
  /** For the organization's own people only. */
  run: { participants: Participant[]; events: TimelineEvent[] } | null
  now: Date
}
export const activityPage = view('people/activity', ({ activity, areaName, actor, volunteer, others, run, now }: Shown) => {
  const { id, status, signed, from, to } = activity
  const open = openActions(activityFlow, status)
  const isIn = signed.some(({ volunteerId }) => volunteerId === actor.id)
  const waits = open.includes('join') && !isIn
  return {
    title: { text: activity.title }, ref: activity.reference, state: chip(activity, now), activity,
    facts: [
      { label: label('organization'), value: { text: activity.organizationName }, href: `/organizations/${activity.organizationId}` },
      { label: label('area'), value: areaName }, { label: label('place'), value: activity.place },
      { label: label('from'), value: from, type: 'datetime' }, { label: label('to'), value: to, type: 'datetime' },
      { label: label('taken'), value: `${signed.length} / ${activity.places}` },
      { label: label('training'), value: activity.training ? { text: activity.training } : label('no-training') },
    ],
    signIn: waits && !isSignedIn(actor) && now < from ? { key: 'activity.sign-in', href: `/sign-in?to=%2Factivities%2F${id}`, tone: 'primary' } : null,
    register: waits && isSignedIn(actor) && volunteer?.status !== 'active' && now < from ? { key: 'volunteer.register', href: '/volunteers/me', tone: 'primary' } : null,
    join: waits && volunteer?.status === 'active' ? { blockers: joinBlockers(activity, { volunteer, others, now }), action: { key: 'activity.join', href: `/activities/${id}/join`, method: 'post', tone: 'primary' } } : null,
    withdraw: isIn && open.includes('withdraw') && withdrawBlockers(activity, actor.id, now).length === 0 ? { key: 'activity.withdraw', href: `/activities/${id}/withdraw`, method: 'post' } : null,
    isIn,
    run: run && {
      columns: [
        { name: 'name', label: { key: 'volunteer.name' } }, { name: 'reference', label: { key: 'volunteer.reference' }, type: 'code' },
        { name: 'at', label: label('signed-at'), type: 'datetime' }, { name: 'hours', label: label('served'), type: 'number' },
      ],
      rows: run.participants.map(({ name, reference, at, quarters }) => ({ name, reference, at, hours: quarters === null ? '' : quarters / 4 })),
      empty: { title: label('nobody') },
      enlists: open.includes('join') && now < from,
      unrecorded: open.includes('record') && hoursBlockers(activity, now).length === 0
        ? run.participants.filter(({ quarters }) => quarters === null).map(({ volunteerId, name, reference }) => ({ field: `hours.${volunteerId}`, label: { text: `${name} ${reference}` } })) : [],
      most: quartersOf(activity) / 4,
      recorded: open.includes('correct') ? run.participants.filter(({ quarters }) => quarters !== null).map(({ volunteerId, name, reference }) => ({ value: volunteerId, text: `${name} ${reference}` })) : [],
      cancel: open.includes('cancel') && now < from ? {
        href: `/activities/${id}/cancel`, open: label('cancel'), title: label('cancel-title'), text: label('cancel-text'), reason: label('reason'), submit: label('cancel'),
        fields: [{ name: 'revision', value: activity.revision }],
      } : null,
      events: timelineOf(run.events),
    },
  }
})
