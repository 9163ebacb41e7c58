import type { Actor } from '../kernel/actor.ts'
import { mayAtAll, permit } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { scaleOf, type RuleSet } from '../kernel/ruleset.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import { evaluationPolicy } from './evaluation.policy.ts'
import type { Evaluation } from './evaluation.schema.ts'
import type { EvaluationStore } from './evaluation.store.ts'
import { confirm, demand, mustRectify, rectify, reject } from './rectification.rules.ts'
import type { Demand, Rectify, Reject } from './rectification.schema.ts'

type Deps = { evaluations: EvaluationStore; ruleSet: (id: string) => RuleSet; audit: Audit; transact: Transact; clock: Clock }
type Step = 'demand' | 'rectify' | 'confirm' | 'reject'

const MAY = { demand: evaluationPolicy.demand, rectify: evaluationPolicy.rectify, confirm: evaluationPolicy.demand, reject: evaluationPolicy.demand }

/** What a published result showed to be put right, followed until it is (P7). */
export const rectificationService = ({ evaluations, ruleSet, audit, transact, clock }: Deps) => {
  const change = (actor: Actor, id: string, { step, revision, reason, decide }: { step: Step; revision: number; reason?: string; decide: (before: Evaluation) => Evaluation }) =>
    transact(async () => {
      const before = await evaluations.get(id)
      permit(MAY[step], actor, before)
      const after = await evaluations.save(decide({ ...before, revision }))
      await audit.record(actor, { kind: 'evaluation', action: `evaluation.${step}`, before, after, secret: ['ratings'], ...(reason && { reason }) })
      return after
    })
  const now = (actor: Actor) => ({ by: actor.name, at: clock() })

  return {
    demand: (actor: Actor, id: string, { revision, ...given }: Demand): Promise<Evaluation> =>
      change(actor, id, { step: 'demand', revision, decide: before => demand(before, given, now(actor)) }),

    /** `attached` keeps the files, and is asked only once the rest is found right. */
    async rectify(actor: Actor, id: string, { revision, done }: Rectify, attached: () => Promise<StoredFile[]> = async () => []): Promise<Evaluation> {
      const before = await evaluations.get(id)
      permit(evaluationPolicy.rectify, actor, before)
      rectify(before, { text: done, files: [] }, now(actor))
      const files = await attached()
      return change(actor, id, { step: 'rectify', revision, decide: each => rectify(each, { text: done, files }, now(actor)) })
    },

    confirm: (actor: Actor, id: string, revision: number): Promise<Evaluation> =>
      change(actor, id, { step: 'confirm', revision, decide: before => confirm(before, now(actor)) }),

    reject: (actor: Actor, id: string, { revision, reason }: Reject): Promise<Evaluation> =>
      change(actor, id, { step: 'reject', revision, reason, decide: before => reject(before, reason, now(actor)) }),

    async tasks(actor: Actor): Promise<Task[]> {
      const published = async (action: 'demand' | 'rectify') =>
        mayAtAll(evaluationPolicy[action], actor) ? within(evaluationPolicy[action], actor, conditions => evaluations.list({ status: 'published' }, conditions)) : []
      const task = (step: Step, { id, title, reference }: Evaluation, more: Pick<Task, 'since' | 'due'>): Task =>
        ({ key: `evaluation.task.${step}`, params: { title }, href: `/evaluations/${id}#rectification`, ref: reference, awaited: true, ...more })
      const [its, run] = await Promise.all([published('rectify'), published('demand')])
      return [
        ...its.flatMap(each => each.rectification?.status === 'asked' ? [task('rectify', each, { since: each.rectification.returned.at(-1)?.at ?? each.rectification.at, due: each.rectification.dueBy })] : []),
        ...run.flatMap(each => each.rectification?.status === 'reported' ? [task('confirm', each, { since: each.rectification.reports.at(-1)!.at })] : []),
        ...run.filter(each => mustRectify(each, scaleOf(ruleSet(each.ruleSet), each.scale))).map(each => task('demand', each, { since: each.publishedAt! })),
      ]
    },
  }
}
export type RectificationService = ReturnType<typeof rectificationService>
