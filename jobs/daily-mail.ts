import { dailyMail } from '../src/people/index.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof dailyMail.payload>(dailyMail, ({ accountId, day }, { letters }) => letters.round(accountId, day))
