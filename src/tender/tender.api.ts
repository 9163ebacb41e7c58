import type { RequestHandler } from 'express'
import { z } from 'zod'
import { commentCalls } from '../platform/comment.api.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { filesOf } from '../platform/upload.ts'
import { AmendTender, AnswerQuestion, AskQuestion } from './tender-notice.schema.ts'
import type { TenderNoticeService } from './tender-notice.service.ts'
import { NewPassphrase, Passphrase } from './opening.schema.ts'
import type { OpeningService } from './opening.service.ts'
import { tenderDiscussion, tenderPolicy } from './tender.policy.ts'
import {
  ApproveTender, DetachDocument, DraftTender, EditTender, FailTender, OpeningRecord, PublishTender, ReasonedStep, Step, TenderFilter, TenderNotice, type Tender,
} from './tender.schema.ts'
import type { TenderService } from './tender.service.ts'

type Services = { tenders: TenderService; tenderNotices: TenderNoticeService; openings: OpeningService; comments: CommentService; receiveTenderFiles: RequestHandler }

/** The notice with what a program needs to act on it; keys, custodians and committee stay inside. */
const Reply = TenderNotice.extend({ revision: z.int() }).meta({ id: 'Tender' })

export const tenderApi = ({ tenders, tenderNotices, openings, comments, receiveTenderFiles }: Services): AnyEndpoint[] => {
  const step = <B extends z.ZodType>(action: string, { may, summary, body, run }: {
    may: (typeof tenderPolicy)[keyof typeof tenderPolicy]; summary: string; body: B
    run: (actor: Parameters<TenderService['see']>[0], id: string, body: z.output<B>) => Promise<Tender>
  }) => endpoint({
    method: 'post', path: `/tenders/:id/${action}`, may, summary, params: Id, body, reply: Reply,
    handle: ({ actor, params, body }) => run(actor, params.id, body),
  })
  return [
    endpoint({
      method: 'get', path: '/tenders', may: tenderPolicy.list, summary: 'Published tenders, and one’s own drafts',
      query: TenderFilter, reply: z.object({ tenders: z.array(Reply) }),
      handle: async ({ actor, query }) => ({ tenders: await tenders.list(actor, query) }),
    }),
    endpoint({
      method: 'get', path: '/tenders/:id', may: tenderPolicy.list, summary: 'One tender with its document',
      visitors: 'kept', params: Id, reply: Reply, handle: ({ actor, params }) => tenders.see(actor, params.id),
    }),
    endpoint({
      method: 'post', path: '/tenders', may: tenderPolicy.draft, summary: 'Draft a tender on an approved budget line',
      body: DraftTender, reply: Reply, status: 201, handle: ({ actor, body }) => tenders.draft(actor, body),
    }),
    endpoint({
      method: 'put', path: '/tenders/:id', may: tenderPolicy.draft, summary: 'Edit any part of a draft',
      params: Id, body: EditTender, reply: Reply, handle: ({ actor, params, body }) => tenders.edit(actor, params.id, body),
    }),
    endpoint({
      method: 'post', path: '/tenders/:id/documents', may: tenderPolicy.draft, summary: 'Add attachments to a draft',
      params: Id, query: Step, upload: { fields: ['files'], receive: receiveTenderFiles }, reply: Reply,
      handle: async ({ actor, params, query, req }) => tenders.attach(actor, params.id, query, await filesOf(req, 'files')),
    }),
    step('documents/remove', { may: tenderPolicy.draft, summary: 'Take an attachment out of a draft', body: DetachDocument, run: tenders.detach }),
    step('submit', { may: tenderPolicy.draft, summary: 'Submit for approval; reserves the ceiling on the line', body: Step, run: tenders.submit }),
    step('return', { may: tenderPolicy.approve, summary: 'Return to the drafter, with the reason', body: ReasonedStep, run: tenders.return }),
    step('approve', { may: tenderPolicy.approve, summary: 'Approve; not by the drafter', body: ApproveTender, run: tenders.approve }),
    step('publish', { may: tenderPolicy.publish, summary: 'Publish with the deadline for bids', body: PublishTender, run: tenders.publish }),
    step('cancel', { may: tenderPolicy.cancel, summary: 'Drop the task before the deadline, with the reason', body: ReasonedStep, run: tenders.cancel }),
    step('fail', { may: tenderPolicy.fail, summary: 'Declare the tender failed, with reason and article', body: FailTender, run: tenders.fail }),
    step('retender', { may: tenderPolicy.draft, summary: 'Begin a failed tender again as a draft', body: Step, run: tenders.retender }),
    step('keys', { may: tenderPolicy.hold, summary: 'Deposit a key for the opening under a passphrase', body: NewPassphrase, run: openings.deposit }),
    step('amend', { may: tenderPolicy.answer, summary: 'Publish a clarification, which may move the deadline', body: AmendTender, run: tenderNotices.amend }),
    step('questions', { may: tenderPolicy.ask, summary: 'Ask about the document; who asks is not kept', body: AskQuestion, run: tenderNotices.ask }),
    step('answers', { may: tenderPolicy.answer, summary: 'Answer a question, for everybody to read', body: AnswerQuestion, run: tenderNotices.answer }),
    step('opening', { may: tenderPolicy.hold, summary: 'Enter a passphrase: the first hands over, the second opens', body: Passphrase, run: openings.enter }),
    endpoint({
      method: 'get', path: '/tenders/:id/opening', may: tenderPolicy.list, summary: 'The record of the opening, with names and prices',
      params: Id, reply: OpeningReply, handle: ({ actor, params }) => openings.record(actor, params.id),
    }),
    ...commentCalls({ comments, path: '/tenders/:id', may: tenderPolicy.comment, of: async (actor, id) => tenderDiscussion(await tenders.see(actor, id)) }),
  ]
}

export const OpeningReply = OpeningRecord.extend({
  bids: z.array(z.object({ id: z.string(), organizationName: z.string(), uscc: z.string(), price: z.int(), priceWords: z.string(), receivedAt: z.date(), receipt: z.string(), sha256: z.string() })),
}).omit({ by: true }).extend({ by: z.array(z.string()) }).meta({ id: 'OpeningRecord' })
