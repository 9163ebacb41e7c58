import { add, portion, type Money } from '../kernel/money.ts'
import { exceedsPart } from '../kernel/ratio.ts'
import type { Blocker } from '../kernel/refusal.ts'
import type { Method, PurchaseKind, RuleSet } from '../kernel/ruleset.ts'

/** 投标保证金 at most 2% of the budget (条例 art. 33). */
export const maxBidBond = (budget: Money, { limits }: RuleSet): Money => portion(budget, limits.bidBond)

/** 履约保证金 at most 10% of the contract (条例 art. 48). */
export const maxPerformanceBond = (contract: Money, { limits }: RuleSet): Money => portion(contract, limits.performanceBond)

/** Why a supplement cannot be agreed: all supplements together may not exceed 10% of the contract, unrounded (法 art. 49). */
export function supplementBlockers(
  { contract, agreed, supplement }: { contract: Money; agreed: readonly Money[]; supplement: Money },
  { limits }: RuleSet,
): Blocker[] {
  const sum = add(...agreed, supplement)
  const rate = limits.supplements
  return exceedsPart(sum, contract, rate)
    ? [{ code: 'supplements-above-limit', field: 'supplement', law: '政府采购法第四十九条', params: { sum, contract, rate } }]
    : []
}

/** Why a single-source addition cannot be bought: at most 10% of the original contract (法 art. 31(3)). */
export function additionBlockers(contract: Money, addition: Money, { limits }: RuleSet): Blocker[] {
  const rate = limits.singleSourceAddition
  return exceedsPart(addition, contract, rate)
    ? [{ code: 'addition-above-limit', field: 'addition', law: '政府采购法第三十一条第（三）项', params: { addition, contract, rate } }]
    : []
}

/**
 * What is set aside for small and medium enterprises of the part that suits them: all of it up to a limit, above it 30%,
 * and of that 60% for small and micro ones (46号 art. 7–8).
 */
export function reserveOf(suitable: Money, { reserve }: RuleSet): { reserved: Money; smallOrMicro: Money | null } {
  if (suitable <= reserve.wholeUpTo) return { reserved: suitable, smallOrMicro: null }
  const reserved = portion(suitable, reserve.share)
  return { reserved, smallOrMicro: portion(reserved, reserve.smallOrMicro) }
}

/** Is this government procurement by amount? The threshold itself is (令87 art. 86). */
export const isAboveProcurementThreshold = (amount: Money, kind: PurchaseKind, { thresholds }: RuleSet): boolean =>
  amount >= thresholds[kind].procurement

export function isAboveOpenTenderThreshold(amount: Money, kind: PurchaseKind, { thresholds }: RuleSet): boolean {
  const { openTender } = thresholds[kind]
  return openTender !== null && amount >= openTender
}

type Purchase = { method: Method; amount: Money }

/**
 * 化整为零: purchases of one budget item and category within a year, none of them tendered openly, that together reach the
 * open-tender threshold (条例 art. 28). Budget adjustments and approved purchases are left out by the caller.
 */
export function splittingBlockers(purchases: readonly Purchase[], kind: PurchaseKind, ruleSet: RuleSet): Blocker[] {
  const closed = purchases.filter(({ method }) => method !== 'open-tender')
  const sum = add(...closed.map(({ amount }) => amount))
  return closed.length > 1 && isAboveOpenTenderThreshold(sum, kind, ruleSet)
    ? [{ code: 'purchase-split', law: '政府采购法实施条例第二十八条', params: { sum, count: closed.length } }]
    : []
}

/** What was bought otherwise than by open tender, beside the amount from which that is unlawful together (B4); null where none is named. */
export const closedSum = (purchases: readonly Purchase[], kind: PurchaseKind, ruleSet: RuleSet): { sum: Money; openTender: Money | null; blockers: Blocker[] } => ({
  sum: add(...purchases.filter(({ method }) => method !== 'open-tender').map(({ amount }) => amount)),
  openTender: ruleSet.thresholds[kind].openTender, blockers: splittingBlockers(purchases, kind, ruleSet),
})

/** Why a service contract cannot run so long: one year, three when continuous, funded and of stable price (令102 art. 24). */
export function termBlockers(years: number, continuity: 'single' | 'continuous', { limits }: RuleSet): Blocker[] {
  const max = continuity === 'continuous' ? limits.yearsIfContinuous : limits.years
  return years > max ? [{ code: 'term-too-long', field: 'years', law: '财政部令第102号第二十四条', params: { years, max } }] : []
}
