/** Something a person has to do now; the home page lists those of all domains. */
export type Task = {
  /** Translated with `params`, such as `tender.task.approve`. */
  text: string
  params?: Record<string, string | number>
  href: string
  /** Since when it waits; its age gives it a colour. */
  since: Date
  due?: Date
}
