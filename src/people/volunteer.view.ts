import type { Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { mayAtAll } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { PrintRequest } from '../platform/print.schema.ts'
import type { Activity } from './activity.schema.ts'
import { volunteerPolicy } from './volunteer.policy.ts'
import { certifying, isMinor, servedQuarters, volunteerFlow } from './volunteer.rules.ts'
import { Skill, VolunteerStatus, type Certificate, type RollSearch, type Volunteer } from './volunteer.schema.ts'

const TONE = { active: 'good', left: 'done' } as const
const label = (name: string) => ({ key: `volunteer.${name}` })
const chip = ({ status }: Volunteer) => ({ key: `volunteer.status.${status}`, tone: TONE[status] })
const skillWords = (skill: string) => ({ key: `volunteer.skill.${skill}` })
type Choice = { value: string; text: string }

type Rolled = { volunteers: Volunteer[]; filter: RollSearch; names: Map<string, string>; areas: Choice[] }
export const volunteerRoll = view('people/volunteers', ({ volunteers, filter, names, areas }: Rolled) => ({
  title: label('roll'), lead: label('roll-lead'), actions: [{ key: 'volunteer.enter', href: '/volunteers/new', tone: 'primary', icon: 'plus-lg' }],
  fields: [
    { name: 'q', label: label('search'), type: 'search', value: filter.q },
    { name: 'area', label: label('area'), type: 'select', value: filter.area, options: areas },
    { name: 'skill', label: label('skills'), type: 'select', value: filter.skill, options: Skill.options.map(value => ({ value, ...skillWords(value) })) },
    { name: 'status', label: label('state'), type: 'select', value: filter.status, options: VolunteerStatus.options.map(value => ({ value, key: `volunteer.status.${value}` })) },
  ],
  columns: [
    { name: 'name', label: label('name'), href: 'href' }, { name: 'reference', label: label('reference'), type: 'code' }, { name: 'phone', label: label('phone'), type: 'code' },
    { name: 'area', label: label('area') }, { name: 'skills', label: label('skills'), type: 'list' }, { name: 'hours', label: label('hours'), type: 'number' },
    { name: 'status', label: label('state'), type: 'chip' },
  ],
  rows: volunteers.map(volunteer => ({
    name: volunteer.name, href: `/volunteers/${volunteer.id}`, reference: volunteer.reference, phone: volunteer.phone, area: names.get(volunteer.area) ?? volunteer.area,
    skills: volunteer.skills.map(skillWords), hours: servedQuarters(volunteer.records) / 4, status: chip(volunteer),
  })),
  empty: { title: label('none'), text: label('none-text') },
}))

/** The own registration, anew for who comes back; or somebody else's from paper. */
export const volunteerForm = view('people/volunteer-form', (whose: 'own' | 'paper', areas: Choice[], { name, was }: { name: string; was: Volunteer | null }) => ({
  title: label(whose === 'paper' ? 'enter' : was ? 'return' : 'register'), lead: label(`${whose}-lead`),
  action: whose === 'own' ? '/volunteers/me' : '/volunteers', back: whose === 'own' ? '/activities' : '/volunteers', consent: label(`consent-${whose}`),
  was: { name: was?.name ?? name, phone: was?.phone ?? '', bornOn: was?.bornOn ?? '', area: was?.area ?? '', skills: was?.skills ?? [], guardianConsent: was?.guardianConsent ?? false },
  areas, skills: Skill.options.map(value => ({ value, ...skillWords(value) })),
}))

type Shown = { volunteer: Volunteer; areaName: string; coming: Activity[]; events: TimelineEvent[]; actor: Actor; now: Date }
export const volunteerPage = view('people/volunteer', ({ volunteer, areaName, coming, events, actor, now }: Shown) => ({
  title: { text: volunteer.name }, ref: volunteer.reference, state: chip(volunteer), volunteer,
  actions: mayAtAll(volunteerPolicy.roll, actor) ? [{ key: 'volunteer.roll', href: '/volunteers', icon: 'people' }] : [],
  facts: [
    { label: label('phone'), value: volunteer.phone }, { label: label('area'), value: areaName },
    { label: label('born'), value: volunteer.bornOn, type: 'date', ...(isMinor(volunteer, now) && { hint: label('minor') }) },
    { label: label('skills'), value: volunteer.skills.map(skillWords), type: 'list' }, { label: label('since'), value: volunteer.registeredAt, type: 'date' },
    { label: label('hours'), value: servedQuarters(volunteer.records) / 4, type: 'number' },
  ],
  comingColumns: [
    { name: 'title', label: { key: 'activity.name' }, href: 'href' }, { name: 'from', label: { key: 'activity.from' }, type: 'datetime' }, { name: 'place', label: { key: 'activity.place' } },
  ],
  coming: coming.map(({ id, title, from, place }) => ({ title, href: `/activities/${id}`, from, place })),
  columns: [
    { name: 'title', label: { key: 'activity.name' }, href: 'href' }, { name: 'organization', label: { key: 'activity.organization' } }, { name: 'from', label: { key: 'activity.from' }, type: 'datetime' },
    { name: 'place', label: { key: 'activity.place' } }, { name: 'hours', label: { key: 'activity.served' }, type: 'number' },
  ],
  rows: volunteer.records.map(({ activityId, title, organizationName, from, place, quarters }) => ({ title, href: `/activities/${activityId}`, organization: organizationName, from, place, hours: quarters / 4 })),
  empty: { title: label('no-records'), text: label('no-records-text') },
  organizations: certifying(volunteer).map(({ id, name }) => ({ value: id, text: name })),
  certificateColumns: [
    { name: 'reference', label: label('certificate-number'), href: 'href', type: 'code' }, { name: 'organization', label: { key: 'activity.organization' } },
    { name: 'at', label: label('issued'), type: 'date' }, { name: 'hours', label: label('hours'), type: 'number' },
  ],
  certificates: volunteer.certificates.map(({ reference, organizationName, issuedAt, records }) =>
    ({ reference, href: `/volunteers/${volunteer.id}/certificates/${reference}`, organization: organizationName, at: issuedAt, hours: servedQuarters(records) / 4 })),
  noCertificates: { title: label('no-certificates') },
  leave: volunteer.accountId === actor.id && openActions(volunteerFlow, volunteer.status).includes('leave') ? {
    href: '/volunteers/me/leave', open: label('leave'), title: label('leave-title'), text: coming.length > 0 ? { key: 'volunteer.leave-text-coming', params: { count: coming.length } } : label('leave-text'), submit: label('leave'), tone: 'danger',
    fields: [{ name: 'revision', value: volunteer.revision }],
  } : null,
  comeBack: volunteer.accountId === actor.id && volunteer.status === 'left' ? { key: 'volunteer.return', href: '/volunteers/me', tone: 'primary' } : null,
  events: timelineOf(events),
}))

/** 志愿服务记录证明, with what 令67 has in it: who, what, when, where, how long, by whom it was recorded. */
export const certificatePrint = (volunteer: Volunteer, { reference, organizationName, issuedAt, records }: Certificate): PrintRequest => ({
  template: 'people/volunteer-certificate', title: '志愿服务记录证明', author: organizationName, reference, issuedAt,
  values: {
    name: volunteer.name, number: volunteer.reference, organization: organizationName, total: servedQuarters(records) / 4, count: records.length,
    records: records.map(({ title, place, from, to, quarters, training = '', recordedBy }) => ({ title, place, from, to, hours: quarters / 4, training, recordedBy })),
  },
})
