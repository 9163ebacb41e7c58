import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { NotFound } from '../kernel/refusal.ts'
import type { Clock } from '../platform/clock.ts'
import { fileOf, mediaTypes } from '../platform/files.schema.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import { filesOf } from '../platform/upload.ts'
import { BidStep, fromOf, take } from './bid.api.ts'
import type { BidFileStore } from './bid-files.store.ts'
import { bidList } from './bid-list.view.ts'
import { bidPolicy } from './bid.policy.ts'
import { collusionFlags } from './bid.rules.ts'
import { BidFilter, OfferPart, offerParts } from './bid.schema.ts'
import type { BidService } from './bid.service.ts'
import { bidCheck, bidDesk, bidPage, bidReceipt, PARTS, partViews } from './bid.view.ts'
import { receiptPrint } from './tender-print.view.ts'
import type { TenderService } from './tender.service.ts'

type Deps = {
  bids: BidService; tenders: TenderService; bidFiles: BidFileStore; receiveBidFiles: RequestHandler; clock: Clock
  config: { PUBLIC_URL: string }
}

const Part = Id.extend({ part: z.enum([...PARTS, 'check', 'receipt', 'receipt-file']) })
const Stepped = z.object({ key: z.string().max(64).optional() })
const Filed = Id.extend({ key: z.string().max(64) })

export const bidPages = ({ bids, tenders, bidFiles, receiveBidFiles, clock, config }: Deps): AnyPage[] => {
  const desk = async (actor: Actor, id: string) => show(bidDesk, await bids.desk(actor, id), clock())
  const at = (id: string) => `/tenders/${id}/bid`
  return [
    listPage({
      path: '/bids', may: bidPolicy.own, query: BidFilter, nav: { text: 'bid.nav', icon: 'envelope', order: 45 },
      handle: async ({ actor, query }) => show(bidList, { ...await bids.mine(actor), filter: query }),
    }),
    page({ path: '/tenders/:id/bid', may: bidPolicy.own, params: Id, handle: ({ actor, params }) => desk(actor, params.id) }),
    page({
      path: '/tenders/:id/bid/:part', may: bidPolicy.own, params: Part,
      handle: async ({ actor, params: { id, part } }) => {
        const own = await bids.desk(actor, id)
        if (part === 'check') return own.draft ? show(bidCheck, own) : goTo(at(id))
        if (part !== 'receipt' && part !== 'receipt-file') return show(partViews[part], own)
        if (!own.receipt) throw new NotFound('not-found', 'There is no sealed bid')
        if (part === 'receipt') return show(bidReceipt, own)
        return send({ name: `${own.receipt.receipt}.pdf`, type: 'application/pdf', body: await print(receiptPrint(own, config.PUBLIC_URL)), inline: true })
      },
    }),
    ...OfferPart.options.map(part => form({
      path: `/tenders/:id/bid/${part}`, may: bidPolicy.write, params: Id, body: offerParts[part].extend({ revision: z.int() }),
      handle: async ({ actor, params, body, req }) => {
        const { draft } = await bids.save(actor, params.id, body, fromOf(req))
        if (!savesByItself(req.get('accept'))) return goTo(at(params.id), 'bid.flash.save')
        return send({ name: 'saved.json', type: 'application/json', body: JSON.stringify({ revision: draft.revision }) })
      },
      again: async ({ actor, params }) => show(partViews[part], await bids.desk(actor, params.id)),
    })),
    form({
      path: '/tenders/:id/bid-files', may: bidPolicy.write, params: Id, body: z.object({}), upload: receiveBidFiles,
      handle: async ({ actor, params, req }) => {
        await bids.attach(actor, params.id, await filesOf(req, 'files'), fromOf(req))
        return goTo(`${at(params.id)}/files`, 'bid.flash.attach')
      },
      again: async ({ actor, params }) => show(partViews.files, await bids.desk(actor, params.id)),
    }),
    form({
      path: '/tenders/:id/bid/:step', may: bidPolicy.write, params: Id.extend({ step: BidStep }), body: Stepped, binds: async ({ params: { step } }) => BINDING.includes(step) ? `bid.${step}` : null,
      handle: async ({ actor, params: { id, step }, body, req }) => {
        await take(bids, step, { actor, id, from: fromOf(req), ...body })
        return goTo(step === 'seal' ? `${at(id)}/receipt` : step === 'detach' ? `${at(id)}/files` : at(id), `bid.flash.${step}`)
      },
      again: async ({ actor, params }) => ['seal', 'ready'].includes(params.step)
        ? show(bidCheck, await bids.desk(actor, params.id)) : desk(actor, params.id),
    }),
    page({
      path: '/bids/:id', may: bidPolicy.see, params: Id,
      handle: async ({ actor, params }) => {
        const bid = await bids.see(actor, params.id)
        const tender = await tenders.known(bid.tenderId)
        const readable = await bids.ofTender(actor, tender)
        return show(bidPage, bid, tender, collusionFlags(readable).filter(({ bidIds }) => bidIds.includes(bid.id)))
      },
    }),
    page({
      path: '/bids/:id/files/:key', may: bidPolicy.see, params: Filed,
      handle: async ({ actor, params }) => {
        const bid = await bids.see(actor, params.id)
        const file = fileOf(bid.files, params.key)
        return send({ name: file.name, type: mediaTypes[file.type], size: file.size, body: await bidFiles.read(await tenders.known(bid.tenderId), file) })
      },
    }),
  ]
}

/** What lies sealed in the box, or is thrown away. */
const BINDING: z.infer<typeof BidStep>[] = ['seal', 'withdraw', 'discard']
/** A form that saves itself asks for data; a person's browser asks for a page. */
const savesByItself = (accept: string | undefined): boolean => accept === 'application/json'
