import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../platform/clock.ts'
import { commentForms } from '../platform/comment.pages.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { Id } from '../platform/endpoint.ts'
import { mediaTypes } from '../platform/files.schema.ts'
import type { Opened } from '../platform/files.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { filesOf } from '../platform/upload.ts'
import { challengeList } from './challenge-list.view.ts'
import { challengeDiscussion, challengePolicy } from './challenge.policy.ts'
import { replyBlockers } from './challenge.rules.ts'
import { ChallengeFilter, ChallengeStep, DetachEvidence, DraftChallenge, EditChallenge, ForOrganization, HoldSigning, ReplyToChallenge } from './challenge.schema.ts'
import type { ChallengeService } from './challenge.service.ts'
import { answerPage, challengeForm, challengePage, challengesPage, receiptPage, replyForm } from './challenge.view.ts'
import { lastDayToComplain } from './complaint.rules.ts'
import type { ComplaintService } from './complaint.service.ts'
import type { PauseService } from './pause.service.ts'
import { remediesOf } from './remedy.rules.ts'
import { Step } from './tender.schema.ts'
import type { TenderService } from './tender.service.ts'

type Deps = {
  challenges: ChallengeService; complaints: ComplaintService; tenders: Pick<TenderService, 'known'>; pauses: PauseService; comments: CommentService; clock: Clock
  openFile: (key: string) => Promise<Opened>; receiveGrievanceFiles: RequestHandler
}

export const challengePages = ({ challenges, complaints, tenders, pauses, comments, clock, openFile, receiveGrievanceFiles }: Deps): AnyPage[] => {
  const { write, send: sends, open, reply: replies, hold, explain, confer } = challengePolicy
  const at = (id: string) => `/challenges/${id}`
  const writing = async (actor: Actor, tenderId: string, { step, organizationId }: { step: ChallengeStep; organizationId?: string | undefined }) => {
    const desk = await challenges.desk(actor, tenderId, organizationId)
    return show(challengeForm, { ...desk, challenge: null, step, now: clock() })
  }
  const editing = async (actor: Actor, id: string) => {
    const challenge = await challenges.see(actor, id)
    return show(challengeForm, { ...await challenges.desk(actor, challenge.tenderId, challenge.organizationId), challenge, step: challenge.step, now: clock() })
  }
  const one = async (actor: Actor, id: string) => {
    const seen = await challenges.read(actor, id)
    if ('reply' in seen) return show(answerPage, seen.reply)
    const { challenge, tender } = seen
    const earlier = (await challenges.ofTender(actor, tender.id))
      .filter(each => each.id !== id && each.step === challenge.step && each.organizationId === challenge.organizationId && each.sent)
    const events = await challenges.timeline(challenge)
    return show(challengePage, {
      challenge, tender, complaint: await complaints.ofChallenge(actor, id), actor, now: clock(), events, discussion: await comments.shown(actor, challengeDiscussion(challenge), events), again: earlier.length > 0,
      sendBlockers: challenge.status === 'draft' ? await challenges.sendBlockers(challenge, tender) : [],
      complaintBlockers: challenge.sent ? await complaints.blockers(challenge) : [], complainUntil: lastDayToComplain(challenge, challenges.termsOf(tender)),
    })
  }
  const replying = async (actor: Actor, id: string) => {
    const challenge = await challenges.see(actor, id)
    const tender = await tenders.known(challenge.tenderId)
    return show(replyForm, challenge, remediesOf(tender, challenge.step, clock()), replyBlockers(tender, actor.id))
  }
  /** A button, or a question for a reason, on the page itself. */
  const button = <B extends z.ZodType>(step: string, may: typeof write, body: B, act: (actor: Actor, id: string, body: z.output<B>) => Promise<unknown>) => form({
    path: `/challenges/:id/${step}`, may, params: Id, body, ...(step !== 'files/remove' && { binds: `challenge.${step}` }),
    handle: async ({ actor, params, body: said }) => {
      await act(actor, params.id, said)
      return goTo(step === 'send' ? `${at(params.id)}/receipt` : step === 'files/remove' ? `${at(params.id)}/edit` : at(params.id), `challenge.flash.${step === 'files/remove' ? 'saved' : step}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })

  return [
    listPage({
      path: '/challenges', may: explain, query: ChallengeFilter, nav: { text: 'challenge.nav', icon: 'chat-left-text', order: 47 },
      handle: async ({ actor, query }) => {
        const own = await complaints.list(actor)
        const decided = (await complaints.decided()).filter(({ id }) => !own.some(each => each.id === id))
        return show(challengeList, { challenges: await challenges.list(actor), replies: await challenges.replies(actor), complaints: [...own, ...decided], filter: query })
      },
    }),
    page({
      path: '/tenders/:id/challenges', may: explain, params: Id, query: ForOrganization,
      handle: async ({ actor, params: { id }, query }) => show(challengesPage, {
        ...await challenges.desk(actor, id, query.organizationId), challenges: await challenges.ofTender(actor, id), complaints: await complaints.ofTender(actor, id),
        suspendedUntil: await pauses.suspendedUntil(id), actor, now: clock(),
      }),
    }),
    page({
      path: '/tenders/:id/challenges/new', may: write, params: Id, query: ForOrganization.extend({ step: ChallengeStep.default('document') }),
      handle: ({ actor, params, query }) => writing(actor, params.id, query),
    }),
    form({
      path: '/tenders/:id/challenges', may: write, params: Id, body: DraftChallenge, upload: receiveGrievanceFiles,
      handle: async ({ actor, params, body, req }) => goTo(at((await challenges.draft(actor, params.id, body, () => filesOf(req, 'files'))).id), 'challenge.flash.saved'),
      again: ({ actor, params }) => writing(actor, params.id, { step: 'document' }),
    }),
    page({ path: '/challenges/:id', may: open, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({ path: '/challenges/:id/edit', may: write, params: Id, handle: ({ actor, params }) => editing(actor, params.id) }),
    form({
      path: '/challenges/:id', may: write, params: Id, body: EditChallenge, upload: receiveGrievanceFiles,
      handle: async ({ actor, params, body, req }) => {
        await challenges.edit(actor, params.id, body, () => filesOf(req, 'files'))
        return goTo(at(params.id), 'challenge.flash.saved')
      },
      again: ({ actor, params }) => editing(actor, params.id),
    }),
    page({ path: '/challenges/:id/receipt', may: write, params: Id, handle: async ({ actor, params }) => {
      const challenge = await challenges.see(actor, params.id)
      return challenge.sent ? show(receiptPage, challenge) : goTo(at(params.id))
    } }),
    page({ path: '/challenges/:id/reply', may: replies, params: Id, handle: ({ actor, params }) => replying(actor, params.id) }),
    form({
      path: '/challenges/:id/reply', may: replies, params: Id, body: ReplyToChallenge, binds: 'challenge.reply',
      handle: async ({ actor, params, body }) => {
        await challenges.reply(actor, params.id, body)
        return goTo(at(params.id), 'challenge.flash.reply')
      },
      again: ({ actor, params }) => replying(actor, params.id),
    }),
    ...commentForms({ comments, path: '/challenges/:id', may: confer, of: async (actor, id) => challengeDiscussion(await challenges.see(actor, id)), again: one }),
    button('files/remove', write, DetachEvidence, challenges.detach),
    button('send', sends, Step, challenges.send),
    button('withdraw', write, Step, challenges.withdraw),
    button('hold', hold, HoldSigning, challenges.hold),
    page({
      path: '/challenges/:id/files/:key', may: open, params: Id.extend({ key: z.string().length(64) }),
      handle: async ({ actor, params }) => {
        const { name, type, key } = await challenges.file(actor, params.id, params.key)
        return send({ name, type: mediaTypes[type], body: await openFile(key) })
      },
    }),
  ]
}
