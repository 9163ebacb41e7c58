import { isSignedIn, type Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { view } from '../kernel/view.ts'
import { home } from './call.view.ts'
import { incubationPolicy } from './incubation.policy.ts'
import type { Incubation } from './incubation.schema.ts'
import type { NoticeSeen, Objection } from './notice.schema.ts'
import type { Site } from './site.schema.ts'

/** Who is to be taken in, as a table for everybody. */
export const noticeTable = (notices: NoticeSeen[]) => ({
  rows: notices.map(({ id, organization, site, until }) => ({ href: `/incubation/notices/${id}`, organization, site, until })),
  columns: [
    { name: 'organization', label: { key: 'incubation.organization' }, href: 'href' }, { name: 'site', label: { key: 'incubation.site.label' } },
    { name: 'until', label: { key: 'incubation.notice.until' }, type: 'date' },
  ],
})

const chipOf = ({ answer }: Objection) => !answer ? { key: 'incubation.objection.open', tone: 'waiting' }
  : answer.founded ? { key: 'incubation.objection.founded', tone: 'bad' } : { key: 'incubation.objection.unfounded', tone: 'done' }
const rowOf = (objection: Objection) => ({ at: objection.at, text: objection.text, state: chipOf(objection), answer: objection.answer?.text ?? null })
const columns = [
  { name: 'at', label: { key: 'incubation.objection.at' }, type: 'datetime' }, { name: 'text', label: { key: 'incubation.objection.text' } },
  { name: 'state', label: { key: 'incubation.status.label' }, type: 'chip' }, { name: 'answer', label: { key: 'incubation.objection.answer' } },
]

type Shown = { notice: NoticeSeen; own: Objection[]; site: Site; actor: Actor }
export const noticePage = view('incubation/notice', ({ notice, own, site, actor }: Shown) => {
  const at = `/incubation/notices/${notice.id}`
  const isWaiting = own.some(({ answer }) => !answer)
  return {
    title: { key: 'incubation.notice.title', params: { name: notice.organization } }, ref: notice.reference,
    status: notice.isRunning ? { key: 'incubation.notice.running', tone: 'info' } : { key: 'incubation.notice.over', tone: 'done' },
    breadcrumbs: [home, { key: 'incubation.notice.label' }],
    line: [{ key: 'incubation.notice.from', at: notice.from }, { key: 'incubation.notice.until', at: notice.until }],
    text: { key: notice.isRunning ? 'incubation.notice.text' : 'incubation.notice.text-over', params: { organization: notice.organization, site: notice.site, until: notice.until } },
    facts: [
      { label: { key: 'incubation.organization' }, value: notice.organization, href: `/organizations/${notice.organizationId}` },
      { label: { key: 'incubation.site.label' }, value: notice.site, href: `/incubation/sites/${notice.siteId}` },
      { label: { key: 'incubation.site.address' }, value: site.address }, { label: { key: 'incubation.site.phone' }, value: site.phone },
    ],
    own: own.map(rowOf), columns,
    // A visitor signs in first, so that an answer finds whom to reach.
    signIn: notice.isRunning && !isSignedIn(actor) ? { key: 'incubation.objection.sign-in', href: `/sign-in?to=${encodeURIComponent(at)}` } : null,
    objecting: notice.isRunning && isSignedIn(actor) && !isWaiting ? `${at}/objections` : null,
  }
})

/** What was held against an acceptance, for the authorities; with what the site is to answer. */
export function objectionPart(incubation: Incubation, actor: Actor) {
  if (!may(incubationPolicy.confer, actor, incubation)) return { objections: [], objectionColumns: [], toAnswer: [] }
  const answers = may(incubationPolicy.guide, actor, incubation) && incubation.status === 'accepted'
  return {
    objections: incubation.objections.map(each => ({ ...rowOf(each), by: each.by.name })),
    objectionColumns: [{ name: 'by', label: { key: 'incubation.objection.by' } }, ...columns],
    toAnswer: answers ? incubation.objections.filter(({ answer }) => !answer).map(({ id, text, by, at }) => ({
      id, said: { key: 'incubation.objection.said', params: { name: by.name, at, text } }, action: `/incubation/${incubation.id}/answer`,
      founded: [{ value: 'no', key: 'incubation.objection.unfounded' }, { value: 'yes', key: 'incubation.objection.founded' }],
    })) : [],
  }
}
