import { unprintedContracts } from '../src/contract/index.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof unprintedContracts.payload>(unprintedContracts, (_, { contracts }) => contracts.askAgain())
