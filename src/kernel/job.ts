import type { z } from 'zod'

/** What a job is called and what it carries. Declared by a domain; done by the file of its name in jobs/. */
export type Job<Name extends string = string, Payload extends z.ZodObject = z.ZodObject> = {
  name: Name
  payload: Payload
  /** Two requests with the same key are one job. */
  key: (payload: z.infer<Payload>) => string
  /** A sweep runs by itself, every so many seconds, with an empty payload. */
  everySeconds?: number
}
export const job = <N extends string, P extends z.ZodObject>(spec: Job<N, P>) => spec

/** Asks for a job; given to services so that they need not know the queue. Inside a transaction it waits for the commit. */
export type Enqueue = <P extends z.ZodObject>(job: Job<string, P>, payload: z.infer<P>) => Promise<void>
