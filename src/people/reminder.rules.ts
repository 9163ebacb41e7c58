import { addDays, dayOf, startOfDay } from '../kernel/period.ts'
import type { Task } from '../kernel/task.ts'
import type { Facts, Frequency, Message } from './message.schema.ts'
import { idOf, mailFor } from './telling.rules.ts'

const EIGHT_HOURS = 8 * 3_600_000
const DAYS_BEFORE = 2
const DAYS_WAITED = 2
const DAY = 86_400_000

/** Eight o'clock in Shanghai has struck: eight hours ago it was the same day there. */
export const isMorning = (now: Date): boolean => dayOf(now) === dayOf(new Date(now.getTime() - EIGHT_HOURS))

type For = { accountId: string; frequency: Frequency; goes: 'out' | 'nowhere'; now: Date }

/**
 * A reminder two days before a task is due and one on the day; of a task without a day for which others wait, one every second day.
 * Each has an id of its own, so that it is told once; a day on which nobody reminded is made up for. Of what is sealed there is
 * none: kept, it would say who means to bid.
 */
export const remindersOf = (tasks: Task[], { accountId, frequency, goes, now }: For): Message[] => tasks.flatMap(({ key, params, href, due, since, awaited, sealed }) => {
  const said = sealed ? null : due ? ofDueDay(due, now) : awaited ? ofWaiting(since, now) : null
  if (!said) return []
  return [{
    id: idOf(said.text, key, href, said.turn, accountId), revision: 0, accountId, text: said.text, facts: { task: { key, params }, ...said.facts }, href,
    weight: 'courtesy' as const, at: now, unread: true, mail: mailFor('courtesy', frequency, goes),
  }]
})

type Said = { text: string; turn: string; facts: Facts }

function ofDueDay(due: Date, now: Date): Said | null {
  const [today, turn] = [dayOf(now), dayOf(due)]
  if (turn < today || turn > addDays(today, DAYS_BEFORE)) return null
  return { text: turn === today ? 'due-today' : 'due-soon', turn, facts: { due } }
}

function ofWaiting(since: Date, now: Date): Said | null {
  const days = Math.round((startOfDay(dayOf(now)).getTime() - startOfDay(dayOf(since)).getTime()) / DAY)
  const rounds = Math.floor(days / DAYS_WAITED)
  return rounds > 0 ? { text: 'awaited', turn: `${dayOf(since)} ${rounds}`, facts: { since } } : null
}
