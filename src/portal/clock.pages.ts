import { DateTime } from 'luxon'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { ZONE } from '../platform/form.ts'
import type { Clock } from '../platform/clock.ts'
import { clockPolicy } from './clock.policy.ts'
import { MoveClock } from './clock.schema.ts'
import type { ClockService } from './clock.service.ts'
import { clockPage } from './clock.view.ts'

/** The leaps that a walk through a purchase needs. */
const LEAPS = [{ key: 'day', days: 1 }, { key: 'week', days: 7 }, { key: 'three-weeks', days: 21 }, { key: 'month', days: 31 }]

export const clockPages = ({ clockMover, clock }: { clockMover: ClockService; clock: Clock }): AnyPage[] => {
  const shown = async () => show(clockPage, clock(), LEAPS.map(({ key, days }) =>
    ({ key: `portal.clock.${key}`, to: DateTime.fromJSDate(clock(), { zone: ZONE }).plus({ days }).toFormat("yyyy-MM-dd'T'HH:mm") })))
  return [
    page({ path: '/clock', may: clockPolicy.move, nav: { text: 'portal.nav.clock', icon: 'clock-history', order: 95 }, handle: shown }),
    form({
      path: '/clock', may: clockPolicy.move, body: MoveClock, binds: 'clock.move',
      handle: async ({ actor, body }) => {
        await clockMover.move(actor, body)
        return goTo('/clock', 'portal.flash.clock')
      },
      again: shown,
    }),
  ]
}
