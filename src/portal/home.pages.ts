import { page, show, type AnyPage } from '../platform/page.ts'
import { everyAccount } from '../platform/route.ts'
import type { Clock } from '../platform/clock.ts'
import type { OrganizationService } from '../registry/index.ts'
import type { HomeService } from './home.service.ts'
import { homePage } from './home.view.ts'

export const homePages = ({ home, organizations, clock }: { home: HomeService; organizations: OrganizationService; clock: Clock }): AnyPage[] => [
  page({
    path: '/home', may: everyAccount, nav: { text: 'portal.nav.home', icon: 'list-check', order: 0 },
    handle: async ({ actor }) => show(homePage, actor, await home.tasks(actor), await organizations.ofActor(actor), clock()),
  }),
]
