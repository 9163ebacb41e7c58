import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Evaluation, SurveyAnswer, UsedToken, type EvaluationFilter } from './evaluation.schema.ts'

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
const usedTokens = collection('survey_tokens', UsedToken, [[{ evaluationId: 1 }]])

export const evaluationStore = {
  get: evaluations.get,
  insert: evaluations.insert,
  save: evaluations.save,
  ofContract: (contractId: string) => evaluations.one({ contractId }),
  withStatus: (status: string) => evaluations.find({ status }),
  publishedSince: (since: Date) => evaluations.find({ publishedAt: { $gte: since } }),
  list: ({ status }: EvaluationFilter, within: Conditions) =>
    evaluations.find({ ...within, ...(status && { status }) }, { sort: { reference: -1 } }),
  answer: answers.insert,
  useToken: usedTokens.insert,
  isUsed: async (tokenId: string): Promise<boolean> => await usedTokens.maybe(tokenId) !== null,
  answersOf: (evaluationId: string) => answers.find({ evaluationId }),
}
export type EvaluationStore = typeof evaluationStore
