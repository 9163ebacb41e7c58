import { scoreEvaluation } from '../src/evaluation/index.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

/** Computes the score; computing it again gives the same and changes nothing. */
export default work<Services, typeof scoreEvaluation.payload>(scoreEvaluation, ({ evaluationId }, { evaluations }) => evaluations.score(evaluationId))
