import { page, show, type AnyPage } from '../platform/page.ts'
import { everyAccount } from '../platform/route.ts'
import type { HomeService } from './home.service.ts'
import { homePage } from './home.view.ts'

export const homePages = ({ home }: { home: HomeService }): AnyPage[] => [
  page({
    path: '/home', may: everyAccount, nav: { text: 'portal.nav.home', icon: 'list-check', order: 0 },
    handle: async ({ actor }) => show(homePage, actor, await home.tasks(actor)),
  }),
]
