import { unscoredEvaluations } from '../src/evaluation/index.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof unscoredEvaluations.payload>(unscoredEvaluations, (_, { evaluations }) => evaluations.askAgain())
