import { currentSession } from './database.ts'

/**
 * Lets work on one thing wait for the work before it, within this process: a crowd at one door would otherwise spend its
 * time undoing each other. What keeps the thing whole is the transaction; this only keeps it fast. Work inside a
 * transaction does not wait, since it may hold what the one before it needs.
 */
export function turns() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(thing: string, work: () => Promise<T>): Promise<T> => {
    if (currentSession()) return work()
    const mine = (last.get(thing) ?? Promise.resolve()).then(work, work)
    last.set(thing, mine)
    try {
      return await mine
    } finally {
      if (last.get(thing) === mine) last.delete(thing)
    }
  }
}
