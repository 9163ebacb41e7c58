import type { Actor } from '../kernel/actor.ts'
import type { JobState } from '../kernel/job.ts'
import { may } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import type { Scale } from '../kernel/ruleset.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import { dossierAction } from '../platform/dossier.view.ts'
import type { Contract } from '../contract/contract.schema.ts'
import { payable, percentOf } from '../contract/index.ts'
import { jobProgress } from '../platform/job-progress.view.ts'
import { scoreEvaluation } from './evaluation.jobs.ts'
import { evaluationPolicy } from './evaluation.policy.ts'
import { isEvaluable, isOver } from './evaluation.rules.ts'
import { ANSWERS, EvaluationStatus, type Evaluation, type EvaluationFilter } from './evaluation.schema.ts'
import type { EvaluatedLeaf } from './indicator.schema.ts'
import { rectificationPart, rectificationStep } from './rectification.view.ts'
import { evidenceForm, evidencePart, ownSheet, reportForm, reportRows, sheetForm } from './sheet.view.ts'
import { sourcesOf } from './sources.view.ts'
import { sheetRanges } from './survey-sheet.view.ts'

const TONE = { open: 'waiting', reported: 'waiting', rated: 'info', scored: 'waiting', published: 'good' } as const
const statusChip = ({ status }: Evaluation) => ({ key: `evaluation.status.${status}`, tone: TONE[status] })

export const evaluationList = view('evaluation/list', (evaluations: Evaluation[], { filter, areas }: { filter: EvaluationFilter; areas: { value: string; text: string }[] }) => ({
  title: { key: 'evaluation.list.title' },
  fields: [
    { name: 'q', label: { key: 'evaluation.list.search' }, type: 'search', value: filter.q },
    { name: 'status', label: { key: 'evaluation.status.label' }, type: 'select', value: filter.status,
      options: EvaluationStatus.options.map(value => ({ value, key: `evaluation.status.${value}` })) },
    { name: 'area', label: { key: 'registry.area.and-below' }, type: 'select', value: filter.area, options: areas },
  ],
  columns: [
    { name: 'reference', label: { key: 'evaluation.reference' }, href: 'href', type: 'code' }, { name: 'title', label: { key: 'evaluation.project' } },
    { name: 'supplier', label: { key: 'evaluation.supplier' } }, { name: 'score', label: { key: 'evaluation.score' }, type: 'score' },
    { name: 'grade', label: { key: 'evaluation.grade.label' } }, { name: 'status', label: { key: 'evaluation.status.label' }, type: 'chip' },
  ],
  rows: evaluations.map(evaluation => ({
    reference: evaluation.reference, href: `/evaluations/${evaluation.id}`, title: evaluation.title, supplier: evaluation.supplierName,
    score: evaluation.published ? evaluation.result?.total : undefined,
    grade: evaluation.published && evaluation.result ? { key: `evaluation.grade.${evaluation.result.grade}` } : undefined, status: statusChip(evaluation),
  })),
  empty: { title: { key: 'evaluation.list.none' }, text: { key: 'evaluation.list.none-text' } },
}))

/** Before there is an evaluation: whoever may starts it here, the others read that it is still to come. */
export const evaluationNew = view('evaluation/new', (contract: Contract, actor: Actor) => ({
  title: { key: 'evaluation.new.title' }, contract, open: isEvaluable(contract) && may(evaluationPolicy.open, actor, contract),
  breadcrumbs: [{ key: 'contract.list.title', href: '/contracts' }, { text: contract.reference, href: `/contracts/${contract.id}` }, { key: 'evaluation.new.title' }],
}))

/** How a leaf came to its points, in the terms of its kind. */
const working = (leaf: EvaluatedLeaf) => ({
  key: `evaluation.working.${leaf.kind}`,
  params: { weight: leaf.weight, rate: leaf.rate / 10_000, actual: (leaf.actual ?? 0) / 100, target: (leaf.target ?? 0) / 100, unit: leaf.unit ?? '' },
})

/** How far the scoring is; whoever runs the evaluation may let it be scored again. */
export function scoreProgress(evaluation: Evaluation, job: JobState, actor: Actor) {
  const page = `/evaluations/${evaluation.id}`
  return jobProgress(scoreEvaluation, job, {
    id: 'scoring', page, href: `${page}/scoring`, retry: may(evaluationPolicy.publish, actor, evaluation) ? `${page}/scoring` : null,
  })
}

type Shown = { evaluation: Evaluation; contract: Contract; scoring: JobState | null; answers: number; comments: string[]; tokens: string[]; site: string; scale: Scale; events: TimelineEvent[]; discussion: Discussed | null; actor: Actor }

const isKnownTo = (evaluation: Evaluation, actor: Actor): boolean => evaluation.published || may(evaluationPolicy.publish, actor, evaluation)

/** The evaluation as this person may read it: no score before it is published, no evidence for those outside. */
export function seenBy(actor: Actor, evaluation: Evaluation): Evaluation {
  const { report, result, satisfaction, facts, rectification, ...rest } = evaluation
  const inside = may(evaluationPolicy.readEvidence, actor, evaluation)
  const kept = report && inside ? report : { files: [], evidence: [] }
  return {
    ...rest, ...(rectification && { rectification: inside ? rectification : { ...rectification, reports: rectification.reports.map(each => ({ ...each, files: [] })) } }),
    ...(report && { report: { ...report, files: kept.files, evidence: kept.evidence } }), facts: [],
    ...(isKnownTo(evaluation, actor) && { facts, ...(result && { result }), ...(satisfaction && { satisfaction }) }),
  }
}

/** Whose turn it is: once all experts have signed it is the buyer's as long as nobody has answered, and then the platform's. */
function nextOf(evaluation: Evaluation, answers: number, scale: Scale) {
  const { status } = evaluation
  if (status === 'published') return rectificationStep(evaluation, scale)
  const step = status === 'rated' && answers === 0 ? 'unanswered' : status
  return { text: { key: `evaluation.next.${step}` }, who: { key: `evaluation.who.${step}` }, due: null }
}

/** What the grade does to the price, as contracted; nothing where no instalment depends on it. */
const effectOf = (contract: Contract, grade: string) => contract.instalments.filter(({ gradeLinked }) => gradeLinked).map(instalment => {
  const graded = { ...contract, grade: { grade } }
  return { key: 'evaluation.effect', params: { seq: instalment.seq, whole: instalment.amount, percent: percentOf(graded) / 100, amount: payable(graded, instalment).amount } }
})

const orNone = <T>(effects: T[]) => effects.length > 0 ? effects : [{ key: 'evaluation.no-effect' }]

export const evaluationPage = view('evaluation/show', ({ evaluation, contract, scoring, answers, comments, tokens, site, scale, events, discussion, actor }: Shown) => {
  const { result } = seenBy(actor, evaluation)
  const inside = may(evaluationPolicy.readEvidence, actor, evaluation)
  const runs = may(evaluationPolicy.publish, actor, evaluation)
  return {
    title: { text: evaluation.title }, evaluation, status: statusChip(evaluation),
    actions: [
      ...(evaluation.published ? [{ key: 'evaluation.result-file', href: `/evaluations/${evaluation.id}/result`, icon: 'file-earmark-pdf' }] : []),
      dossierAction(`/evaluations/${evaluation.id}`),
    ],
    next: nextOf(evaluation, answers, scale), rectification: rectificationPart(evaluation, { actor, scale, inside }),
    scoring: scoring && scoreProgress(evaluation, scoring, actor),
    figures: result ? [
      { label: { key: 'evaluation.score' }, value: result.total, type: 'score', href: '#source-total' },
      { label: { key: 'evaluation.grade.label' }, value: { key: `evaluation.grade.${result.grade}` }, href: '#source-grade' },
      ...(evaluation.satisfaction ? [
        { label: { key: 'evaluation.satisfaction.index' }, value: evaluation.satisfaction.index, type: 'score', href: '#source-satisfaction', hint: { key: 'evaluation.satisfaction.n', params: { n: evaluation.satisfaction.n } } },
        { label: { key: 'evaluation.satisfaction.rate' }, value: evaluation.satisfaction.rate / 10_000, type: 'percent', href: '#source-satisfaction' }] : []),
    ] : null,
    leafColumns: [
      { name: 'group', label: { key: 'evaluation.group' } }, { name: 'name', label: { key: 'evaluation.indicator' } },
      { name: 'working', label: { key: 'evaluation.how' } }, { name: 'weight', label: { key: 'evaluation.weight' }, type: 'score' },
      { name: 'score', label: { key: 'evaluation.score' }, type: 'score', href: 'source' },
    ],
    leaves: result ? result.level1.flatMap(group => group.leaves.map(leaf =>
      ({ group: group.name, name: leaf.name, working: working(leaf), weight: leaf.weight, score: leaf.score, source: `#source-${leaf.id}` }))) : null,
    sources: result ? sourcesOf(evaluation, scale, { inside }) : null,
    leafTotals: result && { name: { key: 'evaluation.total' }, weight: 10_000, score: result.total },
    facts: [
      { label: { key: 'evaluation.contract' }, value: evaluation.contractReference, href: `/contracts/${evaluation.contractId}` },
      { label: { key: 'evaluation.supplier' }, value: evaluation.supplierName, href: `/organizations/${evaluation.organizationId}` },
      { label: { key: 'evaluation.buyer' }, value: evaluation.buyerName }, { label: { key: 'evaluation.rule-set' }, value: evaluation.ruleSet },
      { label: { key: 'evaluation.experts' }, value: evaluation.experts.map(({ name }) => name).join('、') },
      { label: { key: 'evaluation.answers' }, value: { key: 'evaluation.survey.progress', params: { n: answers, size: evaluation.surveySize } } },
      ...(result ? [{ label: { key: 'evaluation.source.effect' }, value: orNone(effectOf(contract, result.grade)), type: 'list' }] : []),
    ],
    report: reportRows(evaluation), evidence: inside && evaluation.report ? evidencePart(evaluation) : null,
    /** Nobody is named: what an expert and what somebody served wrote stands for itself. */
    opinions: inside && result ? { experts: evaluation.ratings.map(({ rationale }) => rationale).toSorted(), served: comments } : null,
    reporting: reportForm(evaluation, actor), adding: evidenceForm(evaluation, actor), rating: sheetForm(evaluation, actor), ownSheet: ownSheet(evaluation, actor),
    publishing: evaluation.status === 'scored' && runs && result ? { effects: orNone(effectOf(contract, result.grade)) } : null,
    survey: tokens.length > 0 && !isOver(evaluation) ? {
      progress: { key: 'evaluation.survey.progress', params: { n: answers, size: evaluation.surveySize } },
      sheets: sheetRanges(evaluation.surveySize).map(({ from, to }) => ({ href: `/evaluations/${evaluation.id}/survey-sheet?from=${from}`, from, to })),
      links: tokens.map(token => ({ href: `/surveys/${token}`, text: `${site}/surveys/${token}` })),
    } : null,
    events: timelineOf(events), discussion: discussionPart(discussion),
  }
})

export const surveyPage = view('evaluation/survey', (evaluation: Evaluation, token: string, { answered, over }: { answered: boolean; over: boolean }) => ({
  title: { key: 'evaluation.survey.title' }, evaluation: { title: evaluation.title, supplierName: evaluation.supplierName }, token, answered, over,
  options: ANSWERS.map(({ code }) => ({ value: code, key: `evaluation.answer.${code}` })),
}))
