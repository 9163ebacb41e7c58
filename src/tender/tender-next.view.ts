import { organizationsOf, type Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { awardPolicy } from './award.policy.ts'
import { evaluationSteps } from './evaluation-steps.view.ts'
import { depositBlockers, openingBlockers } from './opening.rules.ts'
import { mended } from './tender-section.view.ts'
import { tenderPolicy } from './tender.policy.ts'
import { mayBeginAgain, statusNow } from './tender.rules.ts'
import type { Tender, TenderStatus } from './tender.schema.ts'

export type Readiness = { submit: Blocker[]; warnings: Blocker[]; publish: Blocker[] }
type Step = { key: string; href: string; tone?: string; icon?: string; method?: 'post'; name?: string; value?: string | number }

/** What keeps it from being published, with the page where this person can mend it: the deposit of a key, or the way back to the draft. */
export const mendedBeforePublishing = (tender: Tender, actor: Actor) => (blocker: Blocker): Blocker & { href?: string } => {
  if (blocker.code === 'keys-missing' && may(tenderPolicy.hold, actor, tender) && depositBlockers(tender, actor).length === 0) return { ...blocker, href: `/tenders/${tender.id}/keys` }
  return blocker.code === 'opening-place-missing' && may(tenderPolicy.approve, actor, tender) ? { ...blocker, href: `/tenders/${tender.id}#decisions` } : blocker
}

/** Whose turn it is in each state. */
const WHO: Partial<Record<TenderStatus, string>> = {
  draft: 'drafter', submitted: 'approver', approved: 'custodians', published: 'bidders', closed: 'custodians', opened: 'buyer',
  qualified: 'buyer', scoring: 'committee', ranked: 'buyer', awarded: 'both',
}

/** What happens next, who does it, and what this person can do for it now. */
export function nextOf(tender: Tender, actor: Actor, { now, readiness, waits }: { now: Date; readiness: Readiness; waits: Blocker[] }) {
  const status = statusNow(tender, now)
  const hasKeys = Boolean(tender.custody.publicKey)
  const who = status === 'approved' && hasKeys ? 'buyer' : WHO[status]
  return {
    status: { key: `tender.status.${status}`, tone: ['failed', 'cancelled'].includes(status) ? 'bad' : 'info' },
    text: { key: `tender.next.${status === 'approved' && hasKeys ? 'approved-with-keys' : status}` },
    who: who ? { key: `tender.who.${who}` } : '',
    due: status === 'published' ? tender.bidDeadline ?? null : null,
    // What waits for a challenge or complaint is still looked at, not pressed on with.
    actions: stepsOf(tender, actor, status, readiness).filter(({ tone }) => waits.length === 0 || tone !== 'primary'),
    blockers: [...blockersOf(tender, actor, status, readiness), ...waits],
  }
}

function stepsOf(tender: Tender, actor: Actor, status: TenderStatus, readiness: Readiness): Step[] {
  const at = (path: string) => `/tenders/${tender.id}/${path}`
  const drafts = may(tenderPolicy.draft, actor, tender)
  const holds = may(tenderPolicy.hold, actor, tender)
  const revision = { name: 'revision', value: tender.revision }
  const afterOpening = (): Step[] =>
    [...evaluationPages(tender, actor), { key: 'tender.action.record', href: at('opening'), icon: 'file-earmark-text' }, ...ownBid(tender, actor)]
  const beginAgain = (): Step[] => drafts && mayBeginAgain(tender) ? [{ key: 'tender.action.retender', href: at('retender'), method: 'post', icon: 'arrow-repeat', ...revision }] : []
  switch (status) {
    case 'draft': return drafts ? [
      ...(readiness.submit.length > 0 ? [] : [{ key: 'tender.action.submit', href: at('submit'), method: 'post' as const, tone: 'primary', icon: 'arrow-right', ...revision }]),
      { key: 'tender.action.edit', href: at('edit'), icon: 'pencil' },
    ] : []
    case 'approved': return [
      ...(holds && depositBlockers(tender, actor).length === 0 ? [{ key: 'tender.action.keys', href: at('keys'), tone: 'primary', icon: 'key' }] : []),
      ...(may(tenderPolicy.publish, actor, tender) && readiness.publish.length === 0
        ? [{ key: 'tender.action.publish', href: at('publish'), tone: 'primary', icon: 'megaphone' }] : []),
    ]
    case 'published': return [
      ...(organizationsOf(actor).length > 0 ? [{ key: 'tender.action.bid', href: at('bid'), tone: 'primary', icon: 'envelope' }] : []),
      ...(may(tenderPolicy.answer, actor, tender) ? [{ key: 'tender.action.amend', href: at('amend'), icon: 'pencil' }] : []),
    ]
    case 'closed': return [
      ...(holds && openingBlockers(tender, actor).length === 0 ? [{ key: 'tender.action.open', href: at('opening'), tone: 'primary', icon: 'unlock' }] : []),
      ...ownBid(tender, actor),
    ]
    case 'failed': return [
      ...beginAgain(),
      ...evaluationPages(tender, actor), ...ownBid(tender, actor),
    ]
    case 'submitted':
    case 'cancelled': return []
    case 'awarded': return [
      ...(may(awardPolicy.award, actor, tender) ? [{ key: 'tender.action.contract', href: `/contracts/new?tenderId=${tender.id}`, tone: 'primary', icon: 'file-earmark-text' }] : []),
      ...afterOpening(),
    ]
    case 'contracted': return [
      { key: 'tender.action.see-contract', href: `/contracts/${tender.award?.contractId ?? ''}`, icon: 'file-earmark-text' }, ...beginAgain(), ...afterOpening(),
    ]
    default: return afterOpening()
  }
}

/** The pages of the evaluation that this person may open; the one whose turn it is stands out. */
const evaluationPages = (tender: Tender, actor: Actor): Step[] => evaluationSteps(tender, actor).filter(({ href }) => href)
  .map(({ key, href, state }) => ({ key, href, ...(state === 'current' && { tone: 'primary' }) }))

const ownBid = (tender: Tender, actor: Actor): Step[] =>
  organizationsOf(actor).length > 0 && tender.announced ? [{ key: 'tender.action.own-bid', href: `/tenders/${tender.id}/bid`, icon: 'envelope' }] : []

function blockersOf(tender: Tender, actor: Actor, status: TenderStatus, readiness: Readiness): Blocker[] {
  if (status === 'draft' && may(tenderPolicy.draft, actor, tender)) return readiness.submit.map(mended(tender))
  if (status === 'approved' && may(tenderPolicy.publish, actor, tender)) return readiness.publish.map(mendedBeforePublishing(tender, actor))
  // Who runs a purchase does not also decide who gets the money (财库〔2016〕99号: 不相容岗位分离).
  if (['ranked', 'awarded'].includes(status) && may(tenderPolicy.draft, actor, tender) && !may(awardPolicy.award, actor, tender)) {
    return [{ code: 'district-awards', law: '财库〔2016〕99号' }]
  }
  return []
}
