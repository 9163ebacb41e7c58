import type { Actor } from '../kernel/actor.ts'
import type { Task } from '../kernel/task.ts'

type Source = (actor: Actor) => Promise<Task[]>

/** The tasks of all domains for one person, those that are due first. */
export const homeService = ({ sources }: { sources: Source[] }) => ({
  async tasks(actor: Actor): Promise<Task[]> {
    const found = (await Promise.all(sources.map(source => source(actor)))).flat()
    return found.sort((a, b) => (a.due?.getTime() ?? Infinity) - (b.due?.getTime() ?? Infinity) || a.since.getTime() - b.since.getTime())
  },
})
export type HomeService = ReturnType<typeof homeService>
