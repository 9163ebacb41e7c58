import { flow, follow } from '../kernel/flow.ts'
import { add, parseYuan, share, type Money } from '../kernel/money.ts'
import { Invalid, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import {
  Source, Weights, type DraftLine, type Line, type LineStatus, type Person, type SourceShare, type TypedSplit,
} from './line.schema.ts'

export type LineAction = 'submit' | 'approve' | 'refuse'

/** A refused line is corrected and submitted again; an approved one stays as it is. */
export const lineFlow = flow<LineStatus, LineAction>({
  draft: { submit: 'submitted' },
  submitted: { approve: 'approved', refuse: 'refused' },
  refused: { submit: 'submitted' },
  approved: {},
})

/** The amount by sources, exact to the fen (B3); a source without weight gives nothing and is left out. */
export function split(amount: Money, weights: Weights): SourceShare[] {
  const giving = Source.options.filter(source => weights[source] > 0)
  const parts = share(amount, giving.map(source => weights[source]))
  return giving.map((source, at) => ({ source, weight: weights[source], amount: parts[at]! }))
}

/** The same for what is still being typed; nothing while it is no amount or no ratio. */
export function typedSplit({ amount = '', weights = {} }: TypedSplit): SourceShare[] {
  const sum = parseYuan(amount)
  const ratio = Weights.safeParse(Object.fromEntries(Object.entries(weights).map(([source, typed]) => [source, Number(typed || 0)])))
  return sum && ratio.success ? split(sum, ratio.data) : []
}

export const weightsOf = (sources: readonly SourceShare[]): Weights => ({
  city: 0, district: 0, other: 0, ...Object.fromEntries(sources.map(({ source, weight }) => [source, weight])),
})

/** What a line is about, looked up by the service. */
export type Placed = { item: Pick<Line, 'itemName' | 'purchaseArea'>; areas: string[]; withSameKey: Line | null }
type Beginning = Placed & { id: string; reference: string; drafter: Person; now: Date }

const refuseSecond = ({ withSameKey }: Placed, id: string): void => {
  if (!withSameKey || withSameKey.id === id) return
  throw new Invalid('invalid-input', `${withSameKey.reference} is for the same year, area and item`, {
    problems: [{ field: 'itemId', code: 'line-exists', params: { reference: withSameKey.reference } }],
  })
}

export function draftLine({ weights, ...draft }: DraftLine, { id, reference, drafter, now, ...placed }: Beginning): Line {
  refuseSecond(placed, id)
  return {
    ...draft, ...placed.item, id, reference, revision: 0, areas: placed.areas, sources: split(draft.amount, weights),
    status: 'draft', drafter, createdAt: now,
  }
}

/** Only what is not submitted or approved is edited. */
export function editLine(line: Line, { weights, ...draft }: DraftLine, placed: Placed): Line {
  refuseIfBlocked(['draft', 'refused'].includes(line.status) ? [] : [{ code: 'line-not-draft' }])
  refuseSecond(placed, line.id)
  return { ...line, ...draft, ...placed.item, areas: placed.areas, sources: split(draft.amount, weights) }
}

export const submitLine = (line: Line, { by, now }: { by: Person; now: Date }): Line => ({ ...line, status: follow(lineFlow, line.status, 'submit'), submittedAt: now, submitter: by })

/** Why this person cannot approve the line; the page lists these, `approveLine` enforces them. */
export const approveBlockers = ({ drafter, submitter, sources, amount }: Line, by: Person): Blocker[] => [
  ...([drafter.accountId, submitter?.accountId].includes(by.accountId) ? [{ code: 'approver-drafted', law: '会计法第二十七条' }] : []),
  ...(add(...sources.map(part => part.amount)) === amount ? [] : [{ code: 'sources-not-whole', field: 'amount' }]),
]

type Decided = { by: Person; now: Date; reason?: string | undefined }

export function approveLine(line: Line, { by, now, reason }: Decided): Line {
  const status = follow(lineFlow, line.status, 'approve')
  refuseIfBlocked(approveBlockers(line, by))
  return { ...line, status, decision: { by, at: now, ...(reason && { reason }) } }
}

export const refuseLine = (line: Line, { by, now, reason }: Decided): Line =>
  ({ ...line, status: follow(lineFlow, line.status, 'refuse'), decision: { by, at: now, ...(reason && { reason }) } })
