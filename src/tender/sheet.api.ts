import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { TenderState } from './qualification.schema.ts'
import { RankingResult } from './scoring.schema.ts'
import { sheetPolicy } from './sheet.policy.ts'
import { DecideLowPrice, RankBids, Reopen, SaveScore, Sheet, SignSheet } from './sheet.schema.ts'
import type { SheetRankingService, Standing } from './sheet-ranking.service.ts'
import type { SheetService } from './sheet.service.ts'

type Services = { sheets: SheetService; sheetRankings: SheetRankingService }
export const SheetReply = Sheet.omit({ id: true, memberId: true }).meta({ id: 'Sheet' })
const OfBid = Id.extend({ bid: z.string().max(64) })
export const RankingReply = z.object({
  signed: z.int(), size: z.int(), blockers: z.array(z.object({ code: z.string(), law: z.string().optional(), params: z.record(z.string(), z.union([z.string(), z.number()])).optional() })),
  result: RankingResult.nullable(),
}).meta({ id: 'Ranking' })

/** How the ranking is told by a call: with no sheet of a member in it. */
export const rankingReply = ({ signed, committee, blockers, result }: Standing) => ({ signed, size: committee.size, blockers, result })

export const sheetApi = ({ sheets, sheetRankings }: Services): AnyEndpoint[] => {
  const standing = async (actor: Actor, id: string) => rankingReply(await sheetRankings.standing(actor, id))
  return [
    endpoint({
      method: 'get', path: '/tenders/:id/sheet', may: sheetPolicy.score, summary: 'The own score sheet, and the bids to score',
      params: Id, reply: z.object({ sheet: SheetReply, bids: z.array(z.object({ id: z.string(), organizationName: z.string(), missing: z.int() })), open: z.boolean(), signed: z.int() }),
      handle: async ({ actor, params }) => {
        const { sheet, bids, missing, open, signed } = await sheets.desk(actor, params.id)
        return { sheet, bids: bids.map(({ id, organizationName }) => ({ id, organizationName, missing: missing[id] ?? 0 })), open, signed }
      },
    }),
    endpoint({
      method: 'get', path: '/tenders/:id/sheets', may: sheetPolicy.see, summary: 'All sheets in the order of the members, once all have signed',
      params: Id, reply: z.object({ sheets: z.array(SheetReply) }), handle: async ({ actor, params }) => ({ sheets: await sheets.all(actor, params.id) }),
    }),
    endpoint({
      method: 'put', path: '/tenders/:id/sheet/:bid', may: sheetPolicy.score, summary: 'Save the own scores of one bid, complete or not',
      params: OfBid, body: SaveScore, reply: SheetReply, handle: ({ actor, params, body }) => sheets.save(actor, params.id, params.bid, body),
    }),
    endpoint({
      method: 'post', path: '/tenders/:id/sheet', may: sheetPolicy.score, summary: 'Sign and lock the own sheet',
      params: Id, body: SignSheet, reply: SheetReply, handle: ({ actor, params, body }) => sheets.sign(actor, params.id, body),
    }),
    endpoint({
      method: 'get', path: '/tenders/:id/ranking', may: sheetPolicy.see, summary: 'How far the evaluation is, and its arithmetic when all have signed',
      params: Id, reply: RankingReply, handle: ({ actor, params }) => standing(actor, params.id),
    }),
    endpoint({
      method: 'post', path: '/tenders/:id/low-price', may: sheetPolicy.lead, summary: 'Decide on an abnormally low price, with explanation and reason',
      params: Id, body: DecideLowPrice, reply: RankingReply,
      handle: async ({ actor, params, body }) => { await sheetRankings.decideLowPrice(actor, params.id, body); return standing(actor, params.id) },
    }),
    endpoint({
      method: 'post', path: '/tenders/:id/reopen', may: sheetPolicy.lead, summary: 'Give signed sheets back on a ground of the law',
      params: Id, body: Reopen, reply: RankingReply,
      handle: async ({ actor, params, body }) => { await sheetRankings.reopen(actor, params.id, body); return standing(actor, params.id) },
    }),
    endpoint({
      method: 'post', path: '/tenders/:id/ranking', may: sheetPolicy.lead, summary: 'Add up the signed sheets and freeze the ranking',
      params: Id, body: RankBids, reply: TenderState, handle: ({ actor, params, body }) => sheetRankings.rank(actor, params.id, body),
    }),
  ]
}
