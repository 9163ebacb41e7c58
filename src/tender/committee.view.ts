import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { view } from '../kernel/view.ts'
import { committeePolicy } from './committee.policy.ts'
import { seenBy } from './committee.rules.ts'
import type { CommitteeDesk } from './committee.service.ts'
import { evaluationSteps } from './evaluation-steps.view.ts'
import { evaluationCrumbs } from './qualification.view.ts'

/** Drawing, declaring, and who sits; with numbers instead of names until the result is announced. */
export const committeePage = view('tender/committee', ({ tender, committee, bids, representatives, waits }: CommitteeDesk, actor: Actor) => {
  const seen = committee && seenBy(committee, actor.id, { announced: tender.award?.announcedAt !== undefined })
  const own = seen?.members.find(member => member.own)
  const working = ['qualified', 'scoring'].includes(tender.status)
  return {
    title: { key: 'scoring.committee.title' }, tender, waits, at: `/tenders/${tender.id}/committee`,
    breadcrumbs: evaluationCrumbs(tender, { key: 'scoring.committee.title' }),
    steps: evaluationSteps(tender, actor),
    mayDraw: working && may(committeePolicy.draw, actor, tender) && (!seen || seen.vacancies > 0), isFirst: !seen,
    representatives: representatives.map(({ accountId, name }) => ({ value: accountId, text: name })),
    asked: working && own?.state === 'asked', sits: working && own !== undefined,
    bidders: bids.map(({ organizationName }) => organizationName), buyer: tender.buyer.name,
    drawn: seen !== null, formed: Boolean(seen?.formedAt), secret: tender.award?.announcedAt === undefined,
    facts: seen ? [
      { label: { key: 'scoring.committee.size' }, value: seen.size, type: 'number' },
      { label: { key: 'scoring.committee.vacancies' }, value: seen.vacancies, type: 'number' },
      { label: { key: 'scoring.committee.formed-at' }, value: seen.formedAt, type: 'datetime' },
      { label: { key: 'scoring.committee.left' }, value: seen.left, type: 'number' },
    ] : [],
    columns: [
      { name: 'number', label: { key: 'scoring.committee.number' } }, { name: 'kind', label: { key: 'scoring.committee.kind.label' } },
      { name: 'name', label: { key: 'scoring.committee.name' } }, { name: 'employer', label: { key: 'scoring.committee.employer' } },
      { name: 'state', label: { key: 'scoring.committee.state.label' }, type: 'chip' },
    ],
    rows: (seen?.members ?? []).map(({ number, kind, name, employer, state, leads, own: isOwn }) => ({
      number: { key: leads ? 'scoring.committee.member-leads' : 'scoring.committee.member', params: { number } }, kind: { key: `scoring.committee.kind.${kind}` },
      name: name ?? { key: 'scoring.committee.secret' }, employer: employer ?? '', marked: isOwn,
      state: { key: `scoring.committee.state.${state}`, tone: state === 'sitting' ? 'good' : 'waiting' },
    })),
    draws: (seen?.draws ?? []).map(({ at, needed, poolSize, struck, seed, pool, order }) => ({
      rows: [
        { label: { key: 'scoring.committee.drawn-at' }, value: at, type: 'datetime' }, { label: { key: 'scoring.committee.needed' }, value: needed, type: 'number' },
        { label: { key: 'scoring.committee.pool-size' }, value: poolSize, type: 'number' }, { label: { key: 'scoring.committee.struck' }, value: struck, type: 'number' },
        ...(seed ? [
          { label: { key: 'scoring.committee.seed' }, value: seed }, { label: { key: 'scoring.committee.pool' }, value: pool.join(' ') },
          { label: { key: 'scoring.committee.order' }, value: order.join(' ') },
        ] : []),
      ],
    })),
  }
})
