import type { Actor } from '../kernel/actor.ts'
import { within } from '../kernel/reach.ts'
import type { Sentence } from '../kernel/policy.ts'
import type { Task } from '../kernel/task.ts'
import { tenderPolicy } from './tender.policy.ts'
import type { Tender, TenderStatus } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

/** What a tender waits for from those who run and watch it, up to its opening. */
export const tenderTasks = ({ tenders }: { tenders: Pick<TenderStore, 'list'> }) => async (actor: Actor): Promise<Task[]> => {
  const waiting = async (status: TenderStatus, sentence: Sentence, name: string, open: (tender: Tender) => boolean = () => true): Promise<Task[]> =>
    (await within(sentence, actor, conditions => tenders.list({ status }, conditions))).filter(open).map(tender => ({
      key: `tender.task.${name}`, params: { title: tender.title }, href: `/tenders/${tender.id}`, ref: tender.reference,
      since: tender.closedAt ?? tender.publishedAt ?? tender.createdAt,
    }))
  const holds = ({ custody }: Tender) => custody.custodians.some(({ accountId }) => accountId === actor.id)
  return (await Promise.all([
    waiting('submitted', tenderPolicy.approve, 'approve', ({ drafter }) => drafter.accountId !== actor.id),
    waiting('approved', tenderPolicy.hold, 'deposit', tender => tender.custody.custodians.length < 2 && !holds(tender)),
    waiting('approved', tenderPolicy.publish, 'publish', ({ custody }) => custody.custodians.length === 2),
    waiting('closed', tenderPolicy.hold, 'open', tender => holds(tender) && tender.custody.handedOver?.by !== actor.id),
  ])).flat()
}
