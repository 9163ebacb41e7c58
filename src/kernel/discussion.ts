import { z } from 'zod'
import type { Actor } from './actor.ts'
import { may, type Sentence } from './policy.ts'

/** Who reads a comment: `staff` are the authorities alone; `parties` are they and the organization that the record is about. */
export const Audience = z.enum(['staff', 'parties'])
export type Audience = z.infer<typeof Audience>

/** A record as people talk about it. Who may read and write for an audience is a sentence of the record's own policy. */
export type Discussion = {
  /** As in the audit log. */
  kind: string
  title: string
  /** Its page, which shows the comments. */
  href: string
  thing: { id: string }
  /** Of the organization that takes part, if one does. */
  organizationId?: string
  readers: Partial<Record<Audience, Sentence>>
}

/** For whom this person may write here and whose comments it reads; nobody is asked about more than the record itself. */
export const audiencesFor = ({ readers, thing }: Discussion, actor: Actor): Audience[] =>
  Audience.options.filter(audience => readers[audience] && may(readers[audience], actor, thing))
