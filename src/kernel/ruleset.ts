import { z } from 'zod'
import { Money } from './money.ts'
import { Day, PeriodRule } from './period.ts'
import { Points, Rate } from './ratio.ts'
import { RuleBroken } from './refusal.ts'

/** Services, goods and works have limits of their own. */
export const PurchaseKind = z.enum(['services', 'goods', 'works'])
export type PurchaseKind = z.infer<typeof PurchaseKind>

/** 采购方式 (法 art. 26; 214号; 令110), and below the 限额标准 the buyer's own small purchase. */
export const Method = z.enum([
  'open-tender', 'invited-tender', 'consultation', 'negotiation', 'inquiry', 'single-source', 'framework', 'small-purchase',
])
export type Method = z.infer<typeof Method>

/** Amounts from which a limit holds; the amount itself is included (令87 art. 86). */
export const Thresholds = z.object({
  procurement: Money.meta({ description: '分散采购限额标准' }),
  openTender: Money.nullable().meta({ description: '公开招标数额标准; null where this rule set names none' }),
})

/** How many must be there: suppliers that began, bids at the deadline, bids left at every later point. */
export const Gates = z.object({ minStarters: z.int(), minBidders: z.int(), minContinue: z.int() })
export type Gates = z.infer<typeof Gates>

/** Shares of the average, of the second-lowest price and of the ceiling below which a price must be explained. */
export const LowPriceRates = z.object({ average: Rate, secondLowest: Rate, ceiling: Rate })
export type LowPriceRates = z.infer<typeof LowPriceRates>

export const RateRange = z.object({ min: Rate, max: Rate })
export type RateRange = z.infer<typeof RateRange>

/** Fewest members; `large` holds from an amount on (null: the open-tender threshold), and for `complex` projects too. */
export const CommitteeSize = z.object({
  min: z.int(), large: z.int(), largeFrom: Money.nullable(), largeIfComplex: z.boolean(), law: z.string(),
})
export type CommitteeSize = z.infer<typeof CommitteeSize>

export const Period = PeriodRule.extend({ from: z.string(), to: z.string(), law: z.string() })
export type Period = z.infer<typeof Period>

/** A named way to read a score, best grade first; `from` is included. */
export const Scale = z.object({
  id: z.string(),
  grades: z.array(z.object({ code: z.string(), name: z.string(), from: Points })).min(1),
})
export type Scale = z.infer<typeof Scale>

/** The numbers of the law from a day on. Tenders, contracts and evaluations keep the id of the one they began under. */
export const RuleSet = z.object({
  id: z.string(),
  effectiveFrom: Day,
  region: z.string(),
  sources: z.array(z.string()),
  decimals: z.int().min(2).max(2).meta({ description: 'Scores are rounded half-up to hundredths, each component by itself' }),
  thresholds: z.record(PurchaseKind, Thresholds),
  gates: z.partialRecord(Method, Gates),
  committee: z.partialRecord(Method, CommitteeSize),
  priceWeight: z.object({ tender: z.record(PurchaseKind, RateRange), consultation: z.record(PurchaseKind, RateRange) }),
  lowPrice: z.object({ rates: LowPriceRates, cap: Rate, explanationMinutes: z.int(), law: z.string() }),
  deduction: z.object({ smallOrMicro: RateRange, consortium: RateRange, consortiumShare: Rate, law: z.string() }),
  reserve: z.object({ wholeUpTo: Money, share: Rate, smallOrMicro: Rate, law: z.string() }),
  limits: z.object({
    bidBond: Rate, performanceBond: Rate, supplements: Rate, singleSourceAddition: Rate,
    years: z.int(), yearsIfContinuous: z.int(),
  }),
  outlier: z.object({ of: z.enum(['maximum', 'mean']), rate: Rate }),
  tree: z.object({ outputAndBenefit: Points, law: z.string() }),
  periods: z.record(z.string(), Period),
  scales: z.array(Scale).min(1),
})
export type RuleSet = z.infer<typeof RuleSet>

/** The rule set in force on a day: the last that began by then. Throws RuleBroken `rule-set-unknown` before the first. */
export function ruleSetInForce(ruleSets: readonly RuleSet[], day: Day): RuleSet {
  const inForce = ruleSets.filter(({ effectiveFrom }) => effectiveFrom <= day)
    .toSorted((a, b) => a.effectiveFrom < b.effectiveFrom ? 1 : -1)[0]
  if (!inForce) throw new RuleBroken('rule-set-unknown', `No rule set is in force on ${day}`, { day })
  return inForce
}

/** A period of the table by its id, e.g. `T02`. Throws RuleBroken `period-unknown`. */
export function periodOf({ id, periods }: RuleSet, periodId: string): Period {
  const period = periods[periodId]
  if (!period) throw new RuleBroken('period-unknown', `Rule set ${id} has no period ${periodId}`, { id, periodId })
  return period
}

/** A scale of the rule set by its id. Throws RuleBroken `scale-unknown`. */
export function scaleOf({ id, scales }: RuleSet, scaleId: string): Scale {
  const scale = scales.find(one => one.id === scaleId)
  if (!scale) throw new RuleBroken('scale-unknown', `Rule set ${id} has no scale ${scaleId}`, { id, scaleId })
  return scale
}
