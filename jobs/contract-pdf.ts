import { contractPdf } from '../src/contract/index.ts'
import { platformItself } from '../src/kernel/actor.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

/** Prints the contract; printing it again gives the same file and changes nothing. */
export default work<Services, typeof contractPdf.payload>(contractPdf, ({ contractId }, { contracts }) => contracts.print(contractId, platformItself))
