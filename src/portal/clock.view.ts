import { view } from '../kernel/view.ts'

export const clockPage = view('portal/clock', (now: Date, leaps: { key: string; to: string }[]) => ({
  title: { key: 'portal.clock.title' }, time: now, leaps,
}))
