import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { NotFound } from '../kernel/refusal.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import { translator } from '../platform/text.ts'
import { committeeReport } from './committee-report.view.ts'
import { sheetPolicy } from './sheet.policy.ts'
import { DecideLowPrice, RankBids, Reopen, SaveScore, SignSheet } from './sheet.schema.ts'
import type { SheetRankingService } from './sheet-ranking.service.ts'
import type { SheetService } from './sheet.service.ts'
import { rankingPage } from './sheet-ranking.view.ts'
import { scoreBidPage, scorePage } from './sheet.view.ts'

type Deps = { sheets: SheetService; sheetRankings: SheetRankingService; config: { PUBLIC_URL: string } }
const OfBid = Id.extend({ bid: z.string().max(64) })

export const sheetPages = ({ sheets, sheetRankings, config }: Deps): AnyPage[] => {
  const overview = async (actor: Actor, id: string) => show(scorePage, await sheets.desk(actor, id), actor)
  const ranking = async (actor: Actor, id: string) => show(rankingPage, await sheetRankings.standing(actor, id), actor)
  const oneBid = async (actor: Actor, id: string, bidId: string) => {
    const desk = await sheets.desk(actor, id)
    const at = desk.bids.findIndex(bid => bid.id === bidId)
    if (at < 0) throw new NotFound('not-found', 'No such bid to score')
    return show(scoreBidPage, desk, at)
  }
  return [
    page({ path: '/tenders/:id/score', may: sheetPolicy.score, params: Id, handle: ({ actor, params }) => overview(actor, params.id) }),
    form({
      path: '/tenders/:id/score', may: sheetPolicy.score, params: Id, body: SignSheet, binds: 'sheet.sign',
      handle: async ({ actor, params, body }) => {
        await sheets.sign(actor, params.id, body)
        return goTo(`/tenders/${params.id}/score`, 'scoring.flash.signed')
      },
      again: ({ actor, params }) => overview(actor, params.id),
    }),
    page({ path: '/tenders/:id/score/:bid', may: sheetPolicy.score, params: OfBid, handle: ({ actor, params }) => oneBid(actor, params.id, params.bid) }),
    form({
      path: '/tenders/:id/score/:bid', may: sheetPolicy.score, params: OfBid, body: SaveScore,
      handle: async ({ actor, params, body, req }) => {
        const { revision } = await sheets.save(actor, params.id, params.bid, body)
        if (savesByItself(req.get('accept'))) return send({ name: 'saved.json', type: 'application/json', body: JSON.stringify({ revision }) })
        const { bids } = await sheets.desk(actor, params.id)
        const next = bids[bids.findIndex(({ id }) => id === params.bid) + 1]
        return goTo(`/tenders/${params.id}/score${body.then === 'next' && next ? `/${next.id}` : body.then === 'stay' ? `/${params.bid}` : ''}`, 'scoring.flash.saved')
      },
      again: ({ actor, params }) => oneBid(actor, params.id, params.bid),
    }),
    page({ path: '/tenders/:id/ranking', may: sheetPolicy.see, params: Id, handle: ({ actor, params }) => ranking(actor, params.id) }),
    page({
      path: '/tenders/:id/ranking/report', may: sheetPolicy.see, params: Id,
      handle: async ({ actor, params }) => {
        const standing = await sheetRankings.standing(actor, params.id)
        return send({ name: `${standing.tender.reference}-评标报告.pdf`, type: 'application/pdf', body: await print(committeeReport(standing, { publicUrl: config.PUBLIC_URL, t: translator('zh-CN') })), inline: true })
      },
    }),
    form({
      path: '/tenders/:id/ranking', may: sheetPolicy.lead, params: Id, body: RankBids, binds: 'sheet.rank',
      handle: async ({ actor, params, body }) => {
        const { status } = await sheetRankings.rank(actor, params.id, body)
        return goTo(`/tenders/${params.id}/ranking`, `scoring.flash.${status === 'failed' ? 'failed' : 'ranked'}`)
      },
      again: ({ actor, params }) => ranking(actor, params.id),
    }),
    form({
      path: '/tenders/:id/low-price', may: sheetPolicy.lead, params: Id, body: DecideLowPrice, binds: 'sheet.low-price',
      handle: async ({ actor, params, body }) => {
        await sheetRankings.decideLowPrice(actor, params.id, body)
        return goTo(`/tenders/${params.id}/ranking`, 'scoring.flash.low-price')
      },
      again: ({ actor, params }) => ranking(actor, params.id),
    }),
    form({
      path: '/tenders/:id/reopen', may: sheetPolicy.lead, params: Id, body: Reopen, binds: 'sheet.reopen',
      handle: async ({ actor, params, body }) => {
        await sheetRankings.reopen(actor, params.id, body)
        return goTo(`/tenders/${params.id}/ranking`, 'scoring.flash.reopened')
      },
      again: ({ actor, params }) => ranking(actor, params.id),
    }),
  ]
}

/** A form that saves itself asks for data; a person's browser asks for a page. */
const savesByItself = (accept: string | undefined): boolean => accept === 'application/json'
