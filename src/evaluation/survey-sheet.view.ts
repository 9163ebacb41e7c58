import type { PrintRequest } from '../platform/print.schema.ts'
import type { Evaluation } from './evaluation.schema.ts'

/** One file has at most so many strips, so that it is printed in a moment. */
export const STRIPS = 48

/** The files in which a survey's tokens are handed out: 1–48, 49–96 … */
export const sheetRanges = (size: number): { from: number; to: number }[] =>
  Array.from({ length: Math.ceil(size / STRIPS) }, (_, at) => ({ from: at * STRIPS + 1, to: Math.min(size, (at + 1) * STRIPS) }))

/**
 * Strips to cut apart, each with the QR code of one token. All are printed, those that have answered too: a sheet that left
 * them out would tell who has.
 */
export function surveySheet({ title, supplierName, buyerName, reference, surveySize, openedAt }: Evaluation, { tokens, from, site }: { tokens: string[]; from: number; site: string }): PrintRequest {
  const shown = tokens.slice(from - 1, from - 1 + STRIPS)
  return {
    template: 'evaluation/survey-sheet', title: `服务满意度调查二维码 ${reference}`, author: buyerName, reference, issuedAt: openedAt,
    values: {
      project: title, supplier: supplierName, buyer: buyerName, from, to: from + shown.length - 1, size: surveySize,
      strips: shown.map((token, at) => ({ number: from + at, url: `${site}/surveys/${token}` })),
    },
  }
}
