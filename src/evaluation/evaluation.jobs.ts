import { z } from 'zod'
import { job } from '../kernel/job.ts'

/** Scores an evaluation once all experts have rated. */
export const scoreEvaluation = job({
  name: 'score-evaluation',
  payload: z.object({ evaluationId: z.string() }),
  key: ({ evaluationId }) => evaluationId,
})

/** Asks again for evaluations whose scoring a crash lost, and for those whose survey had no answer yet. */
export const unscoredEvaluations = job({
  name: 'unscored-evaluations',
  payload: z.object({}),
  key: () => 'all',
  everySeconds: 60,
})
