import type { AnyPage } from '../platform/page.ts'
import { areaPages } from './area.pages.ts'
import { changePages } from './change.pages.ts'
import { importPages, type ImportPagesDeps } from './import.pages.ts'
import { judgementPages } from './judgement.pages.ts'
import type { JudgementService } from './judgement.service.ts'
import { organizationPages, type OrganizationPagesDeps } from './organization.pages.ts'
import { profilePages } from './profile.pages.ts'
import { proposalPages } from './proposal.pages.ts'
import { statisticsPages } from './statistics.pages.ts'
import type { StandingService } from './standing.service.ts'

export const registryPages = (deps: OrganizationPagesDeps & ImportPagesDeps & { standing: StandingService; judgements: JudgementService }): AnyPage[] =>
  [...statisticsPages(deps), ...importPages(deps), ...changePages(deps), ...proposalPages(deps), ...organizationPages(deps), ...judgementPages(deps), ...profilePages(deps), ...areaPages(deps)]
