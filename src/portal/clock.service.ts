import type { Actor } from '../kernel/actor.ts'
import { permit } from '../kernel/policy.ts'
import { Invalid, RuleBroken } from '../kernel/refusal.ts'
import type { Enqueue, Job } from '../kernel/job.ts'
import type { Audit } from '../platform/audit.ts'
import type { PlatformClock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { clockPolicy } from './clock.policy.ts'
import type { MoveClock } from './clock.schema.ts'

type Deps = {
  platformClock: PlatformClock
  movable: boolean
  audit: Audit; transact: Transact; enqueue: Enqueue
  /** What has to look at the time again at once. */
  sweeps: Job[]
}

export const clockService = ({ platformClock, movable, audit, transact, enqueue, sweeps }: Deps) => ({
  /** Moves the platform's clock ahead, in the demo only, and lets everything that waits for a time look again. */
  async move(actor: Actor, { to, reason }: MoveClock): Promise<Date> {
    permit(clockPolicy.move, actor, {})
    if (!movable) throw new RuleBroken('clock-fixed', 'The clock moves in the demo only')
    const from = platformClock.now()
    if (to <= from) throw new Invalid('invalid-input', 'The clock never goes back', { problems: [{ field: 'to', code: 'not-later' }] })
    await platformClock.moveTo(to)
    await transact(async () => {
      await audit.record(actor, {
        kind: 'clock', action: 'clock.move', reason,
        before: null, after: { id: 'platform', revision: Math.floor(to.getTime() / 1_000) },
      })
      for (const sweep of sweeps) await enqueue(sweep, {})
    })
    return platformClock.now()
  },
})
export type ClockService = ReturnType<typeof clockService>
