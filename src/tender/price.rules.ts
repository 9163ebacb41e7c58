import { z } from 'zod'
import { Money, parseWords } from '../kernel/money.ts'
import { Invalid } from '../kernel/refusal.ts'

/** The price as the parts of a bid state it. */
export const StatedPrice = z.object({
  openingSheet: Money.meta({ description: '开标一览表, figures' }),
  openingSheetWords: z.string().optional().meta({ description: '开标一览表, 大写' }),
  detailTotal: Money.optional().meta({ description: 'Total in the bid itself' }),
  unitPriceTotal: Money.optional().meta({ description: 'Sum of unit price × quantity' }),
  slip: z.enum(['decimal-point', 'percentage']).optional()
    .meta({ description: 'A clear slip in a unit price, found by the committee' }),
})
export type StatedPrice = z.infer<typeof StatedPrice>

export type Correction = {
  rule: 'opening-sheet-over-details' | 'words-over-figures' | 'slip-corrected' | 'unit-prices-over-total'
  from: Money
  to: Money
}

/** The price that counts. With any correction the bidder must confirm in writing, or the bid is invalid. */
export type CorrectedPrice = { price: Money; corrections: Correction[]; needsConfirmation: boolean }

/**
 * Settles statements that differ, in the order of 令87 art. 59: opening sheet over details, words over figures, a clear
 * slip leaves the opening sheet's total, else unit prices over their total. Throws Invalid when the words name no amount.
 */
export function correctedPrice(stated: StatedPrice): CorrectedPrice {
  const { openingSheet, openingSheetWords, detailTotal, unitPriceTotal, slip } = stated
  const inWords = openingSheetWords === undefined ? openingSheet : parseWords(openingSheetWords)
  if (inWords === null) {
    throw new Invalid('price-words-malformed', `${openingSheetWords} names no amount`, {
      problems: [{ field: 'openingSheetWords', code: 'words-malformed' }],
    })
  }
  const overDetails = detailTotal !== undefined && detailTotal !== inWords
  const unitPricesDiffer = unitPriceTotal !== undefined && unitPriceTotal !== inWords && !overDetails
  const price = unitPricesDiffer && !slip ? unitPriceTotal : inWords
  const corrections: Correction[] = [
    ...overDetails ? [{ rule: 'opening-sheet-over-details' as const, from: detailTotal, to: inWords }] : [],
    ...inWords !== openingSheet ? [{ rule: 'words-over-figures' as const, from: openingSheet, to: inWords }] : [],
    ...unitPricesDiffer && slip ? [{ rule: 'slip-corrected' as const, from: unitPriceTotal, to: inWords }] : [],
    ...unitPricesDiffer && !slip ? [{ rule: 'unit-prices-over-total' as const, from: inWords, to: unitPriceTotal }] : [],
  ]
  return { price, corrections, needsConfirmation: corrections.length > 0 }
}
