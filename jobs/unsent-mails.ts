import { unsentMails } from '../src/people/index.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof unsentMails.payload>(unsentMails, (_, { letters }) => letters.askAgain())
