import { work } from '../src/platform/queue.ts'
import { staleUploads } from '../src/platform/uploads.jobs.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof staleUploads.payload>(staleUploads, (_, { dropStaleUploads }) => dropStaleUploads())
