import type { Actor } from '../kernel/actor.ts'
import { dayOf, deadline, endOfDay, type Calendar } from '../kernel/period.ts'
import { mayAtAll, type Sentence } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { periodOf, type RuleSet } from '../kernel/ruleset.ts'
import type { Task } from '../kernel/task.ts'
import { awardPolicy } from './award.policy.ts'
import { committeePolicy } from './committee.policy.ts'
import { vacancies } from './committee.rules.ts'
import type { CommitteeRecord } from './committee.schema.ts'
import type { CommitteeStore } from './committee.store.ts'
import { qualificationPolicy } from './qualification.policy.ts'
import { allSigned } from './sheet.rules.ts'
import type { SheetStore } from './sheet.store.ts'
import type { Tender, TenderStatus } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'get' | 'list'>; committees: Pick<CommitteeStore, 'maybe' | 'ofMember'>
  sheets: Pick<SheetStore, 'ofTender'>; ruleSet: (id: string) => RuleSet; calendar: () => Calendar
}
type Waiting = { name: string; path: string; since: Date | undefined; due?: Date; awaited?: true }

const task = ({ id, title, reference, createdAt }: Tender, { name, path, since, due, awaited }: Waiting): Task => ({
  key: `scoring.task.${name}`, params: { title }, href: `/tenders/${id}/${path}`, ref: reference, since: since ?? createdAt, ...(due && { due }), ...(awaited && { awaited }),
})

/** What the evaluation waits for: from the buyer's people by area, from members by name. */
export const evaluationTasks = ({ tenders, committees, sheets, ruleSet, calendar }: Deps) => {
  const inReach = (actor: Actor, sentence: Sentence, status: TenderStatus): Promise<Tender[]> =>
    mayAtAll(sentence, actor) ? within(sentence, actor, conditions => tenders.list({ status }, conditions)) : Promise.resolve([])

  /** The purchaser has five workdays from the report (T10; 条例 art. 43). */
  const awardBy = (tender: Tender): Date =>
    endOfDay(deadline(calendar(), dayOf(tender.ranking!.at), periodOf(ruleSet(tender.ruleSet), 'T10')))

  async function ofStaff(actor: Actor): Promise<Task[]> {
    const [opened, qualified, scoring, ranked] = await Promise.all([
      inReach(actor, qualificationPolicy.judge, 'opened'), inReach(actor, committeePolicy.draw, 'qualified'),
      inReach(actor, committeePolicy.draw, 'scoring'), inReach(actor, awardPolicy.award, 'ranked'),
    ])
    const undrawn: Tender[] = []
    for (const tender of [...qualified, ...scoring]) {
      const committee = await committees.maybe(tender.id)
      if (!committee || vacancies(committee) > 0) undrawn.push(tender)
    }
    return [
      ...opened.map(tender => task(tender, { name: 'qualify', path: 'qualification', since: tender.openedAt })),
      ...undrawn.map(tender => task(tender, { name: 'draw', path: 'committee', since: tender.openedAt })),
      ...ranked.map(tender => task(tender, { name: 'award', path: 'award', since: tender.ranking?.at, due: awardBy(tender) })),
    ]
  }

  async function ofMember(actor: Actor, committee: CommitteeRecord): Promise<Task[]> {
    const tender = await tenders.get(committee.id)
    const drawnAt = committee.draws.at(-1)?.at
    const member = committee.members.find(({ personId }) => personId === actor.id)
    if (!['qualified', 'scoring'].includes(tender.status) || !member) return []
    if (member.state === 'asked') return [task(tender, { name: 'declare', path: 'committee', since: drawnAt, awaited: true })]
    if (!committee.formedAt) return []
    const leads = committee.leaderId === actor.id
    if (!committee.conformedAt) return leads ? [task(tender, { name: 'conform', path: 'conformity', since: committee.formedAt, awaited: true })] : []
    const given = await sheets.ofTender(tender.id)
    if (!given.find(({ memberId }) => memberId === actor.id)?.signedAt) return [task(tender, { name: 'score', path: 'score', since: committee.formedAt, awaited: true })]
    return leads && allSigned(committee, given) ? [task(tender, { name: 'rank', path: 'ranking', since: committee.formedAt, awaited: true })] : []
  }

  return async (actor: Actor): Promise<Task[]> => {
    const sits = mayAtAll(committeePolicy.sit, actor) ? (await committees.ofMember(actor.id)).filter(({ rankedAt }) => !rankedAt) : []
    return [...await ofStaff(actor), ...(await Promise.all(sits.map(committee => ofMember(actor, committee)))).flat()]
  }
}
