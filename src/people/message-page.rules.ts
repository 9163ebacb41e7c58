import type { Message } from './message.schema.ts'

/**
 * A page of messages that are sorted by time, and the time from where to read on; null at the end. Those of one moment stay on one page,
 * since the time alone tells where the next begins.
 */
export function cutAfter(found: Message[], most: number): { read: Message[]; next: Date | null } {
  const beyond = found[most]
  if (!beyond) return { read: found, next: null }
  const before = found.filter(({ at }) => at > beyond.at)
  const read = before.length > 0 ? before : found.slice(0, most)
  return { read, next: read.at(-1)!.at }
}
