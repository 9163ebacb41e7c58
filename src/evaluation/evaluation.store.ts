import type { Conditions } from '../kernel/policy.ts'
import { currentSession } from '../platform/database.ts'
import { collection } from '../platform/document.ts'
import { Evaluation, SurveyAnswer, SurveyToken, type EvaluationFilter } from './evaluation.schema.ts'

const evaluations = collection('evaluations', Evaluation, [
  [{ contractId: 1 }, { unique: true }],
  [{ status: 1 }],
  [{ areas: 1 }],
  [{ organizationId: 1 }],
  [{ raters: 1 }],
  [{ published: 1 }],
  [{ publishedAt: 1 }],
])
const answers = collection('survey_answers', SurveyAnswer, [[{ evaluationId: 1 }]])
const tokens = collection('survey_tokens', SurveyToken, [[{ evaluationId: 1 }]])

export const evaluationStore = {
  get: evaluations.get,
  insert: evaluations.insert,
  save: evaluations.save,
  ofContract: (contractId: string) => evaluations.one({ contractId }),
  withStatus: (status: string) => evaluations.find({ status }),
  publishedSince: (since: Date) => evaluations.find({ publishedAt: { $gte: since } }),
  async list({ status, q }: EvaluationFilter, within: Conditions): Promise<Evaluation[]> {
    const found = await evaluations.find({ ...within, ...(status && { status }) }, { sort: { reference: -1 } })
    return q ? found.filter(({ reference, title, supplierName }) => `${reference} ${title} ${supplierName}`.toLowerCase().includes(q.toLowerCase())) : found
  },
  answer: answers.insert,
  giveOut: tokens.insertAll,
  /** Marks a token as used; false where it was used already. Its revision stays, so that the row tells nothing but this. */
  async useToken(id: string): Promise<boolean> {
    const marked = await tokens.model.collection.updateOne({ _id: id, used: false } as never, { $set: { used: true } }, { session: currentSession() })
    return marked.matchedCount === 1
  },
  isUsed: async (id: string): Promise<boolean> => (await tokens.get(id)).used,
  answersOf: (evaluationId: string) => answers.find({ evaluationId }),
}
export type EvaluationStore = typeof evaluationStore
