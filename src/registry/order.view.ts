import type { Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { may } from '../kernel/policy.ts'
import { view } from '../kernel/view.ts'
import { organizationFlow } from './organization.rules.ts'
import type { Organization } from './organization.schema.ts'
import { OrderAction } from './order.schema.ts'
import { organizationPolicy } from './registry.policy.ts'
import { trailOf } from './roll.view.ts'

/** The decision that stopped or ended it, for everybody; and the decisions that the authority may take now. */
export function orderPart(organization: Organization, actor: Actor) {
  const { order, status } = organization
  const decides = may(organizationPolicy.decide, actor, organization)
  const open = openActions(organizationFlow, status).flatMap(action => OrderAction.options.find(each => each === action) ?? [])
  return {
    order: order ? [
      { label: { key: 'registry.order.kind' }, value: { key: `registry.order.${order.action}` } },
      { label: { key: 'registry.order.document' }, value: order.document }, { label: { key: 'registry.order.on' }, value: order.on, type: 'date' },
      ...(order.until ? [{ label: { key: 'registry.order.until' }, value: order.until, type: 'date' }] : []),
      { label: { key: 'registry.order.reason' }, value: order.reason },
    ] : [],
    orders: decides ? open.map(action => ({ key: `registry.do.${action}`, href: `/organizations/${organization.id}/${action}`, tone: 'quiet' })) : [],
  }
}

export const orderForm = view('registry/ask', (organization: Organization, action: OrderAction, now: Date) => ({
  title: { key: `registry.do.${action}` }, lead: { text: organization.name }, breadcrumbs: [...trailOf(organization), { key: `registry.do.${action}` }], revision: organization.revision,
  // What is not open now is refused by the flow; the page is only reached by an old link then.
  blockers: openActions(organizationFlow, organization.status).includes(action) ? [] : [{ code: 'order-not-open', params: { status: organization.status } }],
  hint: { key: `registry.hint.${action}` }, action: `/organizations/${organization.id}/${action}`, back: `/organizations/${organization.id}`, submit: { key: `registry.do.${action}` },
  questions: [
    { control: 'field', name: 'document', label: { key: 'registry.order.document' }, hint: { key: 'registry.order.document-hint' }, required: action !== 'cancel' },
    { control: 'field', name: 'on', label: { key: 'registry.order.on' }, type: 'date', value: now, required: action !== 'cancel', narrow: true },
    ...(action === 'suspend' ? [{ control: 'field', name: 'until', label: { key: 'registry.order.until' }, hint: { key: 'registry.order.until-hint' }, type: 'date', narrow: true }] : []),
    { control: 'field', name: 'reason', label: { key: 'registry.order.reason' }, hint: { key: 'registry.order.reason-hint' }, type: 'textarea', rows: 3, required: true, max: 500 },
  ],
}))
