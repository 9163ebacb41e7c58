import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../platform/clock.ts'
import { filesOf } from '../platform/upload.ts'
import { fileOf, mediaTypes } from '../platform/files.schema.ts'
import type { Opened } from '../platform/files.ts'
import { commentForms } from '../platform/comment.pages.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import type { AreaService } from '../registry/index.ts'
import { AmendTender, AnswerQuestion, AskQuestion } from './tender-notice.schema.ts'
import type { TenderNoticeService } from './tender-notice.service.ts'
import { NewPassphrase, Passphrase } from './opening.schema.ts'
import type { OpeningService } from './opening.service.ts'
import type { BidService } from './bid.service.ts'
import type { ChallengeService } from './challenge.service.ts'
import type { PauseService } from './pause.service.ts'
import type { Pausable } from './remedy.rules.ts'
import { openingPrint } from './tender-print.view.ts'
import { documentsPage, sectionViews, tenderEdit } from './tender-section.view.ts'
import { tenderDiscussion, tenderPolicy } from './tender.policy.ts'
import {
  ApproveTender, DetachDocument, DraftTender, FailTender, PublishTender, ReasonedStep, SectionName, sectionForms, Step, TenderFilter, type Tender,
} from './tender.schema.ts'
import type { TenderService } from './tender.service.ts'
import { amendPage, keysPage, openingPage, publishPage, tenderList, tenderNew, tenderPage, type LineChoice } from './tender.view.ts'

type Deps = {
  tenders: TenderService; tenderNotices: TenderNoticeService; openings: OpeningService; bids: BidService; challenges: Pick<ChallengeService, 'lastDay'>; pauses: PauseService; comments: CommentService; areas: Pick<AreaService, 'choices'>; clock: Clock; config: { PUBLIC_URL: string }
  /** Approved lines that this person may buy from. */
  tenderLines: (actor: Actor) => Promise<LineChoice[]>
  receiveTenderFiles: RequestHandler
  openFile: (key: string) => Promise<Opened>
}

const Section = Id.extend({ section: SectionName })

export const tenderPages = ({ tenders, tenderNotices, openings, bids, challenges, pauses, comments, areas, clock, config, tenderLines, receiveTenderFiles, openFile }: Deps): AnyPage[] => {
  const one = async (actor: Actor, id: string) => {
    const tender = await tenders.see(actor, id)
    const staff = tenders.mayWork(actor, tender)
    const readiness = staff ? await tenders.readiness(tender) : { submit: [], warnings: [], publish: [] }
    const events = staff ? await tenders.timeline(tender) : []
    return show(tenderPage, { tender, actor, now: clock(), readiness, events, discussion: await comments.shown(actor, tenderDiscussion(tender), events), grievance: await grievanceOf(tender, staff) })
  }
  /** The act that comes next, as far as a challenge or complaint may make it wait. */
  const NEXT: Partial<Record<Tender['status'], Pausable>> = { closed: 'open', opened: 'evaluate', qualified: 'evaluate', scoring: 'evaluate', ranked: 'award', awarded: 'contract', contracted: 'contract' }
  const grievanceOf = async (tender: Tender, staff: boolean) => {
    const act = NEXT[tender.status]
    return {
      last: challenges.lastDay(tender, 'document'), until: tender.announced ? await pauses.suspendedUntil(tender.id) : null,
      waits: staff && act ? await pauses.blockers(tender, act) : [],
    }
  }
  const coEdited = async ({ actor, params }: { actor: Actor; params: Record<string, string> }) => tenders.mayEdit(actor, String(params.id))
  const opening = async (actor: Actor, id: string) => {
    const tender = await tenders.see(actor, id)
    const readable = (await bids.ofTender(actor, tender)).map(bid => bid.id)
    const waits = tender.status === 'closed' && tenders.mayWork(actor, tender) ? await pauses.blockers(tender, 'open') : []
    return show(openingPage, { tender, actor, record: tender.opening ? await openings.record(actor, id) : null, readable, waits })
  }
  const publishing = async (actor: Actor, id: string) => {
    const tender = await tenders.see(actor, id)
    return show(publishPage, tender, tenders.noticeDates(), (await tenders.readiness(tender)).publish, actor)
  }

  const amending = async (actor: Actor, id: string) => {
    const tender = await tenders.see(actor, id)
    return show(amendPage, tender, tenderNotices.earliestAfterChange(tender))
  }

  /** A decision made by a form of the tender's own page. */
  const decision = <B extends z.ZodType>(action: string, { may, body, run, binds }: {
    binds?: string; may: (typeof tenderPolicy)[keyof typeof tenderPolicy]; body: B; run: (actor: Actor, id: string, body: z.output<B>) => Promise<{ id: string }>
  }) => form({
    path: `/tenders/:id/${action}`, may, params: Id, body, ...(binds && { binds }),
    handle: async ({ actor, params, body }) => goTo(`/tenders/${(await run(actor, params.id, body)).id}`, `tender.flash.${action}`),
    again: ({ actor, params }) => one(actor, params.id),
  })

  return [
    listPage({
      path: '/tenders', may: tenderPolicy.list, visitors: 'kept', query: TenderFilter, nav: { text: 'tender.nav.tenders', icon: 'megaphone', order: 40 },
      handle: async ({ actor, query }) => show(tenderList, await tenders.list(actor, query), { filter: query, areas: await areas.choices(), actor, now: clock() }),
    }),
    page({
      path: '/tenders/new', may: tenderPolicy.draft, query: z.object({ line: z.string().max(64).optional() }),
      handle: async ({ actor, query }) => show(tenderNew, await tenderLines(actor), query.line ?? ''),
    }),
    form({
      path: '/tenders', may: tenderPolicy.draft, body: DraftTender,
      handle: async ({ actor, body }) => goTo(`/tenders/${(await tenders.draft(actor, body)).id}/edit`, 'tender.flash.drafted'),
      again: async ({ actor }) => show(tenderNew, await tenderLines(actor), ''),
    }),
    page({ path: '/tenders/:id', may: tenderPolicy.list, visitors: 'kept', params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({
      path: '/tenders/:id/edit', may: tenderPolicy.draft, params: Id,
      handle: async ({ actor, params }) => {
        const tender = await tenders.see(actor, params.id)
        const { submit, warnings } = await tenders.readiness(tender)
        return show(tenderEdit, tender, submit, warnings)
      },
    }),
    page({
      path: '/tenders/:id/edit/:section', may: tenderPolicy.draft, params: Section, coEdited,
      handle: async ({ actor, params }) => show(sectionViews[params.section], await tenders.see(actor, params.id), tenders.rules()),
    }),
    ...SectionName.options.map(section => form({
      path: `/tenders/:id/edit/${section}`, may: tenderPolicy.draft, params: Id, body: sectionForms[section].extend(Step.shape), coEdited,
      handle: async ({ actor, params, body }) => {
        await tenders.edit(actor, params.id, body)
        return goTo(`/tenders/${params.id}/edit`, 'tender.flash.saved')
      },
      again: async ({ actor, params }) => show(sectionViews[section], await tenders.see(actor, params.id), tenders.rules()),
    })),
    page({
      path: '/tenders/:id/documents', may: tenderPolicy.draft, params: Id,
      handle: async ({ actor, params }) => show(documentsPage, await tenders.see(actor, params.id)),
    }),
    form({
      path: '/tenders/:id/documents', may: tenderPolicy.draft, params: Id, body: Step, upload: receiveTenderFiles,
      handle: async ({ actor, params, body, req }) => {
        await tenders.attach(actor, params.id, body, await filesOf(req, 'files'))
        return goTo(`/tenders/${params.id}/documents`, 'tender.flash.saved')
      },
      again: async ({ actor, params }) => show(documentsPage, await tenders.see(actor, params.id)),
    }),
    form({
      path: '/tenders/:id/documents/remove', may: tenderPolicy.draft, params: Id, body: DetachDocument,
      handle: async ({ actor, params, body }) => {
        await tenders.detach(actor, params.id, body)
        return goTo(`/tenders/${params.id}/documents`, 'tender.flash.saved')
      },
    }),
    page({
      path: '/tenders/:id/documents/:key', may: tenderPolicy.list, params: Id.extend({ key: z.string().max(64) }),
      handle: async ({ actor, params }) => {
        const file = fileOf((await tenders.see(actor, params.id)).documents, params.key)
        return send({ name: file.name, type: mediaTypes[file.type], body: await openFile(file.key) })
      },
    }),
    ...commentForms({ comments, path: '/tenders/:id', may: tenderPolicy.comment, of: async (actor, id) => tenderDiscussion(await tenders.see(actor, id)), again: one }),
    decision('submit', { may: tenderPolicy.draft, body: Step, run: tenders.submit, binds: 'tender.submit' }),
    decision('return', { may: tenderPolicy.approve, body: ReasonedStep, run: tenders.return }),
    decision('approve', { may: tenderPolicy.approve, body: ApproveTender, run: tenders.approve, binds: 'tender.approve' }),
    decision('cancel', { may: tenderPolicy.cancel, body: ReasonedStep, run: tenders.cancel, binds: 'tender.cancel' }),
    decision('fail', { may: tenderPolicy.fail, body: FailTender, run: tenders.fail, binds: 'tender.fail' }),
    decision('retender', { may: tenderPolicy.draft, body: Step, run: tenders.retender }),
    decision('questions', { may: tenderPolicy.ask, body: AskQuestion, run: tenderNotices.ask, binds: 'tender.ask' }),
    decision('answers', { may: tenderPolicy.answer, body: AnswerQuestion, run: tenderNotices.answer, binds: 'tender.answer' }),
    page({ path: '/tenders/:id/publish', may: tenderPolicy.publish, params: Id, handle: ({ actor, params }) => publishing(actor, params.id) }),
    form({
      path: '/tenders/:id/publish', may: tenderPolicy.publish, params: Id, body: PublishTender, binds: 'tender.publish',
      handle: async ({ actor, params, body }) => {
        await tenders.publish(actor, params.id, body)
        return goTo(`/tenders/${params.id}`, 'tender.flash.publish')
      },
      again: ({ actor, params }) => publishing(actor, params.id),
    }),
    page({
      path: '/tenders/:id/keys', may: tenderPolicy.hold, params: Id,
      handle: async ({ actor, params }) => show(keysPage, await tenders.see(actor, params.id), actor),
    }),
    form({
      path: '/tenders/:id/keys', may: tenderPolicy.hold, params: Id, body: NewPassphrase, forgets: true, binds: 'tender.keys',
      handle: async ({ actor, params, body }) => {
        await openings.deposit(actor, params.id, body)
        return goTo(`/tenders/${params.id}`, 'tender.flash.keys')
      },
      again: async ({ actor, params }) => show(keysPage, await tenders.see(actor, params.id), actor),
    }),
    page({
      path: '/tenders/:id/amend', may: tenderPolicy.answer, params: Id,
      handle: ({ actor, params }) => amending(actor, params.id),
    }),
    form({
      path: '/tenders/:id/amend', may: tenderPolicy.answer, params: Id, body: AmendTender, binds: 'tender.amend',
      handle: async ({ actor, params, body }) => {
        await tenderNotices.amend(actor, params.id, body)
        return goTo(`/tenders/${params.id}`, 'tender.flash.amend')
      },
      again: ({ actor, params }) => amending(actor, params.id),
    }),
    page({ path: '/tenders/:id/opening', may: tenderPolicy.list, params: Id, handle: ({ actor, params }) => opening(actor, params.id) }),
    page({
      path: '/tenders/:id/opening/file', may: tenderPolicy.list, params: Id,
      handle: async ({ actor, params }) => {
        const record = await openings.record(actor, params.id)
        const tender = await tenders.see(actor, params.id)
        const body = await print(openingPrint(tender, record, config.PUBLIC_URL))
        return send({ name: `${tender.reference}-开标记录.pdf`, type: 'application/pdf', body, inline: true })
      },
    }),
    form({
      path: '/tenders/:id/opening', may: tenderPolicy.hold, params: Id, body: Passphrase, forgets: true, binds: 'tender.open',
      handle: async ({ actor, params, body }) => {
        const { status } = await openings.enter(actor, params.id, body)
        return goTo(`/tenders/${params.id}/opening`, `tender.flash.${status === 'opened' ? 'opened' : 'handed-over'}`)
      },
      again: ({ actor, params }) => opening(actor, params.id),
    }),
  ]
}

