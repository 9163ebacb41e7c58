import mongoose from 'mongoose'
import type { Redis } from 'ioredis'

const CHANNEL = 'fuhua:clock'
const LOOK_MS = 2_000
type Setting = { _id: string; aheadMs: number }
const settings = () => mongoose.connection.collection<Setting>('settings')

/** The clock that is given to everything that decides. */
export type Clock = () => Date

/**
 * The platform's clock. In the demo an administrator moves it ahead, never back, so that a person can walk
 * from notice to payment in minutes; all processes follow. In production it is the time of day.
 */
export async function platformClock({ movable, redis }: { movable: 'movable' | 'fixed'; redis: Redis }) {
  let ahead = 0
  const read = async () => { ahead = (await settings().findOne({ _id: 'clock' }))?.aheadMs ?? 0 }
  if (movable === 'movable') {
    await read()
    const listener = redis.duplicate()
    listener.on('error', () => undefined)
    await listener.subscribe(CHANNEL)
    const look = () => void read().catch(() => undefined)
    listener.on('message', look)
    // The message is lost when either end of it dies, so that everybody also looks by itself.
    const looking = setInterval(look, LOOK_MS).unref()
    closers.push(() => { clearInterval(looking); listener.disconnect() })
  }
  return {
    now: (): Date => new Date(Date.now() + ahead),
    ahead: (): number => ahead,
    /** Moves the clock to a later time. */
    async moveTo(then: Date): Promise<void> {
      await beginClock(new Date())
      // The store keeps the later of two, so that nobody who moves it at the same time sets it back.
      await settings().updateOne({ _id: 'clock' }, { $max: { aheadMs: then.getTime() - Date.now() } })
      await read()
      await redis.publish(CHANNEL, 'moved').catch(() => undefined)
    },
  }
}
/** The moment at which a clock begins that has not begun yet, which may lie before today; once it runs it only moves ahead. */
export const beginClock = (at: Date): Promise<unknown> =>
  settings().updateOne({ _id: 'clock' }, { $setOnInsert: { aheadMs: at.getTime() - Date.now() } }, { upsert: true })

export type PlatformClock = Awaited<ReturnType<typeof platformClock>>

const closers: (() => void)[] = []
export const stopClock = (): void => closers.splice(0).forEach(close => close())
