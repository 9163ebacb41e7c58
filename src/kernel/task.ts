/** Something a person has to do now; the home page lists those of all domains. */
export type Task = {
  /** Translated with `params`, such as `tender.task.approve`. */
  key: string
  params?: Record<string, string | number>
  href: string
  /** What people quote, such as CG-2026-0007. */
  ref?: string
  /** Since when it waits. */
  since: Date
  /** Until when it has to be done; it gives the task its colour. */
  due?: Date
  /** Others can only go on when it is done; who has not done it is reminded, though no day is set. */
  awaited?: true
  /** That it waits must be written down nowhere: it would say who means to bid (令87 art. 28). */
  sealed?: true
}
