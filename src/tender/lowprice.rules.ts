import type { Money } from '../kernel/money.ts'
import { isBelowPart, scaled, total } from '../kernel/ratio.ts'
import type { LowPriceRates } from '../kernel/ruleset.ts'
import type { LowPriceCheck, LowPriceDecision, LowPriceTrigger } from './scoring.schema.ts'

type Priced = { id: string; price: Money }

/**
 * Which original prices of conforming bids must be explained (令87 art. 60; 财库〔2026〕2号): strictly below a share of
 * the average, of the second-lowest price, or of the ceiling, or in the committee's judgement — a decision on a bid
 * that no number triggers. A trigger never excludes by itself.
 */
export function lowPriceCheck(
  bids: readonly Priced[],
  { ceiling, rates }: { ceiling: Money; rates: LowPriceRates },
  decisions: readonly LowPriceDecision[],
): LowPriceCheck {
  const sum = total(bids.map(({ price }) => price))
  const secondLowest = bids.map(({ price }) => price).sort((a, b) => a - b)[1]
  const decided = new Set(decisions.map(({ bidId }) => bidId))

  const triggersOf = ({ id, price }: Priced): LowPriceTrigger[] => {
    const numeric: LowPriceTrigger[] = [
      ...isBelowPart(price, rates.average, { sum, count: bids.length }) ? ['average' as const] : [],
      ...secondLowest !== undefined && isBelowPart(price, rates.secondLowest, { sum: secondLowest, count: 1 })
        ? ['second-lowest' as const] : [],
      ...isBelowPart(price, rates.ceiling, { sum: ceiling, count: 1 }) ? ['ceiling' as const] : [],
    ]
    return numeric.length === 0 && decided.has(id) ? ['committee'] : numeric
  }
  return {
    average: bids.length > 0 ? scaled(sum, 100, bids.length) : 0,
    triggered: bids.map(bid => ({ bidId: bid.id, triggers: triggersOf(bid) })).filter(({ triggers }) => triggers.length > 0),
  }
}
