import { bulkPages } from '../platform/bulk.pages.ts'
import { listPage } from '../platform/list-page.ts'
import { show, type AnyPage } from '../platform/page.ts'
import type { AreaService } from './area.service.ts'
import type { ChangeService } from './change.service.ts'
import { changeList, changeName } from './change.view.ts'
import { organizationPolicy } from './registry.policy.ts'
import { ChangeFilter } from './section.schema.ts'

/** The changes that wait, of all organizations that somebody decides on. */
export const changePages = ({ changes, areas }: { changes: ChangeService; areas: AreaService }): AnyPage[] => [
  listPage({
    path: '/organizations/changes', may: organizationPolicy.decide, query: ChangeFilter,
    handle: async ({ actor, query }) => show(changeList, { waiting: await changes.waiting(actor, query), filter: query, areas: await areas.top(), names: await areas.names() }),
  }),
  ...(['approve', 'refuse'] as const).flatMap(act => bulkPages({
    path: '/organizations/changes', act, title: { key: `registry.change.bulk.${act}` }, list: { key: 'registry.change.list' }, may: organizationPolicy.decide,
    see: async (actor, id) => {
      const { change, organization } = await changes.see(actor, id)
      return { id, revision: change.revision, reference: organization.uscc ?? '', name: changeName({ change, organization }), href: `/organizations/${organization.id}#changes` }
    },
    foresee: (actor, id) => changes.foresee(actor, id, act === 'approve' ? 'approved' : 'refused'),
    ...(act === 'refuse' && { reasoned: true }), run: (actor, id, revision, reason) => changes[act](actor, id, { revision, ...(reason && { reason }) }),
  })),
]
