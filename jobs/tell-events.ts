import { tellEvents } from '../src/people/index.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof tellEvents.payload>(tellEvents, (_, { telling }) => telling.tellAll())
