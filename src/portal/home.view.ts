import type { Actor } from '../kernel/actor.ts'
import type { Task } from '../kernel/task.ts'
import { view } from '../kernel/view.ts'

/** The home of a person: who one is here, and what waits. */
export const homePage = view('portal/home', (actor: Actor, tasks: Task[]) => ({
  title: { key: 'portal.home.title' },
  tasks,
  roles: [...new Set(actor.grants.map(({ role }) => role))].map(role => ({ key: `role.${role}` })),
  isNew: actor.grants.length === 0,
}))
