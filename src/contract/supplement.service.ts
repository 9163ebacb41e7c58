import type { Actor } from '../kernel/actor.ts'
import type { Money } from '../kernel/money.ts'
import { yearOf } from '../kernel/period.ts'
import { may, permit } from '../kernel/policy.ts'
import { reached, within } from '../kernel/reach.ts'
import { refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import type { PrintRequest } from '../platform/print.schema.ts'
import type { Contract, Party } from './contract.schema.ts'
import type { ContractStore } from './contract.store.ts'
import { supplementPolicy } from './supplement.policy.ts'
import { supplementPrint } from './supplement-print.rules.ts'
import { drawUpBlockers, drawUpSupplement, mayStillSign, OPEN, signBlockers, signSupplement, withdrawSupplement, withSupplement } from './supplement.rules.ts'
import type { DrawUpSupplement, SignSupplement, Supplement, WithdrawSupplement } from './supplement.schema.ts'
import type { SupplementStore } from './supplement.store.ts'

type Sum = { lineId: string; subject: string; amount: Money }
type Deps = {
  contracts: Pick<ContractStore, 'get' | 'save'>
  supplements: SupplementStore
  /** Why the purchase waits for the end of a challenge or complaint (条例 art. 54; 法 art. 57); the second refuses, in the transaction. */
  paused: (tenderId: string) => Promise<Blocker[]>
  refuseIfPaused: (tenderId: string) => Promise<void>
  /** Why the supplier may be given no new money by now. */
  barred: (organizationId: string, now: Date) => Promise<Blocker[]>
  available: (lineId: string) => Promise<Money>
  reserve: (actor: Actor, money: Sum) => Promise<unknown>
  unreserve: (actor: Actor, money: Omit<Sum, 'amount'>) => Promise<unknown>
  commit: (actor: Actor, money: Sum) => Promise<unknown>
  settle: (actor: Actor, contractId: string) => Promise<void>
  ruleSet: (id: string) => RuleSet
  print: (request: PrintRequest) => Promise<Buffer>
  keep: (name: string, bytes: Buffer) => Promise<StoredFile>
  publicUrl: string
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}

const kind = 'supplement'

export const supplementService = ({ contracts, supplements, paused, refuseIfPaused, barred, available, reserve, unreserve, commit, settle, ruleSet, print, keep, publicUrl, audit, transact, clock, newId, nextReference }: Deps) => {
  const partyOf = (actor: Actor, supplement: Supplement): Party => may(supplementPolicy.signForBuyer, actor, supplement) ? 'buyer' : 'supplier'
  const money = ({ lineId, tenderId, amount }: Supplement): Sum => ({ lineId, subject: tenderId, amount })

  async function see(actor: Actor, id: string): Promise<Supplement> {
    const supplement = await supplements.get(id)
    permit(supplementPolicy.see, actor, supplement)
    return supplement
  }
  const blockersOf = async (contract: Contract): Promise<Blocker[]> => [
    ...drawUpBlockers(contract, clock()), ...await paused(contract.tenderId), ...await barred(contract.organizationId, clock()),
  ]
  const signing = async (supplement: Supplement): Promise<Blocker[]> => {
    const contract = await contracts.get(supplement.contractId)
    return [...signBlockers(supplement, contract, { rules: ruleSet(contract.ruleSet), now: clock() }), ...await paused(contract.tenderId)]
  }

  return {
    see,
    known: (id: string): Promise<Supplement> => supplements.get(id),
    /** Those of a contract that this person may read: what is in force everybody, the others those inside. */
    ofContract: async (actor: Actor, contract: Pick<Contract, 'id'>): Promise<Supplement[]> => reached(supplementPolicy.see, actor, await supplements.ofContract(contract.id)),
    timeline: ({ id }: Supplement) => audit.timeline(kind, id),
    /** Why none can be drawn up now. */
    blockers: blockersOf,
    /** Why this one cannot be signed now. */
    signing,

    /** The contract to which one is drawn up, with why not and what its line still has. */
    async preparing(actor: Actor, contractId: string): Promise<{ contract: Contract; blockers: Blocker[]; available: Money; rules: RuleSet }> {
      const contract = await contracts.get(contractId)
      permit(supplementPolicy.drawUp, actor, contract)
      return { contract, blockers: await blockersOf(contract), available: await available(contract.lineId), rules: ruleSet(contract.ruleSet) }
    },

    /** Prints the supplement and reserves its money on the contract's line; nothing of either stays when one of them is refused. */
    async drawUp(actor: Actor, contractId: string, request: DrawUpSupplement): Promise<Supplement> {
      const id = newId()
      const drawnUp = (contract: Contract, reference: string) =>
        drawUpSupplement(contract, { id, reference, request, by: { accountId: actor.id, name: actor.name }, rules: ruleSet(contract.ruleSet), now: clock() })
      const asked = await contracts.get(contractId)
      permit(supplementPolicy.drawUp, actor, asked)
      refuseIfBlocked(await blockersOf(asked))
      drawnUp(asked, '')
      const reference = await nextReference('BC', yearOf(clock()))
      const printed = drawnUp(asked, reference)
      const file = await keep(`${reference}.pdf`, await print(supplementPrint(printed, { contract: asked, publicUrl })))
      return transact(async () => {
        await refuseIfPaused(asked.tenderId)
        // What was printed speaks of the contract as it was read: of two at once the slower is told.
        await contracts.save({ ...asked, openSupplement: { supplementId: id, reference } })
        const supplement = await supplements.insert({ ...printed, file })
        await reserve(actor, money(supplement))
        await audit.record(actor, { kind, action: 'supplement.draw-up', before: null, after: supplement, ruleSet: asked.ruleSet, reason: supplement.reason })
        return supplement
      })
    },

    /** One party signs the file that it has read; with the second signature it binds, and its money is committed. */
    sign: (actor: Actor, id: string, { fileHash }: SignSupplement): Promise<Supplement> => transact(async () => {
      const before = await supplements.get(id)
      permit(supplementPolicy.sign, actor, before)
      await refuseIfPaused(before.tenderId)
      const contract = await contracts.get(before.contractId)
      const signature = { party: partyOf(actor, before), accountId: actor.id, name: actor.name, at: clock(), fileHash }
      const after = await supplements.save(signSupplement(before, signature, { contract, rules: ruleSet(contract.ruleSet), now: clock() }))
      await audit.record(actor, { kind, action: `supplement.sign-${signature.party}`, before, after })
      if (after.status === 'in-force') {
        const saved = await contracts.save(withSupplement(contract, after))
        await audit.record(actor, { kind: 'contract', action: 'contract.supplement', before: contract, after: saved, reason: after.reason })
        await commit(actor, money(after))
      }
      return after
    }),

    /** Gives the money back; the contract stays as it is. */
    withdraw: (actor: Actor, id: string, { revision, reason }: WithdrawSupplement): Promise<Supplement> => transact(async () => {
      const before = await supplements.get(id)
      permit(supplementPolicy.withdraw, actor, before)
      const after = await supplements.save({ ...withdrawSupplement(before, reason, clock()), revision })
      const { openSupplement: _, ...contract } = await contracts.get(before.contractId)
      await contracts.save(contract)
      await unreserve(actor, money(after))
      await audit.record(actor, { kind, action: 'supplement.withdraw', before, after, reason })
      await settle(actor, before.contractId)
      return after
    }),

    /** The file that both parties sign. */
    file: async (actor: Actor, id: string): Promise<StoredFile> => (await see(actor, id)).file,

    async tasks(actor: Actor): Promise<Task[]> {
      const open = (await Promise.all(OPEN
        .map(status => within(supplementPolicy.sign, actor, conditions => supplements.withStatus(status, conditions))))).flat()
      return (await Promise.all(open.map(async (supplement): Promise<Task[]> => {
        const over = (await signing(supplement)).length > 0
        const mine = over ? may(supplementPolicy.withdraw, actor, supplement) : mayStillSign(supplement, partyOf(actor, supplement))
        return mine ? [{
          key: over ? 'supplement.task.stuck' : 'supplement.task.sign', params: { title: supplement.title }, href: `/supplements/${supplement.id}`, ref: supplement.reference,
          since: supplement.createdAt,
        }] : []
      }))).flat()
    },
  }
}
export type SupplementService = ReturnType<typeof supplementService>
