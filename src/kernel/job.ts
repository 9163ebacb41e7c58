import { z } from 'zod'

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

/** How far a job is. `none`: nobody has asked for it, or it was done long ago. */
export const JobState = z.object({
  state: z.enum(['none', 'waiting', 'active', 'done', 'failed']),
  percent: z.int().min(0).max(100).meta({ description: 'How much of the work is done, 0 where the work does not tell' }),
  tries: z.int().nonnegative().meta({ description: 'How often it was tried in vain' }),
  refused: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).optional()
    .meta({ description: 'The refusal that ended it; without one, a fault that several tries did not overcome' }),
}).meta({ id: 'JobState' })
export type JobState = z.infer<typeof JobState>

/** Tells how far a job is; the other side of asking for it. */
export type Watch = <P extends z.ZodObject>(job: Job<string, P>, payload: z.infer<P>) => Promise<JobState>
