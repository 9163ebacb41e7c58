import { z } from 'zod'
import { endpoint, type AnyEndpoint } from '../platform/endpoint.ts'
import { everybody } from '../platform/route.ts'
import type { Clock } from '../platform/clock.ts'
import { clockPolicy } from './clock.policy.ts'
import { MoveClock } from './clock.schema.ts'
import type { ClockService } from './clock.service.ts'

const Time = z.object({ now: z.date() }).meta({ id: 'Time' })

export const clockApi = ({ clockMover, clock }: { clockMover: ClockService; clock: Clock }): AnyEndpoint[] => [
  endpoint({ method: 'get', path: '/clock', may: everybody, summary: 'The platform\'s time', reply: Time, handle: async () => ({ now: clock() }) }),
  endpoint({
    method: 'post', path: '/clock', may: clockPolicy.move, summary: 'Move the clock ahead (demo only)',
    body: MoveClock, reply: Time, handle: async ({ actor, body }) => ({ now: await clockMover.move(actor, body) }),
  }),
]
