import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'
import { staleBidDrafts } from '../src/tender/index.ts'

export default work<Services, typeof staleBidDrafts.payload>(staleBidDrafts, (_, { bids }) => bids.dropStale())
