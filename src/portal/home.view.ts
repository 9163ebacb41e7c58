import type { Actor } from '../kernel/actor.ts'
import type { Task } from '../kernel/task.ts'
import { view } from '../kernel/view.ts'
import { completeness, gapLines, standingChip } from '../registry/index.ts'
import type { Organization } from '../registry/organization.schema.ts'

/** The home of a person: who one is here, and what waits. */
export const homePage = view('portal/home', (actor: Actor, tasks: Task[], own: Organization[], now: Date) => ({
  title: { key: 'portal.home.title' },
  tasks,
  // Whoever acts for an organization gets to it from here, and sees what its profile lacks.
  own: own.map(organization => ({
    name: organization.name, href: `/organizations/${organization.id}`, status: standingChip(organization, now), complete: completeness(organization),
    missing: gapLines(organization),
  })),
  ownColumns: [
    { name: 'name', label: { key: 'registry.name' }, href: 'href' }, { name: 'status', label: { key: 'registry.status.label' }, type: 'chip' },
    { name: 'complete', label: { key: 'registry.sections' }, type: 'percent' }, { name: 'missing', label: { key: 'portal.home.missing' }, type: 'list' },
  ],
  // Where several of a kind wait, they can be done together.
  actions: tasks.filter(({ key }) => key === 'registry.task.change').length > 1 ? [{ key: 'registry.change.list', href: '/organizations/changes', icon: 'list-check' }] : [],
  roles: [...new Set(actor.grants.map(({ role }) => role))].map(role => ({ key: `role.${role}` })),
  isNew: actor.grants.length === 0,
}))
