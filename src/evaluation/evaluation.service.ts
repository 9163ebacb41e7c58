import type { z } from 'zod'
import { platformItself, type Actor } from '../kernel/actor.ts'
import { drawOrder } from '../kernel/draw.ts'
import type { Enqueue, JobState, Watch } from '../kernel/job.ts'
import { yearOf } from '../kernel/period.ts'
import { may, mayAtAll, permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { Invalid, NotFound, refuseIfBlocked, RuleBroken } from '../kernel/refusal.ts'
import { scaleOf, type RuleSet, type Scale } from '../kernel/ruleset.ts'
import type { Task } from '../kernel/task.ts'
import { asSupplemented } from '../contract/index.ts'
import type { Contract, GradeRecord } from '../contract/contract.schema.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { fileOf, type StoredFile } from '../platform/files.schema.ts'
import { inArea, recordResult } from '../registry/index.ts'
import { scoreEvaluation } from './evaluation.jobs.ts'
import { evaluationPolicy } from './evaluation.policy.ts'
import { addEvidence, evaluationFrom, filesOf, isEvaluable, isOver, publish, rate, report, score, treeOf } from './evaluation.rules.ts'
import type { Answer, DeliveryReport, Evaluation, EvaluationFilter, OpenEvaluation, SendEvidence, SendRating, SendReport } from './evaluation.schema.ts'
import type { EvaluationStore } from './evaluation.store.ts'
import { treeBlockers } from './indicator.rules.ts'
import { digestOf, readToken, surveyToken } from './survey-token.ts'

type Expert = { accountId: string; name: string; employer: string }
type Deps = {
  evaluations: EvaluationStore
  contract: (id: string) => Promise<Contract>
  contracts: { see: (actor: Actor, id: string) => Promise<Contract>; list: (actor: Actor, filter: { status: Contract['status'] }) => Promise<Contract[]> }
  recordGrade: (actor: Actor, contractId: string, grade: GradeRecord) => Promise<unknown>
  /** Whether the result of a contract stands in its supplier's record. */
  isRecorded: (organizationId: string, contractId: string) => Promise<boolean>
  experts: () => Promise<Expert[]>
  /** Those of them who incubate one of these organizations (I2). */
  incubatorsOf: (organizationIds: string[]) => Promise<string[]>
  ruleSet: (id: string) => RuleSet
  surveySecret: string
  /** An id that says nothing of when it was made. */
  idByChance: () => string
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; enqueue: Enqueue; recover: Enqueue; watch: Watch
  nextReference: (prefix: string, year: number) => Promise<string>
}
/** What goes with a report. */
type Attached = Pick<DeliveryReport, 'evidence' | 'files'>
const NOTHING: Attached = { evidence: [], files: [] }

const kind = 'evaluation'
const RATERS = 3
const SECRET = ['ratings']
/** For how long the sweep looks whether a published result has arrived. */
const ARRIVES_WITHIN = 30 * 86_400_000

export const evaluationService = (deps: Deps) => {
  const { evaluations, audit, transact, clock } = deps

  /** All experts have rated and somebody has answered; without an answer there is nothing to compute yet. */
  const waitsForScore = async ({ id, status }: Evaluation): Promise<boolean> =>
    status === 'rated' && (await evaluations.answersOf(id)).length > 0

  /** One change of one evaluation, allowed, decided, saved and recorded. */
  async function change(actor: Actor, id: string, action: keyof typeof evaluationPolicy, decide: (before: Evaluation) => Evaluation): Promise<Evaluation> {
    return transact(async () => {
      const before = await evaluations.get(id)
      permit(evaluationPolicy[action], actor, before)
      const after = await evaluations.save(decide(before))
      await audit.record(actor, { kind, action: `evaluation.${action}`, before, after, secret: SECRET })
      if (await waitsForScore(after)) await deps.enqueue(scoreEvaluation, { evaluationId: id })
      return after
    })
  }

  /** Contracts whose service ends within the month and that nobody evaluates yet. */
  async function toOpen(actor: Actor): Promise<Task[]> {
    if (!mayAtAll(evaluationPolicy.open, actor)) return []
    const due = (await Promise.all((['in-force', 'completed'] as const).map(status => deps.contracts.list(actor, { status })))).flat()
      .filter(contract => may(evaluationPolicy.open, actor, contract) && evaluationFrom(contract) <= clock())
    const evaluated = await Promise.all(due.map(({ id }) => evaluations.ofContract(id)))
    return due.filter((_, at) => !evaluated[at]).map(contract => ({
      key: 'evaluation.task.open', params: { title: contract.title }, href: `/contracts/${contract.id}/evaluation`, ref: contract.reference,
      since: evaluationFrom(contract), due: contract.term.to,
    }))
  }

  /** Surveys that nobody has answered while all experts have signed: without an answer there is no score, and it is the buyer who hands them out. */
  async function unanswered(actor: Actor): Promise<Task[]> {
    const rated = await within(evaluationPolicy.publish, actor, conditions => evaluations.list({ status: 'rated' }, conditions))
    const waits = await Promise.all(rated.map(async evaluation => !await waitsForScore(evaluation)))
    return rated.filter((_, at) => waits[at]).map(({ id, title, reference, ratings, openedAt }) => ({
      key: 'evaluation.task.survey', params: { title }, href: `/evaluations/${id}#survey`, ref: reference, since: ratings.at(-1)?.at ?? openedAt, awaited: true,
    }))
  }

  /** What the supplier's record keeps of a published evaluation. */
  function recordOf(evaluation: Evaluation): z.infer<typeof recordResult.payload> {
    const { id, contractId, contractReference, organizationId, title, amount, result, publishedAt } = evaluation
    const { total, grade } = result!
    return { organizationId, result: {
      contractId, contractReference, evaluationId: id, title, amount, score: total, grade, gradeName: gradeNameOf(evaluation), at: publishedAt!,
    } }
  }
  const gradeNameOf = ({ ruleSet, scale, result }: Evaluation): string =>
    scaleOf(deps.ruleSet(ruleSet), scale).grades.find(({ code }) => code === result!.grade)?.name ?? result!.grade

  /** The survey of a token that was given out. Throws NotFound `no-such-survey`. */
  async function surveyOf(token: string): Promise<{ evaluation: Evaluation; tokenId: string }> {
    const read = readToken(deps.surveySecret, token)
    const evaluation = read && await evaluations.get(read.evaluationId)
    if (!evaluation || read.n > evaluation.surveySize) throw new NotFound('no-such-survey', 'No such survey')
    return { evaluation, tokenId: read.id }
  }
  const tokensOf = ({ id, surveySize }: Evaluation): string[] => Array.from({ length: surveySize }, (_, n) => surveyToken(deps.surveySecret, id, n + 1))

  return {
    async see(actor: Actor, id: string): Promise<Evaluation> {
      const evaluation = await evaluations.get(id)
      permit(evaluationPolicy.see, actor, evaluation)
      return evaluation
    },
    list: async (actor: Actor, { area, ...filter }: EvaluationFilter): Promise<Evaluation[]> =>
      inArea(await within(evaluationPolicy.see, actor, conditions => evaluations.list(filter, conditions)), area),
    timeline: ({ id }: Evaluation) => audit.timeline(kind, id),
    published: (): Promise<Evaluation[]> => evaluations.list({}, { published: true }),
    ofContract: (contractId: string): Promise<Evaluation | null> => evaluations.ofContract(contractId),
    /** The contract whose work is judged, for who may see the evaluation. */
    judgedContract: ({ contractId }: Evaluation): Promise<Contract> => deps.contract(contractId),
    contractOf: (actor: Actor, id: string): Promise<Contract> => deps.contracts.see(actor, id),
    /** The grades by which it is judged. */
    scale: ({ ruleSet, scale }: Evaluation): Scale => scaleOf(deps.ruleSet(ruleSet), scale),
    answers: async ({ id }: Evaluation): Promise<number> => (await evaluations.answersOf(id)).length,
    /** What those served wrote, in an order that says nothing of who wrote when. */
    comments: async ({ id }: Evaluation): Promise<string[]> =>
      (await evaluations.answersOf(id)).flatMap(({ comment }) => comment ?? []).toSorted(),
    /** A file of a report. Throws NotFound where there is none of this key. */
    async evidence(actor: Actor, id: string, key: string): Promise<StoredFile> {
      const evaluation = await evaluations.get(id)
      permit(evaluationPolicy.readEvidence, actor, evaluation)
      return fileOf(filesOf(evaluation), key)
    },

    /** Opens the evaluation of a contract in force; its experts are drawn, none of them from the supplier, the buyer or who incubates the supplier (P4, I2). */
    async open(actor: Actor, { contractId, surveySize }: OpenEvaluation): Promise<Evaluation> {
      const contract = asSupplemented(await deps.contract(contractId))
      permit(evaluationPolicy.open, actor, contract)
      if (!isEvaluable(contract)) throw new RuleBroken('not-in-force', 'Only a contract in force is evaluated', { reference: contract.reference })
      if (await evaluations.ofContract(contractId)) throw new RuleBroken('evaluated-already', 'The contract has its evaluation', { reference: contract.reference })
      const tree = treeOf(contract)
      refuseIfBlocked(treeBlockers(tree, deps.ruleSet(contract.ruleSet)))
      const incubators = await deps.incubatorsOf([contract.organizationId])
      const pool = (await deps.experts()).filter(({ accountId, employer }) => ![contract.supplier.name, contract.buyer.name].includes(employer) && !incubators.includes(accountId))
      if (pool.length < RATERS) throw new RuleBroken('too-few-experts', 'There are too few experts', { needed: RATERS, found: pool.length })
      const reference = await deps.nextReference('PJ', yearOf(clock()))
      const drawSeed = `${reference}|${contract.reference}`
      const drawn = drawOrder(pool.map(({ accountId }) => accountId).sort(), drawSeed).slice(0, RATERS)
      const experts = drawn.map(accountId => ({ accountId, name: pool.find(expert => expert.accountId === accountId)!.name }))
      return transact(async () => {
        const evaluation = await evaluations.insert({
          id: deps.newId(), revision: 0, reference, contractId, contractReference: contract.reference, title: contract.title,
          organizationId: contract.organizationId, supplierName: contract.supplier.name, buyerName: contract.buyer.name,
          amount: contract.amount, areas: contract.areas, ruleSet: contract.ruleSet, scale: 'performance', tree, status: 'open', openedAt: clock(),
          experts, raters: drawn, drawSeed, surveySize, ratings: [], facts: [], published: false,
        })
        await evaluations.giveOut(tokensOf(evaluation).map(token => ({ id: digestOf(token), revision: 0, evaluationId: evaluation.id, used: false })))
        await audit.record(actor, { kind, action: 'evaluation.open', before: null, after: evaluation, ruleSet: contract.ruleSet })
        return evaluation
      })
    },

    /** The supplier's report; `attached` keeps its files, and is asked only once the rest is found right. */
    async report(actor: Actor, id: string, given: SendReport, attached: () => Promise<Attached> = async () => NOTHING): Promise<Evaluation> {
      const reported = (files: Attached) => ({ ...given, ...files, by: actor.name, at: clock() })
      const before = await evaluations.get(id)
      permit(evaluationPolicy.report, actor, before)
      report(before, reported(NOTHING))
      const files = await attached()
      return change(actor, id, 'report', now => report(now, reported(files)))
    },

    /** More evidence for one indicator of the report; `attached` keeps the files, and is asked only once the rest is found right. */
    async addEvidence(actor: Actor, id: string, { leafId }: SendEvidence, attached: () => Promise<StoredFile[]>): Promise<Evaluation> {
      const before = await evaluations.get(id)
      permit(evaluationPolicy.supplement, actor, before)
      addEvidence(before, { leafId, files: [] })
      const files = await attached()
      if (files.length === 0) throw new Invalid('invalid-input', 'No file was given', { problems: [{ field: 'more', code: 'file-required' }] })
      return change(actor, id, 'supplement', now => addEvidence(now, { leafId, files }))
    },

    rate: (actor: Actor, id: string, given: SendRating): Promise<Evaluation> =>
      change(actor, id, 'rate', before => rate(before, { ...given, accountId: actor.id, name: actor.name, at: clock() })),

    /** Computes the score; asked twice it does nothing the second time. */
    async score(id: string): Promise<Evaluation> {
      return transact(async () => {
        const before = await evaluations.get(id)
        if (before.status !== 'rated') return before
        const scale = scaleOf(deps.ruleSet(before.ruleSet), before.scale)
        const after = await evaluations.save(score(before, await evaluations.answersOf(id), scale, clock()))
        await audit.record(platformItself, { kind, action: 'evaluation.score', before, after, ruleSet: before.ruleSet, secret: SECRET })
        return after
      })
    },
    /** Asks again for what a crash lost: scores that were not computed, and results that did not reach their record. */
    async askAgain(): Promise<void> {
      for (const rated of await evaluations.withStatus('rated')) {
        if (await waitsForScore(rated)) await deps.recover(scoreEvaluation, { evaluationId: rated.id })
      }
      for (const published of await evaluations.publishedSince(new Date(clock().getTime() - ARRIVES_WITHIN))) {
        const { organizationId, contractId } = published
        if (!await deps.isRecorded(organizationId, contractId)) await deps.recover(recordResult, recordOf(published))
      }
    },
    /** How far the scoring is; null before there is something to score, and once it is scored. */
    async scoring(actor: Actor, id: string): Promise<JobState | null> {
      const evaluation = await evaluations.get(id)
      permit(evaluationPolicy.see, actor, evaluation)
      return await waitsForScore(evaluation) ? deps.watch(scoreEvaluation, { evaluationId: id }) : null
    },
    /** Asks again for a scoring that failed; for those who run the evaluation. Throws RuleBroken `nothing-to-retry`. */
    async retryScoring(actor: Actor, id: string): Promise<JobState> {
      const evaluation = await evaluations.get(id)
      permit(evaluationPolicy.publish, actor, evaluation)
      if (!await waitsForScore(evaluation)) throw new RuleBroken('nothing-to-retry', `Evaluation ${id} is ${evaluation.status}`)
      await deps.enqueue(scoreEvaluation, { evaluationId: id })
      return deps.watch(scoreEvaluation, { evaluationId: id })
    },

    /** Publishes the score: the contract gets its grade, and the result follows the organization into its record. */
    async publish(actor: Actor, id: string, revision: number): Promise<Evaluation> {
      return transact(async () => {
        const after = await change(actor, id, 'publish', before => publish({ ...before, revision }, clock()))
        const { total, grade } = after.result!
        await deps.recordGrade(actor, after.contractId, { evaluationId: id, score: total, grade, gradeName: gradeNameOf(after), at: after.publishedAt! })
        await deps.enqueue(recordResult, recordOf(after))
        return after
      })
    },

    /** The tokens of the survey, one for each who may answer, for the buyer to hand out as links. */
    async surveyTokens(actor: Actor, id: string): Promise<string[]> {
      const evaluation = await evaluations.get(id)
      permit(evaluationPolicy.publish, actor, evaluation)
      return tokensOf(evaluation)
    },

    async surveyOf(token: string): Promise<{ evaluation: Evaluation; answered: boolean; over: boolean }> {
      const { evaluation, tokenId } = await surveyOf(token)
      return { evaluation, answered: await evaluations.isUsed(tokenId), over: isOver(evaluation) }
    },

    /** One answer per token. That the token was used and what was answered are kept apart, and who answered is not kept at all. */
    async answer(token: string, given: Answer): Promise<void> {
      const { evaluation, tokenId } = await surveyOf(token)
      if (isOver(evaluation)) throw new RuleBroken('survey-over', 'The survey is over')
      await transact(async () => {
        if (!await evaluations.useToken(tokenId)) throw new RuleBroken('answered-already', 'This token has answered')
        await evaluations.answer({ ...given, id: deps.idByChance(), revision: 0, evaluationId: evaluation.id })
        if (evaluation.status === 'rated') await deps.enqueue(scoreEvaluation, { evaluationId: evaluation.id })
      })
    },

    async tasks(actor: Actor): Promise<Task[]> {
      const waiting = async (status: 'open' | 'reported' | 'scored', action: 'report' | 'rate' | 'publish') =>
        (await within(evaluationPolicy[action], actor, conditions => evaluations.list({ status }, conditions)))
          .filter(({ ratings }) => action !== 'rate' || !ratings.some(({ accountId }) => accountId === actor.id))
          .map(evaluation => ({
            key: `evaluation.task.${action}`, params: { title: evaluation.title }, href: `/evaluations/${evaluation.id}`, ref: evaluation.reference,
            since: evaluation.scoredAt ?? evaluation.report?.at ?? evaluation.openedAt, awaited: true as const,
          }))
      return (await Promise.all([toOpen(actor), waiting('open', 'report'), waiting('reported', 'rate'), unanswered(actor), waiting('scored', 'publish')])).flat()
    },
  }
}
export type EvaluationService = ReturnType<typeof evaluationService>
