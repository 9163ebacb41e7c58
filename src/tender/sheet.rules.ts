import { Invalid, refuseIfBlocked, RuleBroken, type Blocker, type Problem } from '../kernel/refusal.ts'
import type { Bid } from './bid.schema.ts'
import type { CommitteeRecord } from './committee.schema.ts'
import { hasPassed } from './qualification.rules.ts'
import { objectiveProblems, scoringSheetProblems } from './scoring.rules.ts'
import type { Factor, ScoringSheet } from './scoring.schema.ts'
import type { OpenPart, Reopen, SaveScore, Sheet } from './sheet.schema.ts'
import type { Tender } from './tender.schema.ts'

export const sheetId = (tenderId: string, memberId: string): string => `${tenderId}-${memberId}`

export const emptySheet = (tenderId: string, memberId: string, now: Date): Sheet =>
  ({ id: sheetId(tenderId, memberId), revision: 0, tenderId, memberId, bids: {}, savedAt: now, reopened: [] })

/** Why nothing is scored now: order of work is conformity, then scoring, by a committee that stands (令87 art. 47, 50, 55). */
export function scoringTimeBlockers({ status }: Tender, committee: CommitteeRecord | null, bids: Bid[]): Blocker[] {
  return [
    ...(status === 'scoring' && committee?.formedAt ? [] : [{ code: 'committee-not-formed', law: '财政部令第87号第四十七条' }]),
    ...(bids.some(hasPassed) ? [] : [{ code: 'conformity-first', law: '财政部令第87号第五十条' }]),
  ]
}

const asScoringSheet = ({ memberId }: Sheet, bidId: string, scores: ScoringSheet['scores']): ScoringSheet => ({ evaluatorId: memberId, bidId, scores })

/** Every line of the sheets, as the arithmetic takes them. */
export const linesOf = (sheets: readonly Sheet[]): ScoringSheet[] =>
  sheets.flatMap(sheet => Object.entries(sheet.bids).map(([bidId, { scores }]) => asScoringSheet(sheet, bidId, scores)))

/** A draft holds only what lies in range; it may leave out what is not decided yet. Throws Invalid by factor. */
export function withScore(sheet: Sheet, bidId: string, { scores, rationale = '' }: Pick<SaveScore, 'scores' | 'rationale'>, { factors, now }: { factors: readonly Factor[]; now: Date }): Sheet {
  if (sheet.signedAt) throw new RuleBroken('sheet-signed', 'A signed sheet does not change', { law: '财政部令第87号第六十四条' })
  const problems = scoringSheetProblems(asScoringSheet(sheet, bidId, scores), factors).filter(({ code }) => code !== 'score-missing')
  if (problems.length > 0) {
    throw new Invalid('invalid-input', 'A score is out of range', { problems: problems.map(({ field, code, params }) => ({ field: `scores.${field}`, code, ...(params && { params }) })) })
  }
  const before = sheet.bids[bidId]
  if (sheet.reopened.length > 0) {
    const open = sheet.reopened.filter(part => part.bidId === bidId).flatMap(({ factorIds }) => factorIds)
    const touched = factors.filter(({ id }) => before?.scores[id] !== scores[id] && !open.includes(id))
    refuseIfBlocked(touched.length > 0 ? [{ code: 'only-reopened-factors', law: '财政部令第87号第六十四条' }] : [])
  }
  return { ...sheet, savedAt: now, bids: { ...sheet.bids, [bidId]: { scores, rationale } } }
}

/** What a sheet still lacks, by bid: scores of all factors, and a rationale. */
export function lacking(sheet: Sheet, factors: readonly Factor[], bidIds: readonly string[]): Record<string, Problem[]> {
  return Object.fromEntries(bidIds.map(bidId => {
    const { scores = {}, rationale = '' } = sheet.bids[bidId] ?? {}
    return [bidId, [
      ...scoringSheetProblems(asScoringSheet(sheet, bidId, scores), factors),
      ...(rationale.trim().length >= 4 ? [] : [{ field: 'rationale', code: 'required' }]),
    ]]
  }))
}

/** Signed, and locked with it (令87 art. 61). */
export function signed(sheet: Sheet, { factors, bids, now }: { factors: readonly Factor[]; bids: Bid[]; now: Date }): Sheet {
  if (sheet.signedAt) throw new RuleBroken('sheet-signed', 'The sheet is signed')
  const missing = lacking(sheet, factors, bids.map(({ id }) => id))
  refuseIfBlocked(bids.filter(({ id }) => missing[id]!.length > 0)
    .map(({ organizationName }) => ({ code: 'sheet-incomplete', law: '财政部令第87号第五十五条', params: { bidder: organizationName } })))
  return { ...sheet, signedAt: now, reopened: [] }
}

/** The sheets that count: of members who sit, in the order of the members (令87 art. 49). */
export const sheetsOf = ({ memberIds }: CommitteeRecord, sheets: Sheet[]): Sheet[] =>
  memberIds.flatMap(id => sheets.find(({ memberId }) => memberId === id) ?? [])

export const signedCount = (committee: CommitteeRecord, sheets: Sheet[]): number =>
  sheetsOf(committee, sheets).filter(({ signedAt }) => signedAt).length

export const allSigned = (committee: CommitteeRecord, sheets: Sheet[]): boolean =>
  committee.formedAt !== undefined && signedCount(committee, sheets) === committee.size

/** Objective factors that differ, by bid; they are the same for all by law (令87 art. 64(3)). */
export function differing(sheets: readonly Sheet[], factors: readonly Factor[]): OpenPart[] {
  const found = new Map<string, string[]>()
  for (const { field, params } of objectiveProblems(linesOf(sheets), factors)) {
    const bidId = String(params?.bidId)
    found.set(bidId, [...found.get(bidId) ?? [], field])
  }
  return [...found].map(([bidId, factorIds]) => ({ bidId, factorIds }))
}

/** The sheets that are given back, each with the parts that may change. Throws RuleBroken when there is no such ground. */
export function givenBack(sheets: Sheet[], { ground, member, bidId }: Reopen, factors: readonly Factor[]): Sheet[] {
  if (ground === 'objective-differs') {
    const parts = differing(sheets, factors)
    if (parts.length === 0) throw new RuleBroken('nothing-differs', 'The objective scores are the same')
    return sheets.map(sheet => ({ ...sheet, signedAt: undefined, reopened: parts }))
  }
  const sheet = sheets[(member ?? 0) - 1]
  if (!sheet || !bidId || !sheet.bids[bidId]) {
    throw new Invalid('invalid-input', 'Which sheet?', { problems: [{ field: sheet ? 'bidId' : 'member', code: 'required' }] })
  }
  const factorIds = factors.filter(({ kind }) => kind === 'subjective').map(({ id }) => id)
  return [{ ...sheet, signedAt: undefined, reopened: [{ bidId, factorIds }] }]
}
