import { follow } from '../kernel/flow.ts'
import { Invalid } from '../kernel/refusal.ts'
import { organizationFlow } from './organization.rules.ts'
import type { Organization } from './organization.schema.ts'
import type { GiveOrder, OrderAction } from './order.schema.ts'

/** Stops or ends a registration by a decision that was taken on a day. Throws Invalid; RuleBroken where the state does not allow it. */
export function giveOrder(organization: Organization, action: OrderAction, asked: Omit<GiveOrder, 'revision'>, { by, at }: { by: string; at: Date }): Organization {
  const status = follow(organizationFlow, organization.status, action)
  const { document, reason, until, on = at } = asked
  const problems = [
    ...(on > at ? [{ field: 'on', code: 'in-the-future' }] : []),
    ...(on < organization.founded ? [{ field: 'on', code: 'before-founding' }] : []),
    ...(until && until < on ? [{ field: 'until', code: 'before-begin' }] : []),
  ]
  if (problems.length > 0) throw new Invalid('invalid-input', 'The decision needs correcting', { problems })
  return {
    ...organization, status, decided: { by, at, reason },
    order: { action, on, reason, ...(document && { document }), ...(until && { until }) },
  }
}
