import { sendMail } from '../src/people/index.ts'
import { work } from '../src/platform/queue.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof sendMail.payload>(sendMail, ({ messageId }, { letters }) => letters.send(messageId))
