import { z } from 'zod'
import type { Request, RequestHandler } from 'express'
import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { NotFound } from '../kernel/refusal.ts'
import { commentForms } from '../platform/comment.pages.ts'
import type { CommentService } from '../platform/comment.service.ts'
import type { Clock } from '../platform/clock.ts'
import { Id } from '../platform/endpoint.ts'
import { mediaTypes } from '../platform/files.schema.ts'
import type { Opened } from '../platform/files.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { progressPages } from '../platform/job-progress.ts'
import { print } from '../platform/print.ts'
import { filesOf, type FileField } from '../platform/upload.ts'
import type { AreaService } from '../registry/index.ts'
import { evaluationDossier } from './evaluation-dossier.pages.ts'
import { evaluationDiscussion, evaluationPolicy } from './evaluation.policy.ts'
import { Answer, EvaluationFilter, OpenEvaluation, Publish, SendEvidence, SendRating, SendReport } from './evaluation.schema.ts'
import type { EvaluationService } from './evaluation.service.ts'
import { evaluationList, evaluationNew, evaluationPage, scoreProgress, surveyPage } from './evaluation.view.ts'
import { rectificationForms } from './rectification.pages.ts'
import type { RectificationService } from './rectification.service.ts'
import { reportPrint } from './report-print.rules.ts'
import { surveySheet } from './survey-sheet.view.ts'

const Token = z.object({ token: z.string().max(80) })

/** The inputs of the report that take files: one for each indicator of a tree with up to twenty outputs, and one for the rest. */
const INDICATORS = ['execution', 'rules', 'conduct', 'benefit', 'lasting', ...Array.from({ length: 20 }, (_, at) => `output-${at + 1}`)]
const evidenceField = (leafId: string) => `evidence.${leafId}`
export const reportFiles: FileField[] = [{ name: 'files', maxCount: 10 }, { name: 'more', maxCount: 10 }, ...INDICATORS.map(leafId => ({ name: evidenceField(leafId), maxCount: 5 }))]

async function attachedTo(req: Request) {
  const evidence = await Promise.all(INDICATORS.map(async leafId => (await filesOf(req, evidenceField(leafId))).map(file => ({ leafId, file }))))
  return { evidence: evidence.flat(), files: await filesOf(req, 'files') }
}

type Deps = { evaluations: EvaluationService; rectifications: RectificationService; comments: CommentService; areas: Pick<AreaService, 'choices'>; clock: Clock; config: { PUBLIC_URL: string }; openFile: (key: string) => Promise<Opened>; receiveEvidence: RequestHandler }

export const evaluationPages = ({ evaluations, rectifications, comments, areas, clock, config, openFile, receiveEvidence }: Deps): AnyPage[] => {
  const one = async (actor: Actor, id: string) => {
    const evaluation = await evaluations.see(actor, id)
    const events = await evaluations.timeline(evaluation)
    return show(evaluationPage, {
      evaluation, actor, contract: await evaluations.judgedContract(evaluation), scoring: await evaluations.scoring(actor, id), answers: await evaluations.answers(evaluation), comments: await evaluations.comments(evaluation),
      tokens: may(evaluationPolicy.publish, actor, evaluation) ? await evaluations.surveyTokens(actor, id) : [], site: config.PUBLIC_URL, scale: evaluations.scale(evaluation), events,
      discussion: await comments.shown(actor, evaluationDiscussion(evaluation), events),
    })
  }
  const toOpen = async (actor: Actor, contractId: string) => show(evaluationNew, await evaluations.contractOf(actor, contractId), actor)
  const survey = async (token: string) => {
    const { evaluation, ...state } = await evaluations.surveyOf(token)
    return show(surveyPage, evaluation, token, state)
  }
  return [
    listPage({
      path: '/evaluations', may: evaluationPolicy.list, query: EvaluationFilter, nav: { text: 'evaluation.nav', icon: 'speedometer2', order: 55 },
      handle: async ({ actor, query }) => show(evaluationList, await evaluations.list(actor, query), { filter: query, areas: await areas.choices() }),
    }),
    page({
      path: '/contracts/:id/evaluation', may: evaluationPolicy.list, params: Id,
      handle: async ({ actor, params }) => {
        const found = await evaluations.ofContract(params.id)
        return found ? goTo(`/evaluations/${found.id}`) : toOpen(actor, params.id)
      },
    }),
    form({
      path: '/contracts/:id/evaluation', may: evaluationPolicy.open, params: Id, body: OpenEvaluation.pick({ surveySize: true }), binds: 'evaluation.open',
      handle: async ({ actor, params, body }) => {
        const { id } = await evaluations.open(actor, { contractId: params.id, ...body })
        return goTo(`/evaluations/${id}`, 'evaluation.flash.opened')
      },
      again: ({ actor, params }) => toOpen(actor, params.id),
    }),
    page({ path: '/evaluations/:id', may: evaluationPolicy.list, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    ...progressPages({
      path: '/evaluations/:id/scoring', may: evaluationPolicy.list, page: id => `/evaluations/${id}`,
      progress: async (actor, id) => {
        const scoring = await evaluations.scoring(actor, id)
        return scoring && scoreProgress(await evaluations.see(actor, id), scoring, actor)
      },
      retry: { may: evaluationPolicy.publish, ask: evaluations.retryScoring, again: one },
    }),
    page({
      path: '/evaluations/:id/survey-sheet', may: evaluationPolicy.publish, params: Id, query: z.object({ from: z.int().min(1).max(500).default(1) }),
      handle: async ({ actor, params, query: { from } }) => {
        const tokens = await evaluations.surveyTokens(actor, params.id)
        if (from > tokens.length) throw new NotFound('not-found', 'There are not so many strips')
        const evaluation = await evaluations.see(actor, params.id)
        const body = await print(surveySheet(evaluation, { tokens, from, site: config.PUBLIC_URL }))
        return send({ name: `${evaluation.reference}-二维码-${from}.pdf`, type: 'application/pdf', body, inline: true })
      },
    }),
    page({
      path: '/evaluations/:id/result', may: evaluationPolicy.list, params: Id,
      handle: async ({ actor, params }) => {
        const evaluation = await evaluations.see(actor, params.id)
        const contract = await evaluations.contractOf(actor, evaluation.contractId)
        const body = await print(reportPrint(evaluation, { contract, scale: evaluations.scale(evaluation), publicUrl: config.PUBLIC_URL }))
        return send({ name: `${evaluation.reference}-绩效评价报告.pdf`, type: 'application/pdf', body, inline: true })
      },
    }),
    page({
      path: '/evaluations/:id/files/:key', may: evaluationPolicy.readEvidence, params: Id.extend({ key: z.string().length(64) }),
      handle: async ({ actor, params }) => {
        const { name, type, key } = await evaluations.evidence(actor, params.id, params.key)
        return send({ name, type: mediaTypes[type], body: await openFile(key) })
      },
    }),
    evaluationDossier({ evaluations, comments, clock, config, openFile }),
    ...commentForms({ comments, path: '/evaluations/:id', may: evaluationPolicy.comment, of: async (actor, id) => evaluationDiscussion(await evaluations.see(actor, id)), again: one }),
    form({
      path: '/evaluations/:id/report', may: evaluationPolicy.report, params: Id, body: SendReport, upload: receiveEvidence, binds: 'evaluation.report',
      handle: async ({ actor, params, body, req }) => {
        await evaluations.report(actor, params.id, body, () => attachedTo(req))
        return goTo(`/evaluations/${params.id}`, 'evaluation.flash.reported')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    form({
      path: '/evaluations/:id/evidence', may: evaluationPolicy.supplement, params: Id, body: SendEvidence, upload: receiveEvidence,
      handle: async ({ actor, params, body, req }) => {
        await evaluations.addEvidence(actor, params.id, body, () => filesOf(req, 'more'))
        return goTo(`/evaluations/${params.id}`, 'evaluation.flash.evidence')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    form({
      path: '/evaluations/:id/rate', may: evaluationPolicy.rate, params: Id, body: SendRating, binds: 'evaluation.rate',
      handle: async ({ actor, params, body }) => {
        await evaluations.rate(actor, params.id, body)
        return goTo(`/evaluations/${params.id}`, 'evaluation.flash.rated')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    form({
      path: '/evaluations/:id/publish', may: evaluationPolicy.publish, params: Id, body: Publish, binds: 'evaluation.publish',
      handle: async ({ actor, params, body }) => {
        await evaluations.publish(actor, params.id, body.revision)
        return goTo(`/evaluations/${params.id}`, 'evaluation.flash.published')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    ...rectificationForms({ rectifications, receiveEvidence, again: one }),
    page({ path: '/surveys/:token', may: evaluationPolicy.answer, params: Token, handle: ({ params }) => survey(params.token) }),
    form({
      path: '/surveys/:token', may: evaluationPolicy.answer, params: Token, body: Answer, forgets: true, binds: 'evaluation.answer',
      handle: async ({ params, body }) => {
        await evaluations.answer(params.token, body)
        return goTo(`/surveys/${params.token}`, 'evaluation.flash.answered')
      },
      again: ({ params }) => survey(params.token),
    }),
  ]
}
