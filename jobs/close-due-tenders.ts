import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'
import { closeDueTenders } from '../src/tender/index.ts'

export default work<Services, typeof closeDueTenders.payload>(closeDueTenders, (_, { tenders }) => tenders.closeAllDue())
