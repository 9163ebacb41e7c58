import { z } from 'zod'
import { Receipt } from './bid.schema.ts'

/**
 * One place of a tender's box before the opening. What the database's owner does not see: who bid (the holder of a place is a
 * keyed hash), what (sealed), its length (all of one size), and, in one look, how many: every place that no bid takes holds a
 * decoy that cannot be told from a bid, and a bid is written over a decoy in its place, so that the order in which the store
 * keeps them says nothing either. Decoys are written anew at moments by chance, so that a change of the box is no sign of a bid and
 * their number none of how many. What it does see: beyond `PLACES` bids, more than `PLACES` envelopes. Files lie beside the database under random names, padded to classes of a megabyte; who watches
 * the disk sees that some arrive, not for whom or for which tender.
 */
export const Envelope = z.object({
  id: z.string(),
  revision: z.int().default(0),
  tenderId: z.string(),
  sealed: z.string().meta({ description: 'Sealed to the tender’s key, base64url, always the same length' }),
  sha256: z.string().meta({ description: 'Of the sealed bytes, in hex; stands on the receipt' }),
  receipt: z.string().meta({ description: 'For the bidder, locked by the platform' }),
})
export type Envelope = z.infer<typeof Envelope>

/** Guards the envelopes of a tender: every change of one changes it too, so that the deadline's race has one winner. */
export const BidBox = z.object({
  id: z.string().meta({ description: 'Of the tender' }),
  revision: z.int().default(0),
  state: z.enum(['open', 'closed']),
  digest: z.string().meta({ description: 'SHA-256 of all envelopes' }),
  altered: z.boolean().default(false).meta({ description: 'An envelope was once put in, changed or taken out past the platform' }),
})
export type BidBox = z.infer<typeof BidBox>

/**
 * What lies in a box by the last change, so that a change need not read all envelopes. It says no more than the envelopes do;
 * whether they still lie there is looked at when the box is closed and opened.
 */
export const BoxLines = z.object({
  id: z.string().meta({ description: 'Of the tender' }),
  revision: z.int().default(0),
  lines: z.record(z.string(), z.object({
    holder: z.string().meta({ description: 'Keyed hash of the bidder, or of the decoy that it looks like' }), sha256: z.string(),
  })).meta({ description: 'Who holds each place, and the digest of what lies there' }),
})

export type BoxLines = z.infer<typeof BoxLines>
export type Lines = Map<string, BoxLines['lines'][string]>

/** How many envelopes a box shows while no more bids than these have come. */
export const PLACES = 16
/** Plain bytes of every envelope; an offer that is longer is refused. */
export const ENVELOPE_BYTES = 64 * 1024

export const SignedReceipt = Receipt.extend({
  signedBy: z.string(),
  version: z.int().meta({ description: 'Counts what was sealed for this tender: 2 replaced the first' }),
  files: z.array(z.object({ name: z.string(), size: z.int(), sha256: z.string() })),
})
export type SignedReceipt = z.infer<typeof SignedReceipt>
