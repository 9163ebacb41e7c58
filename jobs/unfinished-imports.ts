import { work } from '../src/platform/queue.ts'
import { unfinishedImports } from '../src/registry/index.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof unfinishedImports.payload>(unfinishedImports, (_, { imports }) => imports.askAgain())
