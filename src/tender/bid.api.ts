import type { Request, RequestHandler } from 'express'
import { z } from 'zod'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { filesOf } from '../platform/upload.ts'
import { SignedReceipt } from './bid-box.schema.ts'
import { bidPolicy } from './bid.policy.ts'
import { BidDraft, BidSeen, ForOrganization, SaveDraft } from './bid.schema.ts'
import type { BidService, From, Written } from './bid.service.ts'

/** One path for all steps on a bid: the log and the measures name the path, and must not count what was sealed. */
export const BidStep = z.enum(['save', 'detach', 'ready', 'seal', 'withdraw', 'discard'])
const Stepped = ForOrganization.extend({ draft: SaveDraft.optional(), key: z.string().max(64).optional() })

const DeskReply = z.object({
  draft: BidDraft.omit({ traces: true }).extend({ revision: z.int() }).nullable(), receipt: SignedReceipt.nullable(),
  problems: z.array(z.object({ field: z.string(), code: z.string() })), maySign: z.boolean(),
}).meta({ id: 'OwnBid' })

/** From where somebody works, for the traces inside the envelope. */
export const fromOf = (req: Request): From => ({ address: req.ip ?? '', device: (req.get('user-agent') ?? '').slice(0, 120) })

export const bidApi = ({ bids, receiveBidFiles }: { bids: BidService; receiveBidFiles: RequestHandler }): AnyEndpoint[] => [
  endpoint({
    method: 'get', path: '/tenders/:id/bid', may: bidPolicy.own, summary: 'The own bid: draft, what it lacks, receipt',
    params: Id, query: ForOrganization, reply: DeskReply, handle: ({ actor, params, query }) => bids.desk(actor, params.id, { asked: query.organizationId }),
  }),
  endpoint({
    method: 'post', path: '/tenders/:id/bid/:step', may: bidPolicy.write,
    summary: 'Save the draft, take a file out, ask for the signature, seal, withdraw or discard',
    params: Id.extend({ step: BidStep }), body: Stepped, reply: DeskReply,
    handle: async ({ actor, params: { id, step }, body, req }) => {
      const written = await take(bids, step, { actor, id, from: fromOf(req), ...body })
      return bids.desk(actor, id, { asked: body.organizationId, ...(written && { written }) })
    },
  }),
  endpoint({
    method: 'post', path: '/tenders/:id/bid-files', may: bidPolicy.write, summary: 'Add files to the draft, sealed on their way in',
    params: Id, query: ForOrganization, upload: { fields: ['files'], receive: receiveBidFiles }, reply: DeskReply,
    handle: async ({ actor, params, query, req }) => {
      const asked = query.organizationId
      const written = await bids.attach(actor, params.id, await filesOf(req, 'files'), { ...fromOf(req), asked })
      return bids.desk(actor, params.id, { asked, written })
    },
  }),
  endpoint({
    method: 'get', path: '/bids', may: bidPolicy.own, summary: 'The own bids: sealed or being written, and opened',
    reply: z.object({
      running: z.array(z.object({ tenderId: z.string(), receipt: SignedReceipt.nullable(), hasDraft: z.boolean() })),
      opened: z.array(BidSeen),
    }).meta({ id: 'OwnBids' }),
    handle: async ({ actor }) => {
      const { running, opened } = await bids.mine(actor)
      return { opened: opened.map(({ bid }) => bid), running: running.map(({ tender, ...rest }) => ({ tenderId: tender.id, ...rest })) }
    },
  }),
  endpoint({
    method: 'get', path: '/tenders/:id/bids', may: bidPolicy.see, summary: 'The opened bids that the caller may read',
    params: Id, reply: z.object({ bids: z.array(BidSeen.meta({ id: 'Bid' })) }),
    handle: async ({ actor, params }) => ({ bids: await bids.openedOf(actor, params.id) }),
  }),
]

type Taken = z.output<typeof Stepped> & { actor: Parameters<BidService['desk']>[0]; id: string; from: From }

/** One step on a bid; pages and calls take the same. */
export function take(bids: BidService, step: z.infer<typeof BidStep>, { actor, id, from, organizationId, draft, key }: Taken): Promise<Written | void> {
  switch (step) {
    case 'save': return bids.save(actor, id, draft ?? { revision: 0 }, { ...from, asked: organizationId })
    case 'detach': return bids.detach(actor, id, key ?? '', { ...from, asked: organizationId })
    case 'ready': return bids.ready(actor, id, from, organizationId)
    case 'seal': return bids.seal(actor, id, from, organizationId)
    case 'withdraw': return bids.withdraw(actor, id, organizationId)
    case 'discard': return bids.discard(actor, id, organizationId)
  }
}

