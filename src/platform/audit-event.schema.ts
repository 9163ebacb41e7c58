import { z } from 'zod'

/** One change of one subject. Per subject the events form a chain: each carries the hash of the one before. */
export const AuditEvent = z.object({
  id: z.string(),
  revision: z.int().default(0),
  subject: z.string().meta({ description: 'kind:id of what changed' }),
  seq: z.int().meta({ description: 'Place in the chain of the subject, from 1' }),
  at: z.date(),
  actorId: z.string(),
  actorName: z.string(),
  action: z.string().meta({ description: 'As in the policy, such as tender.publish' }),
  reason: z.string().optional(),
  ruleSet: z.string().optional().meta({ description: 'The rule set in force on the trigger date' }),
  before: z.int().nullable().meta({ description: 'Revision before the change' }),
  after: z.int().meta({ description: 'Revision after the change' }),
  digest: z.string().meta({ description: 'SHA-256 of the thing after the change' }),
  changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
  previous: z.string().meta({ description: 'Hash of the event before; empty for the first' }),
  hash: z.string(),
})
export type AuditEvent = z.infer<typeof AuditEvent>
