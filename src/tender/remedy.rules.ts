import { Invalid, type Blocker } from '../kernel/refusal.ts'
import { dayOf } from '../kernel/period.ts'
import { candidatesOf } from './award.rules.ts'
import type { Challenge, ChallengeStep, Demand, Remedy, RemedyKind } from './challenge.schema.ts'
import type { Complaint } from './complaint.schema.ts'
import { isOpenForBids } from './tender.rules.ts'
import type { Tender } from './tender.schema.ts'

/** What may be made to wait; `evaluate` is each step between the opening and the ranking. */
export type Pausable = 'open' | 'evaluate' | 'award' | 'contract'
/** The challenges and complaints of one purchase, as far as they bear on it. */
export type Grievances = { challenges: Challenge[]; complaints: Complaint[] }

/** The bid that falls away when another candidate takes its place. */
const fallen = (tender: Tender): string | undefined => tender.award?.bidId ?? candidatesOf(tender)[0]?.bidId

/**
 * What can follow when the result is touched (令94 art. 16, 31, 32): the document is amended while bids are open; another candidate takes
 * the winner's place while there is one and no contract; a contract that still runs is annulled; otherwise the purchase begins anew.
 */
export function remediesOf(tender: Tender, step: ChallengeStep, now: Date): RemedyKind[] {
  if (tender.status === 'contracted') return tender.award?.contractEnded ? ['damages'] : ['annul', 'damages']
  if (step === 'document') return isOpenForBids(tender, now) ? ['amend', 'restart'] : ['restart']
  return ['ranked', 'awarded'].includes(tender.status) && candidatesOf(tender).length > 1 ? ['next-candidate', 'restart'] : ['restart']
}

/** Throws Invalid `remedy-needed` when none was chosen, or one that is not open here. */
export function remedyFor(tender: Tender, kind: RemedyKind | undefined, { among, now }: { among: RemedyKind[]; now: Date }): Remedy {
  if (!kind || !among.includes(kind)) throw new Invalid('invalid-input', 'What follows must be chosen', { problems: [{ field: 'remedy', code: 'remedy-needed' }] })
  const against = kind === 'next-candidate' ? fallen(tender) : undefined
  return { kind, at: now, ...(against && { against }) }
}

/** Whether what had to follow was done, by the purchase's own step. */
export function isSettled({ kind, at, against }: Remedy, tender: Pick<Tender, 'status' | 'amendments' | 'award'>): boolean {
  if (kind === 'damages' || tender.award?.contractEnded || ['failed', 'cancelled'].includes(tender.status)) return true
  if (kind === 'amend') return tender.amendments.some(amendment => amendment.at >= at)
  return kind === 'next-candidate' && tender.award !== undefined && tender.award.bidId !== against
}

const lawOf = (step: ChallengeStep): string => `财政部令第94号第三十${step === 'document' ? '一' : '二'}条`
const remedies = ({ challenges, complaints }: Grievances): { remedy: Remedy; ref: string; law: string }[] => [
  ...challenges.flatMap(({ remedy, reference }) => remedy ? [{ remedy, ref: reference, law: '财政部令第94号第十六条' }] : []),
  ...complaints.flatMap(({ remedy, reference, step }) => remedy ? [{ remedy, ref: reference, law: lawOf(step) }] : []),
]

export const demandsOf = (tender: Tender, { challenges, complaints }: Grievances): Demand[] => {
  const asks = ({ remedy }: { remedy?: Remedy | undefined }): boolean => remedy?.kind === 'annul' && !isSettled(remedy, tender)
  return [
    ...complaints.filter(asks).map(({ id, reference, step }): Demand => ({ kind: 'complaint', id, reference, law: lawOf(step) })),
    ...challenges.filter(asks).map(({ id, reference }): Demand => ({ kind: 'challenge', id, reference, law: '财政部令第94号第十六条' })),
  ]
}

/** The bids that may not win any more. */
export const setAside = (grievances: Grievances): string[] => remedies(grievances).flatMap(({ remedy: { against } }) => against ?? [])

/** The suspension that is in force: to the end of its last day, or until it is lifted or the complaint is decided (法 art. 57). */
export const isSuspending = ({ status, suspension }: Complaint, now: Date): boolean =>
  status === 'accepted' && suspension !== undefined && !suspension.liftedAt && now <= suspension.until

/** Why a step of the purchase waits: the page shows these, the step refuses with them. */
export function pauseBlockers(tender: Tender, act: Pausable, grievances: Grievances, now: Date): Blocker[] {
  const { challenges, complaints } = grievances
  const held = ['open', 'evaluate'].includes(act) ? [] : challenges.filter(({ status, hold }) => status === 'sent' && hold)
  const waiting = remedies(grievances).filter(({ remedy }) => !isSettled(remedy, tender) && !(act === 'award' && remedy.kind === 'next-candidate'))
  return [
    ...held.map(({ reference }): Blocker => ({ code: 'challenge-holds', law: '政府采购法实施条例第五十四条', params: { ref: reference } })),
    ...waiting.map(({ remedy, ref, law }): Blocker => ({ code: `remedy-outstanding-${remedy.kind}`, law, params: { ref } })),
    ...complaints.filter(each => isSuspending(each, now)).map(({ reference, suspension }): Blocker =>
      ({ code: 'suspended', law: '政府采购法第五十七条；财政部令第94号第二十八条', params: { ref: reference, until: dayOf(suspension!.until) } })),
  ]
}

/** Why this bid cannot be awarded: it was set aside, or an award stands and nothing has touched it. */
export function awardAgainBlockers(tender: Tender, bidId: string, grievances: Grievances): Blocker[] {
  const open = remedies(grievances).some(({ remedy }) => remedy.kind === 'next-candidate' && !isSettled(remedy, tender))
  return [
    ...(tender.status !== 'awarded' || open ? [] : [{ code: 'award-stands', law: '政府采购法第四十六条' }]),
    ...(setAside(grievances).includes(bidId) ? [{ code: 'bid-set-aside', field: 'bidId', law: '财政部令第94号第十六条、第三十二条' }] : []),
  ]
}
