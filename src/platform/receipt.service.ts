import type { Actor } from '../kernel/actor.ts'
import { NotFound } from '../kernel/refusal.ts'
import type { AuditEvent } from './audit-event.schema.ts'
import type { Audit } from './audit.ts'

/** What a receipt says of the record that was acted on: where it is read, and the facts by which people know it. */
export type Concerned = { href: string; facts: Record<string, unknown> }
export type Receipt = { event: AuditEvent; concerned: Concerned | null }

type Deps = { audit: Pick<Audit, 'event'>; matterOf: Record<string, (id: string) => Promise<Concerned>> }

/** The log's own entry of an act is its receipt: nothing is written twice, so that the two cannot differ. */
export const receiptService = ({ audit, matterOf }: Deps) => ({
  /** For who did it; nobody else learns that there is one. Throws NotFound. */
  async see({ id: actorId }: Actor, eventId: string): Promise<Receipt> {
    const event = await audit.event(eventId)
    if (event?.actorId !== actorId) throw new NotFound('not-found', 'No such receipt of this person')
    const [kind = '', id = ''] = event.subject.split(':')
    return { event, concerned: await matterOf[kind]?.(id) ?? null }
  },
})
export type ReceiptService = ReturnType<typeof receiptService>
