import { z } from 'zod'
import type { Role } from '../kernel/actor.ts'
import type { Facts, Weight } from './message.schema.ts'

/** An event that nobody has been told of yet; put down in the transaction that made the change, taken away in the one that tells. */
export const UntoldEvent = z.object({ id: z.string().meta({ description: 'Of the event' }), revision: z.int().default(0) })
export type UntoldEvent = z.infer<typeof UntoldEvent>

/** What the rules read of an event of the audit log. */
export type ToldEvent = {
  id: string; subject: string; action: string; actorId: string; at: Date; reason?: string | undefined
  changes: { field: string; to: unknown }[]
}

/** A thing that events are about, brought into one shape; `people` are accounts by what they are to the thing. */
export type Matter = {
  href: string
  facts: Facts
  areas: string[]
  organizationId?: string
  people: Record<string, string[]>
  /** The organizations whose bids were opened; empty before the opening, since nobody knows them (令87 art. 28). */
  bidders: string[]
  /** What each of them is told of its own bid, once there is a result. */
  results: { organizationId: string; outcome: 'won' | 'lost' | 'excluded'; facts: Facts }[]
  announced: boolean
}

/** Whom something is told: an organization's people, officials of the areas, persons, or everybody who could bid. */
export type Audience =
  | { to: 'organization'; organizationId: string; roles: Role[]; facts?: Facts }
  | { to: 'officials'; areas: string[]; roles: Role[] }
  | { to: 'persons'; ids: string[] }
  | { to: 'bidders-to-be' }

export type Rule = {
  /** Its words stand under `message.told.<text>`. */
  text: string
  weight: Weight
  whom: (matter: Matter, event: ToldEvent) => Audience[]
  /** Where it leads, if not to the thing itself. */
  href?: (matter: Matter) => string
  when?: (event: ToldEvent) => boolean
  /** `thing`: told to a person once for the thing, however often it happens. */
  once?: 'thing'
  /** Its text gives the reason that was given for it. */
  tells?: 'reason'
  /** Told also to the person who did it. */
  also?: 'actor'
}
