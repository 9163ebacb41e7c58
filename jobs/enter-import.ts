import { work } from '../src/platform/queue.ts'
import { enterImport } from '../src/registry/index.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof enterImport.payload>(enterImport, ({ importId }, { imports }, progress) => imports.enter(importId, progress))
