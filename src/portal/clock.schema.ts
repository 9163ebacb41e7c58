import { z } from 'zod'

/** Where an administrator moves the demo's clock to; it never goes back. */
export const MoveClock = z.object({ to: z.date(), reason: z.string().min(2).max(200) })
export type MoveClock = z.infer<typeof MoveClock>
