import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import { acceptancePolicy } from './acceptance.policy.ts'
import { nextToAccept, requestBlockers, standardsOf, type Standard } from './acceptance.rules.ts'
import type { Acceptance } from './acceptance.schema.ts'
import type { Contract } from './contract.schema.ts'
import { workOf } from './supplement.rules.ts'

const TONE = { requested: 'waiting', passed: 'good', failed: 'bad' } as const
const chip = ({ status }: Acceptance) => ({ key: `contract.acceptance.status.${status}`, tone: TONE[status] })
const nth = (seq: number) => ({ key: 'contract.nth', params: { seq } })
const nameOf = ({ id, indicator }: Standard) => indicator ? { text: indicator.name } : { key: `contract.acceptance.standard.${id}` }
const targetOf = ({ indicator }: Standard) =>
  indicator ? { key: 'contract.quantity', params: { target: indicator.target, unit: indicator.unit } } : { key: 'contract.acceptance.as-contracted' }

/** How many opinions of users the record asks for at once. */
const OPINIONS = 3

/** On the contract's page: what was accepted, and for the supplier how to ask for the next. */
export function acceptancePart(contract: Contract, { acceptances, actor, now }: { acceptances: Acceptance[]; actor: Actor; now: Date }) {
  const next = nextToAccept(contract)
  const asks = next && contract.status === 'in-force' && may(acceptancePolicy.request, actor, contract)
  return {
    columns: [
      { name: 'reference', label: { key: 'contract.acceptance.reference' }, href: 'href', type: 'code' }, { name: 'seq', label: { key: 'contract.acceptance.for' } },
      { name: 'requestedAt', label: { key: 'contract.acceptance.requested-at' }, type: 'date' }, { name: 'decidedAt', label: { key: 'contract.acceptance.decided-at' }, type: 'date' },
      { name: 'status', label: { key: 'contract.acceptance.result' }, type: 'chip' },
    ],
    rows: acceptances.map(acceptance => ({
      reference: acceptance.reference, href: `/acceptances/${acceptance.id}`, seq: nth(acceptance.seq), requestedAt: acceptance.requestedAt,
      decidedAt: acceptance.decidedAt, status: chip(acceptance),
    })),
    needed: contract.instalments.some(({ onAcceptance }) => onAcceptance),
    request: asks ? {
      action: `/contracts/${contract.id}/acceptances`, seq: next.seq, condition: next.condition,
      blockers: requestBlockers(contract, { seq: next.seq, others: acceptances, now }),
    } : null,
  }
}

/** Whose turn it is while the next payment waits for an acceptance. */
export function acceptanceStep(contract: Contract, acceptances: Acceptance[], actor: Actor) {
  const open = acceptances.find(({ status }) => status === 'requested')
  if (!open) return { text: { key: 'contract.next.request-acceptance', params: { seq: nextToAccept(contract)?.seq } }, who: { key: 'contract.party.supplier' }, due: null }
  const actions = [{ key: 'contract.acceptance.open', href: `/acceptances/${open.id}`, icon: 'clipboard-check', ...(may(acceptancePolicy.decide, actor, open) && { tone: 'primary' }) }]
  return { text: { key: 'contract.next.accept', params: { seq: open.seq } }, who: { key: 'contract.party.buyer' }, due: open.decideBy ?? null, actions }
}

type Shown = { acceptance: Acceptance; contract: Contract; events: TimelineEvent[]; discussion: Discussed | null; actor: Actor }

export const acceptancePage = view('contract/acceptance', ({ acceptance, contract, events, discussion, actor }: Shown) => {
  const { id, reference, revision, seq, status, decideBy, decidedBy, findings, opinions, files } = acceptance
  const inside = may(acceptancePolicy.readFiles, actor, acceptance)
  const standards = standardsOf(workOf(contract, seq))
  return {
    title: { key: 'contract.acceptance.title', params: { seq } }, reference, lead: { text: contract.title }, status: chip(acceptance),
    breadcrumbs: [{ key: 'contract.list.title', href: '/contracts' }, { text: contract.reference, href: `/contracts/${contract.id}` }, { text: reference }],
    next: status === 'requested' ? { text: { key: 'contract.next.accept', params: { seq } }, who: { key: 'contract.party.buyer' }, due: decideBy ?? null } : null,
    line: [
      { key: 'contract.acceptance.requested-at', at: acceptance.requestedAt },
      acceptance.decidedAt ? { key: 'contract.acceptance.decided-at', at: acceptance.decidedAt } : { key: 'contract.line.accept-by', at: decideBy },
    ],
    actions: status === 'requested' ? [] : [{ key: 'contract.acceptance.print', href: `/acceptances/${id}/file`, icon: 'printer' }],
    facts: [
      { label: { key: 'contract.payment.contract' }, value: contract.reference, href: `/contracts/${contract.id}` },
      { label: { key: 'contract.buyer' }, value: contract.buyer.name }, { label: { key: 'contract.supplier' }, value: contract.supplier.name, href: `/organizations/${contract.organizationId}` },
      { label: { key: 'contract.condition' }, value: contract.instalments.find(each => each.seq === seq)?.condition },
      { label: { key: 'contract.acceptance.requested-at' }, value: acceptance.requestedAt, type: 'datetime', ...(inside && { hint: { text: acceptance.requestedBy.name } }) },
      ...(acceptance.decidedAt ? [{ label: { key: 'contract.acceptance.decided-at' }, value: acceptance.decidedAt, type: 'datetime', hint: { text: decidedBy?.name ?? '' } }] : []),
      ...(acceptance.remedy ? [{ label: { key: 'contract.acceptance.remedy' }, value: acceptance.remedy }] : []),
    ],
    given: inside ? {
      statement: acceptance.statement,
      files: files.map(({ name, size, sha256, key }) => ({ name, size, hash: sha256, href: `/acceptances/${id}/files/${key}` })),
    } : null,
    deciding: status === 'requested' && may(acceptancePolicy.decide, actor, acceptance) ? {
      action: `/acceptances/${id}/decide`, revision,
      standards: standards.map((standard, index) => ({ index, id: standard.id, name: nameOf(standard), target: targetOf(standard) })),
      opinions: Array.from({ length: OPINIONS }, (_, index) => ({ index, number: index + 1 })),
      choices: ['yes', 'no'].map(value => ({ value, key: `contract.acceptance.met.${value}` })),
    } : null,
    columns: [
      { name: 'name', label: { key: 'contract.acceptance.what' } }, { name: 'target', label: { key: 'contract.acceptance.contracted' } },
      { name: 'found', label: { key: 'contract.acceptance.found' } }, { name: 'met', label: { key: 'contract.acceptance.result' }, type: 'chip' },
    ],
    findings: findings.length === 0 ? [] : standards.map(standard => {
      const finding = findings.find(({ standardId }) => standardId === standard.id)
      return {
        name: nameOf(standard), target: targetOf(standard), found: finding?.found ?? '',
        met: { key: `contract.acceptance.met.${finding?.met ?? 'no'}`, tone: finding?.met === 'yes' ? 'good' : 'bad' },
      }
    }),
    opinionColumns: [{ name: 'who', label: { key: 'contract.acceptance.who' } }, { name: 'opinion', label: { key: 'contract.acceptance.opinion' } }],
    opinions, events: timelineOf(events), discussion: discussionPart(discussion),
  }
})
