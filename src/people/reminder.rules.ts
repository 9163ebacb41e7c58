import { addDays, dayOf } from '../kernel/period.ts'
import type { Task } from '../kernel/task.ts'
import type { Frequency, Message } from './message.schema.ts'
import { idOf, mailFor } from './telling.rules.ts'

const EIGHT_HOURS = 8 * 3_600_000
const DAYS_BEFORE = 2

/** Eight o'clock in Shanghai has struck: eight hours ago it was the same day there. */
export const isMorning = (now: Date): boolean => dayOf(now) === dayOf(new Date(now.getTime() - EIGHT_HOURS))

type For = { accountId: string; frequency: Frequency; goes: 'out' | 'nowhere'; now: Date }

/**
 * A reminder two days before a task is due and one on the day, each with an id of its own, so that it is told once; a day on which
 * nobody reminded is made up for. Of what is sealed there is none: kept, it would say who means to bid.
 */
export const remindersOf = (tasks: Task[], { accountId, frequency, goes, now }: For): Message[] => tasks.flatMap(({ key, params, href, due, sealed }) => {
  if (!due || sealed) return []
  const [today, dueDay] = [dayOf(now), dayOf(due)]
  if (dueDay < today || dueDay > addDays(today, DAYS_BEFORE)) return []
  const text = dueDay === today ? 'due-today' : 'due-soon'
  return [{
    id: idOf(text, key, href, dueDay, accountId), revision: 0, accountId, text, facts: { task: { key, params }, due }, href,
    weight: 'courtesy' as const, at: now, unread: true, mail: mailFor('courtesy', frequency, goes),
  }]
})
