import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../platform/clock.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { may } from '../kernel/policy.ts'
import { show } from '../platform/page.ts'
import type { AcceptanceService } from './acceptance.service.ts'
import { contractDiscussion } from './contract.policy.ts'
import type { ContractService } from './contract.service.ts'
import { contractPage } from './contract.view.ts'
import type { PaymentService } from './payment.service.ts'
import { supplementPolicy } from './supplement.policy.ts'
import type { SupplementService } from './supplement.service.ts'

/** What a contract's page tells besides the contract. */
export type Around = {
  contracts: ContractService; acceptances: AcceptanceService; payments: PaymentService; supplements: SupplementService; comments: CommentService; clock: Clock
}

/** A contract with all that stands around it: also what a refused form of its page comes back to. */
export const contractShown = ({ contracts, acceptances, payments, supplements, comments, clock }: Around) => async (actor: Actor, id: string) => {
  const contract = await contracts.see(actor, id)
  const events = await contracts.timeline(contract)
  const runs = !['completed', 'terminated'].includes(contract.status)
  return show(contractPage, {
    contract, actor, printing: await contracts.printing(actor, id), acceptances: await acceptances.ofContract(actor, contract),
    supplements: await supplements.ofContract(actor, contract), supplementBlockers: may(supplementPolicy.drawUp, actor, contract) ? await supplements.blockers(contract) : [],
    payments: await payments.ofContract(contract), account: await payments.accountOf(contract), events, now: clock(),
    paused: runs ? await contracts.paused(contract.tenderId) : [], demands: runs ? await contracts.demands(contract.tenderId) : [], discussion: await comments.shown(actor, contractDiscussion(contract), events),
  })
}
