import { may } from '../kernel/policy.ts'
import type { Clock } from '../platform/clock.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { dossierPage } from '../platform/dossier.pages.ts'
import { commentsPaper, jsonPaper, timelinePaper } from '../platform/dossier.ts'
import type { AnyPage } from '../platform/page.ts'
import type { ChangeService } from './change.service.ts'
import { OrganizationSeen } from './organization.schema.ts'
import type { OrganizationService } from './organization.service.ts'
import { organizationDiscussion, organizationPolicy } from './registry.policy.ts'
import { Change } from './section.schema.ts'

type Deps = { organizations: OrganizationService; changes: ChangeService; comments: CommentService; clock: Clock }

/** All that one person may read of an organization; changes under way and comments are for those inside. */
export const organizationDossier = ({ organizations, changes, comments, clock }: Deps): AnyPage => dossierPage({
  path: '/organizations/:id', may: organizationPolicy.list,
  of: async (actor, id, t) => {
    const organization = await organizations.see(actor, id)
    const inside = may(organizationPolicy.inspect, actor, organization)
    return {
      reference: organization.uscc ?? organization.name, at: clock(),
      papers: [
        jsonPaper('record.json', OrganizationSeen.parse(organization)), timelinePaper(await organizations.timeline(organization), t),
        ...(inside ? [
          jsonPaper('changes.json', (await changes.of(actor, organization)).map(each => Change.parse(each))),
          commentsPaper(await comments.read(actor, organizationDiscussion(organization)), t),
        ] : []),
      ],
    }
  },
})
