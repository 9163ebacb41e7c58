import type { Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { incubationPolicy, sitePolicy } from './incubation.policy.ts'
import { Objecting } from './notice.schema.ts'
import type { NoticeService } from './notice.service.ts'
import { noticePage } from './notice.view.ts'
import type { SiteService } from './site.service.ts'

/** The public notice of who is to be taken in, and the place to object. */
export const noticePages = ({ notices, sites }: { notices: NoticeService; sites: SiteService }): AnyPage[] => {
  const one = async (actor: Actor, id: string) => {
    const { notice, own } = await notices.see(actor, id)
    return show(noticePage, { notice, own, site: await sites.see(notice.siteId), actor })
  }
  return [
    page({ path: '/incubation/notices/:id', may: sitePolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    form({
      path: '/incubation/notices/:id/objections', may: incubationPolicy.object, params: Id, body: Objecting, binds: 'incubation.object',
      handle: async ({ actor, params, body }) => {
        await notices.object(actor, params.id, body)
        return goTo(`/incubation/notices/${params.id}`, 'incubation.flash.object')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
  ]
}
