import { AsyncLocalStorage } from 'node:async_hooks'
import type { AuditEvent } from './audit-event.schema.ts'

const noted = new AsyncLocalStorage<AuditEvent[]>()

/** Does the work of one request and tells what it put on record, so that its answer can lead to the receipt of it. */
export async function noting<T>(work: () => Promise<T>): Promise<{ result: T; events: AuditEvent[] }> {
  const events: AuditEvent[] = []
  return { result: await noted.run(events, work), events }
}

export const note = (event: AuditEvent): void => { noted.getStore()?.push(event) }

/** Of what one act put on record, the event that is named as the act; the last, since a lost race leaves those of the tries before it. */
export const mainEvent = (events: readonly AuditEvent[], action: string): AuditEvent | undefined =>
  events.findLast(event => event.action === action) ?? events.findLast(event => event.action.split('.')[0] === action.split('.')[0]) ?? events.at(-1)
