import type { Actor } from '../kernel/actor.ts'
import { mayAtAll, type Sentence } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import type { Task } from '../kernel/task.ts'
import { bidPolicy } from './bid.policy.ts'
import type { BidService } from './bid.service.ts'
import { depositBlockers, openingBlockers } from './opening.rules.ts'
import { tenderPolicy } from './tender.policy.ts'
import type { Tender, TenderStatus } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  tenders: Pick<TenderStore, 'list'>; bids: Pick<BidService, 'waitsForSignature'>
  /** The last moment to answer a question (T17); null where its year's working days are not known yet. */
  answerBy: (askedAt: Date, ruleSet: string) => Date | null
}

const taskOf = (tender: Tender, name: string, since: Date): Task => ({
  key: `tender.task.${name}`, params: { title: tender.title }, href: `/tenders/${tender.id}`, ref: tender.reference, since,
  ...(tender.status === 'published' && { due: tender.bidDeadline }),
})

const sooner = (...days: (Date | null | undefined)[]): Date | undefined =>
  days.filter(day => day instanceof Date).toSorted((a, b) => Number(a) - Number(b))[0]

/** What a tender waits for, up to its opening, from those who run and watch it, and from those who sign a bid. */
export const tenderTasks = ({ tenders, bids, answerBy }: Deps) => async (actor: Actor): Promise<Task[]> => {
  const waiting = async (status: TenderStatus, sentence: Sentence, asked: (tender: Tender) => Task | null): Promise<Task[]> =>
    (await within(sentence, actor, conditions => tenders.list({ status }, conditions))).flatMap(tender => asked(tender) ?? [])
  const isDrafter = ({ drafter }: Tender) => drafter.accountId === actor.id

  return (await Promise.all([
    waiting('draft', tenderPolicy.draft, tender => tender.returned && isDrafter(tender) ? taskOf(tender, 'revise', tender.returned.at) : null),
    waiting('submitted', tenderPolicy.approve, tender => isDrafter(tender) ? null : taskOf(tender, 'approve', tender.createdAt)),
    waiting('approved', tenderPolicy.hold, tender => depositBlockers(tender, actor).length > 0 ? null : taskOf(tender, 'deposit', tender.createdAt)),
    waiting('approved', tenderPolicy.publish, tender => tender.custody.publicKey ? taskOf(tender, 'publish', tender.createdAt) : null),
    waiting('published', tenderPolicy.answer, tender => {
      const open = tender.questions.find(({ answer }) => answer === undefined)
      return open ? { ...taskOf(tender, 'answer', open.askedAt), due: sooner(answerBy(open.askedAt, tender.ruleSet), tender.bidDeadline) } : null
    }),
    waiting('closed', tenderPolicy.hold, tender => openingBlockers(tender, actor).length > 0 ? null : taskOf(tender, 'open', tender.closedAt ?? tender.createdAt)),
    signatures(actor),
  ])).flat()

  /** Only its own people learn that a draft waits for the signature. */
  async function signatures(actor: Actor): Promise<Task[]> {
    if (!mayAtAll(bidPolicy.sign, actor)) return []
    const running = await tenders.list({ status: 'published' }, { announced: true })
    return (await Promise.all(running.map(async tender => {
      const since = await bids.waitsForSignature(actor, tender.id)
      return since ? [{ ...taskOf(tender, 'sign', since), href: `/tenders/${tender.id}/bid/check`, sealed: true as const }] : []
    }))).flat()
  }
}
