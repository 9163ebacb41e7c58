import { work } from '../src/platform/queue.ts'
import { recordResult } from '../src/registry/index.ts'
import type { Services } from '../src/services.ts'

export default work<Services, typeof recordResult.payload>(recordResult, ({ organizationId, result }, { organizations }) =>
  organizations.recordResult(organizationId, result))
