import { dailyRounds } from '../src/people/index.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof dailyRounds.payload>(dailyRounds, (_, { letters }) => letters.askForRounds())
