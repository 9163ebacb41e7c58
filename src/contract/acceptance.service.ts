import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { permit } from '../kernel/policy.ts'
import { reached, within } from '../kernel/reach.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { fileOf, type StoredFile } from '../platform/files.schema.ts'
import type { PrintRequest } from '../platform/print.schema.ts'
import { acceptancePolicy } from './acceptance.policy.ts'
import { acceptancePrint } from './acceptance-print.rules.ts'
import { decided, nextToAccept, requestBlockers, requested, withAcceptance } from './acceptance.rules.ts'
import type { Acceptance, DecideAcceptance, RequestAcceptance } from './acceptance.schema.ts'
import type { AcceptanceStore } from './acceptance.store.ts'
import type { Contract } from './contract.schema.ts'
import type { ContractStore } from './contract.store.ts'

type Deps = {
  contracts: Pick<ContractStore, 'get' | 'save' | 'list'>
  acceptances: AcceptanceStore
  /** The last moment to accept after a request, as contracted; null while that year's working days are not known. */
  acceptBy: (requestedAt: Date) => Date | null
  /** Completes the contract when nothing is left of it. */
  settle: (actor: Actor, contractId: string) => Promise<void>
  publicUrl: string
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}

const kind = 'acceptance'

export const acceptanceService = ({ contracts, acceptances, acceptBy, settle, publicUrl, audit, transact, clock, newId, nextReference }: Deps) => {
  async function see(actor: Actor, id: string): Promise<Acceptance> {
    const acceptance = await acceptances.get(id)
    permit(acceptancePolicy.see, actor, acceptance)
    return acceptance
  }

  /** What was asked for, and waits for the buyer. */
  const toDecide = async (actor: Actor): Promise<Task[]> =>
    (await within(acceptancePolicy.decide, actor, conditions => acceptances.withStatus('requested', conditions))).map(({ id, title, reference, seq, requestedAt, decideBy }) => ({
      key: 'contract.task.accept', params: { title, seq }, href: `/acceptances/${id}`, ref: reference, since: requestedAt, ...(decideBy && { due: decideBy }),
    }))

  /** Where the work failed, or is over and its last acceptance was not asked for. */
  async function toRequest(actor: Actor): Promise<Task[]> {
    const now = clock()
    const inForce = await within(acceptancePolicy.request, actor, conditions => contracts.list({ status: 'in-force' }, conditions))
    return (await Promise.all(inForce.map(async (contract): Promise<Task[]> => {
      const next = nextToAccept(contract)
      const others = next ? await acceptances.ofContract(contract.id) : []
      if (!next || requestBlockers(contract, { seq: next.seq, others, now }).length > 0) return []
      const last = others.findLast(({ seq }) => seq === next.seq)
      if (!last && contract.term.to > now) return []
      return [{
        key: last ? 'contract.task.put-right' : 'contract.task.request-acceptance', params: { title: contract.title, seq: next.seq },
        href: `/contracts/${contract.id}`, ref: contract.reference, since: last?.decidedAt ?? contract.term.to,
      }]
    }))).flat()
  }

  return {
    see,
    known: (id: string): Promise<Acceptance> => acceptances.get(id),
    /** Those of a contract that this person may read: decided ones everybody, the others those inside. */
    ofContract: async (actor: Actor, contract: Pick<Contract, 'id'>): Promise<Acceptance[]> =>
      reached(acceptancePolicy.see, actor, await acceptances.ofContract(contract.id)),
    timeline: ({ id }: Acceptance) => audit.timeline(kind, id),

    /** The supplier says that the work for an instalment is done. */
    async request(actor: Actor, contractId: string, { acceptSeq: seq, statement }: RequestAcceptance, files: StoredFile[] = []): Promise<Acceptance> {
      const reference = await nextReference('YS', yearOf(clock()))
      const id = newId()
      return transact(async () => {
        const contract = await contracts.get(contractId)
        permit(acceptancePolicy.request, actor, contract)
        const decideBy = acceptBy(clock())
        const given = { id, reference, seq, statement, files, requestedBy: { accountId: actor.id, name: actor.name }, requestedAt: clock(), ...(decideBy && { decideBy }) }
        const acceptance = await acceptances.insert(requested(contract, given, await acceptances.ofContract(contractId)))
        // Two requests at once meet here: the slower is told.
        await contracts.save(contract)
        await audit.record(actor, { kind, action: 'acceptance.request', before: null, after: acceptance, ruleSet: contract.ruleSet })
        return acceptance
      })
    },

    /** The buyer records what was found of each standard and what those served say; the result is public at once. */
    decide: (actor: Actor, id: string, { revision, ...given }: DecideAcceptance): Promise<Acceptance> => transact(async () => {
      const before = await acceptances.get(id)
      permit(acceptancePolicy.decide, actor, before)
      const contract = await contracts.get(before.contractId)
      const after = await acceptances.save({ ...decided(before, given, { contract, by: { accountId: actor.id, name: actor.name }, now: clock() }), revision })
      await audit.record(actor, { kind, action: after.status === 'passed' ? 'acceptance.pass' : 'acceptance.fail', before, after, ...(after.remedy && { reason: after.remedy }) })
      const accepted = withAcceptance(contract, after)
      if (accepted !== contract) {
        const saved = await contracts.save(accepted)
        await audit.record(actor, { kind: 'contract', action: 'contract.accept', before: contract, after: saved })
        await settle(actor, contract.id)
      }
      return after
    }),

    /** The record on paper (验收书). Throws RuleBroken `not-accepted-yet`. */
    async record(actor: Actor, id: string): Promise<PrintRequest> {
      const acceptance = await see(actor, id)
      return acceptancePrint(acceptance, { contract: await contracts.get(acceptance.contractId), publicUrl })
    },

    async file(actor: Actor, id: string, key: string): Promise<StoredFile> {
      const acceptance = await acceptances.get(id)
      permit(acceptancePolicy.readFiles, actor, acceptance)
      return fileOf(acceptance.files, key)
    },

    tasks: async (actor: Actor): Promise<Task[]> => [...await toDecide(actor), ...await toRequest(actor)],
  }
}
export type AcceptanceService = ReturnType<typeof acceptanceService>
