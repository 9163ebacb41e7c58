import { z } from 'zod'
import { RuleBroken } from './refusal.ts'

/** A day in Asia/Shanghai, `2026-09-30`. */
export const Day = z.iso.date()
export type Day = z.infer<typeof Day>

/** What the State Council's yearly notice says: weekdays that are off, weekend days that are worked. */
export const CalendarYear = z.object({ weekdayOff: z.array(Day), weekendWork: z.array(Day) })

/** The years whose notice is confirmed; nothing is said about any other year. */
export const Calendar = z.object({ years: z.record(z.string(), CalendarYear) })
export type Calendar = z.infer<typeof Calendar>

/** A statutory period. `minimum`: not before its end; `maximum`: not after it. A negative `n` counts backwards. */
export const PeriodRule = z.object({
  n: z.int(),
  unit: z.enum(['days', 'workdays', 'years']),
  kind: z.enum(['minimum', 'maximum']),
})
export type PeriodRule = z.infer<typeof PeriodRule>

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Shanghai has kept one offset since 1992. */
const OFFSET = 8 * HOUR

const midnight = (day: Day) => new Date(`${day}T00:00:00Z`)
const isoDay = (date: Date): Day => date.toISOString().slice(0, 10)

/** The day that a moment falls on in Shanghai. */
export const dayOf = (date: Date): Day => isoDay(new Date(date.getTime() + OFFSET))
/** The year that a moment falls in in Shanghai, wherever the machine stands: budgets and references go by it. */
export const yearOf = (date: Date): number => Number(dayOf(date).slice(0, 4))
/** The first and the last moment of a day in Shanghai. */
export const startOfDay = (day: Day): Date => new Date(midnight(day).getTime() - OFFSET)
export const endOfDay = (day: Day): Date => new Date(startOfDay(day).getTime() + DAY - 1)

export const addDays = (day: Day, n: number): Day => isoDay(new Date(midnight(day).getTime() + n * DAY))

/** The same date n years on; 29 February becomes 1 March. */
export function addYears(day: Day, n: number): Day {
  const date = midnight(day)
  date.setUTCFullYear(date.getUTCFullYear() + n)
  return isoDay(date)
}

/** Whether a deadline could not be counted because the working days of a year are not confirmed. */
export const isUncounted = (error: unknown): boolean => error instanceof RuleBroken && error.code === 'calendar-unknown'
/** Where a day only informs or reminds: null while it cannot be counted. */
export function ifKnown<T>(counted: () => T): T | null {
  try {
    return counted()
  } catch (error) {
    if (isUncounted(error)) return null
    throw error
  }
}

/** Throws RuleBroken `calendar-unknown` for a year without a confirmed notice: such a deadline is not guessed. */
export function isWorkday({ years }: Calendar, day: Day): boolean {
  const year = day.slice(0, 4)
  const known = years[year]
  if (!known) throw new RuleBroken('calendar-unknown', `The working days of ${year} are not confirmed`, { year })
  const weekday = midnight(day).getUTCDay()
  return weekday === 0 || weekday === 6 ? known.weekendWork.includes(day) : !known.weekdayOff.includes(day)
}

/** The n-th workday after a day (before it, if n is negative); the day itself is not counted (令87 art. 85). */
export function addWorkdays(calendar: Calendar, day: Day, n: number): Day {
  let reached = day
  for (let left = Math.abs(n); left > 0;) {
    reached = addDays(reached, Math.sign(n))
    if (isWorkday(calendar, reached)) left--
  }
  return reached
}

/** The day itself if it is worked, else the next workday. */
export const rollForward = (calendar: Calendar, day: Day): Day =>
  isWorkday(calendar, day) ? day : addWorkdays(calendar, day, 1)

/** How many workdays lie after the first day, up to and including the last; none when the last is not later. */
export function workdaysBetween(calendar: Calendar, first: Day, last: Day): number {
  let count = 0
  for (let day = addDays(first, 1); day <= last; day = addDays(day, 1)) if (isWorkday(calendar, day)) count++
  return count
}

/**
 * The last day of a period, the first day not counted. A minimum of days that ends on a day off ends on the next
 * workday (令87 art. 85; 94号令 art. 42); a maximum shows the unrolled day as the safe one, and a count backwards
 * is not rolled, since rolling would shorten it.
 */
export function deadline(calendar: Calendar, from: Day, { n, unit, kind }: PeriodRule): Day {
  if (unit === 'workdays') return addWorkdays(calendar, from, n)
  if (unit === 'years') return addYears(from, n)
  const end = addDays(from, n)
  return kind === 'minimum' && n >= 0 ? rollForward(calendar, end) : end
}
