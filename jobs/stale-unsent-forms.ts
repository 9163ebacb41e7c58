import { work } from '../src/platform/queue.ts'
import { staleUnsentForms } from '../src/platform/unsent-form.jobs.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof staleUnsentForms.payload>(staleUnsentForms, (_, { unsent }) => unsent.dropStale())
