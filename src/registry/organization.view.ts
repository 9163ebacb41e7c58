import type { Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { may } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import { dossierAction } from '../platform/dossier.view.ts'
import { profilePart } from './change.view.ts'
import { conditionWarnings } from './condition.rules.ts'
import { approvalBlockers, refusalBlockers, toCorrect } from './judgement.rules.ts'
import { OrderAction } from './order.schema.ts'
import { orderPart } from './order.view.ts'
import { judgementRecord } from './judgement.view.ts'
import { organizationFlow, type OrganizationAction } from './organization.rules.ts'
import type { Organization } from './organization.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import { home, standingChip } from './roll.view.ts'
import type { Change } from './section.schema.ts'
import { bidBlockers, gradeNow, warnings } from './standing.rules.ts'
import { standingPart } from './standing.view.ts'

export type IncubationRow = { site: string; href: string; status: { key: string; tone: string }; since: Date }
type Shown = {
  organization: Organization; areaName: (code: string) => string; events: TimelineEvent[]; discussion: Discussed | null; changes: Change[]; incubations: IncubationRow[]
  actor: Actor; now: Date
}

/** A refusal has the remarks at the sections as its reason, and may say more. */
const REASONED: OrganizationAction[] = ['refuse']
/** Registration is not taken back: it asks once more, without a reason. */
const ASKED: OrganizationAction[] = ['approve', ...REASONED]
const OF_THE_APPLICANT: OrganizationAction[] = ['reapply']

/** Whose turn it is before the registration. */
function nextOf(organization: Organization) {
  const { status, appliedAt, decided, areas } = organization
  const left = toCorrect(organization).map(({ section }) => ({ key: `registry.section.${section}` }))
  return status === 'applied' ? { text: { key: 'registry.next.applied' }, who: { key: areas.length > 1 ? 'role.district' : 'role.bureau' }, due: new Date(appliedAt.getTime() + 60 * 86_400_000) }
    : status === 'refused' ? { text: { key: left.length > 0 ? 'registry.next.refused-left' : 'registry.next.refused', params: { reason: decided?.reason ?? '', sections: left } }, who: { key: 'role.owner' }, due: null } : null
}

const resultColumns = [
  { name: 'title', label: { key: 'registry.result.title' }, href: 'href' }, { name: 'amount', label: { key: 'registry.result.amount' }, type: 'money' },
  { name: 'score', label: { key: 'registry.result.score' }, type: 'score' }, { name: 'gradeName', label: { key: 'registry.result.grade' } },
  { name: 'at', label: { key: 'registry.result.at' }, type: 'date' },
]
const incubationColumns = [
  { name: 'site', label: { key: 'registry.site' }, href: 'href' }, { name: 'since', label: { key: 'registry.since' }, type: 'date' },
  { name: 'status', label: { key: 'registry.status.label' }, type: 'chip' },
]

function factsOf(organization: Organization, inside: boolean, areaName: string) {
  const fact = (name: string, value: unknown, type?: string) => ({ label: { key: `registry.${name}` }, value, ...(type && { type }) })
  return [
    fact('type.label', { key: `registry.type.${organization.type}` }), fact('uscc', organization.uscc), fact('area.label', areaName), fact('address', organization.address),
    fact('representative', organization.representative), fact('supervisor', organization.supervisor ?? { key: 'registry.direct' }),
    fact('founded', organization.founded, 'date'), fact('field.openingFunds', organization.openingFunds, 'money'),
    ...(organization.formerNames.length > 0 ? [fact('former-names', organization.formerNames.join('、'))] : []),
    fact('purpose', organization.purpose), fact('scope', organization.scope),
    ...(inside ? [
      fact('contact', `${organization.contact.name} ${organization.contact.phone}`),
      fact('field.account-bank', organization.account && `${organization.account.bank} ${organization.account.number}`),
    ] : []),
  ]
}

export const organizationPage = view('registry/show', (shown: Shown) => {
  const { organization, areaName, events, discussion, incubations, actor, now } = shown
  const inside = may(organizationPolicy.inspect, actor, organization)
  const decides = may(organizationPolicy.decide, actor, organization)
  const edits = may(organizationPolicy.edit, actor, organization)
  const isJudged = organization.status === 'applied' && decides
  const closed: Partial<Record<OrganizationAction, boolean>> = { approve: approvalBlockers(organization).length > 0, refuse: refusalBlockers(organization).length > 0 }
  const isOrder = (action: OrganizationAction): action is OrderAction => OrderAction.options.some(each => each === action)
  const actions = openActions(organizationFlow, organization.status).filter(action => !isOrder(action) && !closed[action] && (OF_THE_APPLICANT.includes(action) ? edits : decides))
  const step = (action: OrganizationAction) => ({
    href: `/organizations/${organization.id}/${action}`, open: { key: `registry.do.${action}` }, title: { key: `registry.ask.${action}` },
    text: { key: `registry.ask-text.${action}` }, submit: { key: `registry.do.${action}` }, fields: [{ name: 'revision', value: String(organization.revision) }],
    ...(REASONED.includes(action) ? { reason: { key: action === 'refuse' ? 'registry.judge.general' : 'registry.reason' }, optional: action === 'refuse' } : { tone: 'primary', icon: 'check-circle' }),
  })
  return {
    title: { text: organization.name }, breadcrumbs: [home, { text: organization.name }], ref: organization.uscc, status: standingChip(organization, now), organization, fictional: organization.fictional,
    actions: [dossierAction(`/organizations/${organization.id}`)],
    next: nextOf(organization), notYet: isJudged ? approvalBlockers(organization) : [],
    asks: actions.filter(action => ASKED.includes(action)).map(step),
    plain: isJudged ? [{ key: 'registry.judge.open', href: `/organizations/${organization.id}/judgements`, icon: 'list-check', tone: closed.approve ? 'primary' : 'quiet' }] : actions.filter(action => !ASKED.includes(action)).map(action => ({
      key: `registry.do.${action}`, href: `/organizations/${organization.id}/${action}`, method: 'post', tone: 'primary', icon: 'check-circle', name: 'revision', value: String(organization.revision),
    })),
    ...orderPart(organization, actor),
    figures: [
      { label: { key: 'registry.staff' }, value: organization.staff, type: 'number' },
      { label: { key: 'registry.social-workers' }, value: organization.socialWorkers, type: 'number' },
      { label: { key: 'registry.grade' }, value: gradeNow(organization, now) ?? { key: 'registry.no-grade' } },
      { label: { key: 'registry.results-count' }, value: organization.results.length, type: 'number' },
    ],
    blockers: inside ? bidBlockers(organization, now) : [], warnings: inside ? [...warnings(organization, now), ...(organization.status === 'applied' ? conditionWarnings(organization) : [])] : [],
    inside, ...judgementRecord(organization, actor), ...profilePart(shown), ...standingPart(organization, actor, now), facts: factsOf(organization, inside, areaName(organization.area)),
    results: organization.results.map(result => ({ ...result, href: `/evaluations/${result.evaluationId}` })), resultColumns,
    noResults: { title: { key: 'registry.result.none' }, text: { key: 'registry.result.none-text' } },
    incubations, incubationColumns, mayApplyForIncubation: edits && ['registered', 'applied'].includes(organization.status),
    events: timelineOf(events), discussion: discussionPart(discussion),
  }
})
