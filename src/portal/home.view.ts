import type { Actor } from '../kernel/actor.ts'
import type { Task } from '../kernel/task.ts'
import { view } from '../kernel/view.ts'

/** The home of a person: who one is here, and what waits. */
export const homePage = view('portal/home', (actor: Actor, tasks: Task[]) => ({
  title: { key: 'portal.home.title' },
  tasks,
  // Where several of a kind wait, they can be done together.
  actions: tasks.filter(({ key }) => key === 'registry.task.change').length > 1 ? [{ key: 'registry.change.list', href: '/organizations/changes', icon: 'list-check' }] : [],
  roles: [...new Set(actor.grants.map(({ role }) => role))].map(role => ({ key: `role.${role}` })),
  isNew: actor.grants.length === 0,
}))
