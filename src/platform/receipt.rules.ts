type Numbered = { event: { id: string; seq: number }; concerned: { facts: Record<string, unknown> } | null }

/** Where the receipt of an act lies, by its event in the log. */
export const receiptAt = (eventId: string): string => `/receipts/${eventId}`

/** The number to quote: that of the record with the place of the act in its log; of a record without one the act's own. */
export const numberOf = ({ event, concerned }: Numbered): string =>
  typeof concerned?.facts.ref === 'string' && concerned.facts.ref !== '' ? `${concerned.facts.ref}-${event.seq}` : event.id.toUpperCase()
