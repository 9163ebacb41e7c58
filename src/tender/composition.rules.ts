import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { RuleBroken, type Blocker } from '../kernel/refusal.ts'
import { Method, PurchaseKind, type RuleSet } from '../kernel/ruleset.ts'

/** Who sits: an expert, a representative of the purchaser, or (never allowed) somebody of the agency. */
export const CommitteeMember = z.object({
  personId: z.string(),
  kind: z.enum(['expert', 'purchaser', 'agency']),
  ofPurchaser: z.boolean().meta({ description: 'Works in the purchaser’s own unit' }),
})
export type CommitteeMember = z.infer<typeof CommitteeMember>

export const Composition = z.object({
  method: Method,
  kind: PurchaseKind,
  budget: Money,
  complex: z.boolean().meta({ description: 'Technically complex or of large social impact' }),
  members: z.array(CommitteeMember),
  leaderId: z.string().nullable(),
})
export type Composition = z.infer<typeof Composition>

/** Of n members at least two thirds are experts (令87 art. 47; 令74 art. 7). */
export function compositionBounds(n: number): { minExperts: number; maxPurchasers: number } {
  const minExperts = Math.ceil(2 * n / 3)
  return { minExperts, maxPurchasers: n - minExperts }
}

/** Fewest members for a project. Throws RuleBroken `method-without-committee` where the rule set asks for none. */
export function minCommitteeSize(
  { method, kind, budget, complex }: Pick<Composition, 'method' | 'kind' | 'budget' | 'complex'>,
  { committee, thresholds }: RuleSet,
): number {
  const size = committee[method]
  if (!size) throw new RuleBroken('method-without-committee', `No committee is formed for ${method}`, { method })
  const largeFrom = size.largeFrom ?? thresholds[kind].openTender
  return (complex && size.largeIfComplex) || (largeFrom !== null && budget >= largeFrom) ? size.large : size.min
}

/** Why a committee cannot begin; all reasons at once. */
export function compositionBlockers(composition: Composition, ruleSet: RuleSet): Blocker[] {
  const { method, members, leaderId } = composition
  const law = ruleSet.committee[method]?.law
  const min = minCommitteeSize(composition, ruleSet)
  const count = members.length
  const { minExperts } = compositionBounds(count)
  const experts = members.filter(({ kind }) => kind === 'expert').length
  const leader = members.find(({ personId }) => personId === leaderId)
  return [
    ...count < min ? [{ code: 'committee-too-small', law, params: { count, min } }] : [],
    ...count % 2 === 0 ? [{ code: 'committee-even', law, params: { count } }] : [],
    ...experts < minExperts ? [{ code: 'committee-too-few-experts', law, params: { experts, minExperts } }] : [],
    ...new Set(members.map(({ personId }) => personId)).size < count ? [{ code: 'committee-member-twice', law }] : [],
    ...members.filter(({ kind }) => kind === 'agency')
      .map(({ personId }) => ({ code: 'committee-agency-member', law: '财政部令第87号第四十五条', params: { personId } })),
    ...members.filter(({ kind, ofPurchaser }) => kind === 'expert' && ofPurchaser)
      .map(({ personId }) => ({ code: 'committee-own-expert', law: '财政部令第87号第四十七条', params: { personId } })),
    ...leader ? [] : [{ code: 'committee-without-leader', law }],
    ...leader?.kind === 'purchaser' ? [{ code: 'committee-leader-of-purchaser', law }] : [],
  ]
}
