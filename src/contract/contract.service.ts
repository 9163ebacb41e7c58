import type { Actor } from '../kernel/actor.ts'
import { follow } from '../kernel/flow.ts'
import type { Enqueue, JobState, Watch } from '../kernel/job.ts'
import type { Money } from '../kernel/money.ts'
import { yearOf } from '../kernel/period.ts'
import { may, permit, type Conditions } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Task } from '../kernel/task.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import type { StoredFile } from '../platform/files.schema.ts'
import type { PrintRequest } from '../platform/print.schema.ts'
import { inArea } from '../registry/index.ts'
import type { Demand } from '../tender/challenge.schema.ts'
import type { Tender } from '../tender/tender.schema.ts'
import { contractPdf } from './contract.jobs.ts'
import { contractPolicy } from './contract.policy.ts'
import { contractPrint, previewPrint, signaturePrint } from './contract-print.rules.ts'
import { contractFlow, drawUp, isLate, mayStillSign, recordGrade, sign, type Awarded, type Supplier } from './contract.rules.ts'
import type { Contract, ContractFilter, DrawUp, GradeRecord, Party, Sign, Terminate } from './contract.schema.ts'
import type { ContractStore, PaymentStore } from './contract.store.ts'
import { terminateBlockers } from './payment.rules.ts'

type Deps = {
  contracts: ContractStore
  payments: Pick<PaymentStore, 'ofContract'>
  /** What the tender, the registry and the budget give; wired in services.ts. */
  awardOf: (tenderId: string) => Promise<Awarded>
  /** Tenders whose award waits for its contract. */
  awarded: (conditions: Conditions) => Promise<Tender[]>
  contracted: (actor: Actor, tenderId: string, contractId: string) => Promise<unknown>
  /** Why a contract waits for the end of a challenge or complaint (条例 art. 54; 法 art. 57). */
  paused: (tenderId: string) => Promise<Blocker[]>
  /** The same as a refusal, in the transaction that goes on with the contract. */
  refuseIfPaused: (tenderId: string) => Promise<void>
  /** Decisions and replies that ask for the end of a contract (令94 art. 31, 32). */
  demands: (tenderId: string) => Promise<Demand[]>
  /** Tells the tender that its contract is over. */
  over: (actor: Actor, tenderId: string, how: 'terminated') => Promise<unknown>
  supplier: (organizationId: string) => Promise<Supplier>
  areaName: (code: string) => Promise<string>
  commit: (actor: Actor, money: { lineId: string; subject: string; amount: Money }) => Promise<unknown>
  releaseRest: (actor: Actor, money: { lineId: string; subject: string }) => Promise<unknown>
  ruleSet: (id: string) => RuleSet
  /** The last day to sign after a notice (T14). */
  signBy: (noticeAt: Date, ruleSet: string) => Date
  print: (request: PrintRequest) => Promise<Buffer>
  keep: (name: string, bytes: Buffer) => Promise<StoredFile>
  publicUrl: string
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; enqueue: Enqueue; recover: Enqueue; watch: Watch
  nextReference: (prefix: string, year: number) => Promise<string>
}

export const contractService = (deps: Deps) => {
  const { contracts, audit, transact, clock } = deps

  const kind = 'contract'
  const partyOf = (actor: Actor, contract: Contract): Party =>
    may(contractPolicy.signForBuyer, actor, contract) ? 'buyer' : 'supplier'

  const gradeNames = ({ ruleSet }: Contract): Record<string, string> =>
    Object.fromEntries(deps.ruleSet(ruleSet).scales[0]?.grades.map(({ code, name }) => [code, name]) ?? [])

  /** The contract as the award makes it, still without an id and a number. */
  async function proposal(actor: Actor, { tenderId }: DrawUp): Promise<Contract> {
    const awarded = await deps.awardOf(tenderId)
    permit(contractPolicy.drawUp, actor, { areas: awarded.tender.areas })
    return drawUp({
      id: '', reference: '', awarded, supplier: await deps.supplier(awarded.bid.organizationId), areaName: await deps.areaName(awarded.tender.area),
      signBy: deps.signBy(awarded.noticeAt, awarded.tender.ruleSet), now: clock(),
    })
  }

  return {
    async see(actor: Actor, id: string): Promise<Contract> {
      const contract = await contracts.get(id)
      permit(contractPolicy.see, actor, contract)
      return contract
    },

    list: async (actor: Actor, { area, ...filter }: ContractFilter): Promise<Contract[]> =>
      inArea(await within(contractPolicy.see, actor, conditions => contracts.list(filter, conditions)), area),

    timeline: (contract: Contract) => audit.timeline(kind, contract.id),
    known: (id: string): Promise<Contract> => contracts.get(id),
    ofTender: (tenderId: string): Promise<Contract | null> => contracts.ofTender(tenderId),
    published: (): Promise<Contract[]> => contracts.list({}, { published: true }),

    /** Why nothing is drawn up, signed, invoiced or paid now. */
    paused: deps.paused,
    /** What asks for its end. */
    demands: deps.demands,

    /** What the contract of an award will say, before it is drawn up. */
    proposal,
    /** The same as it would be printed. */
    preview: async (actor: Actor, asked: DrawUp): Promise<PrintRequest> => {
      const proposed = await proposal(actor, asked)
      return previewPrint(proposed, gradeNames(proposed))
    },

    /** Draws up the contract of an award and asks for its printing; the tender is contracted with it. */
    async drawUp(actor: Actor, asked: DrawUp): Promise<Contract> {
      const proposed = await proposal(actor, asked)
      const id = deps.newId()
      const reference = await deps.nextReference('HT', yearOf(clock()))
      return transact(async () => {
        await deps.refuseIfPaused(asked.tenderId)
        const contract = await contracts.insert({ ...proposed, id, reference })
        await audit.record(actor, { kind, action: 'contract.draw-up', before: null, after: contract, ruleSet: contract.ruleSet })
        await deps.contracted(actor, asked.tenderId, id)
        await deps.enqueue(contractPdf, { contractId: id })
        return contract
      })
    },

    /** Prints the contract once; asked again it does nothing, so a job may run twice. */
    async print(id: string, actor: Actor): Promise<Contract> {
      const contract = await contracts.get(id)
      if (contract.status !== 'drawn-up') return contract
      const bytes = await deps.print(contractPrint(contract, gradeNames(contract), deps.publicUrl))
      const file = await deps.keep(`${contract.reference}.pdf`, bytes)
      return transact(async () => {
        const before = await contracts.get(id)
        if (before.status !== 'drawn-up') return before
        const after = await contracts.save({ ...before, status: follow(contractFlow, before.status, 'print'), file, printedAt: clock() })
        await audit.record(actor, { kind, action: 'contract.print', before, after })
        return after
      })
    },

    /** How far the printing is; null once there is the file. */
    async printing(actor: Actor, id: string): Promise<JobState | null> {
      const contract = await contracts.get(id)
      permit(contractPolicy.see, actor, contract)
      return contract.status === 'drawn-up' ? deps.watch(contractPdf, { contractId: id }) : null
    },
    /** Asks again for a printing that failed. Throws RuleBroken `nothing-to-retry`. */
    async retryPrinting(actor: Actor, id: string): Promise<JobState> {
      const contract = await contracts.get(id)
      permit(contractPolicy.drawUp, actor, contract)
      if (contract.status !== 'drawn-up') throw new RuleBroken('nothing-to-retry', `Contract ${id} is ${contract.status}`)
      await deps.enqueue(contractPdf, { contractId: id })
      return deps.watch(contractPdf, { contractId: id })
    },

    /** Asks again for what a crash lost. */
    async askAgain(): Promise<void> {
      for (const { id } of await contracts.withStatus('drawn-up')) await deps.recover(contractPdf, { contractId: id })
    },

    /** One party signs the printed file; with the second signature the contract is in force and its money committed. */
    async sign(actor: Actor, id: string, { fileHash, lateReason }: Sign): Promise<Contract> {
      return transact(async () => {
        const before = await contracts.get(id)
        permit(contractPolicy.sign, actor, before)
        await deps.refuseIfPaused(before.tenderId)
        const signature = { party: partyOf(actor, before), accountId: actor.id, name: actor.name, at: clock(), fileHash, ...(isLate(before, clock()) && { lateReason }) }
        const after = await contracts.save(sign(before, signature, clock()))
        await audit.record(actor, { kind, action: `contract.sign-${signature.party}`, before, after, ...(signature.lateReason && { reason: signature.lateReason }) })
        if (after.status === 'in-force') {
          await deps.commit(actor, { lineId: after.lineId, subject: after.tenderId, amount: after.amount })
        }
        return after
      })
    },

    /** Ends it; where a decision or reply asks for that, it is the ground that is recorded, and what it asked for is done. */
    async terminate(actor: Actor, id: string, { revision, reason }: Terminate): Promise<Contract> {
      return transact(async () => {
        const before = await contracts.get(id)
        permit(contractPolicy.terminate, actor, before)
        refuseIfBlocked(terminateBlockers(before, await deps.payments.ofContract(id)))
        const status = follow(contractFlow, before.status, 'terminate')
        const [ground] = await deps.demands(before.tenderId)
        const after = await contracts.save({ ...before, revision, status, ended: { reason, at: clock(), ...(ground && { ground }) } })
        await audit.record(actor, { kind, action: 'contract.terminate', before, after, reason })
        await deps.releaseRest(actor, { lineId: after.lineId, subject: after.tenderId })
        await deps.over(actor, after.tenderId, 'terminated')
        return after
      })
    },

    /** For the evaluation: the published grade, on which the last instalment depends if the contract says so. */
    async recordGrade(actor: Actor, id: string, grade: GradeRecord): Promise<Contract> {
      return transact(async () => {
        const before = await contracts.get(id)
        const graded = recordGrade(before, grade)
        if (graded === before) return before
        const after = await contracts.save(graded)
        await audit.record(actor, { kind, action: 'contract.grade', before, after })
        return after
      })
    },

    /** Who signed which file, and when, to be printed. Throws RuleBroken `not-signed-yet`. */
    async signatureRecord(actor: Actor, id: string): Promise<PrintRequest> {
      const contract = await contracts.get(id)
      permit(contractPolicy.see, actor, contract)
      if (contract.signatures.length === 0) throw new RuleBroken('not-signed-yet', 'Nobody has signed')
      return signaturePrint(contract, deps.publicUrl)
    },

    /** The file that both parties sign. */
    async file(actor: Actor, id: string): Promise<StoredFile> {
      const contract = await contracts.get(id)
      permit(contractPolicy.see, actor, contract)
      if (!contract.file) throw new RuleBroken('not-printed-yet', 'The contract is being printed')
      return contract.file
    },

    async tasks(actor: Actor): Promise<Task[]> {
      const open = (await Promise.all((['printed', 'half-signed'] as const)
        .map(status => within(contractPolicy.sign, actor, conditions => contracts.list({ status }, conditions))))).flat()
      const awarded = await within(contractPolicy.drawUp, actor, deps.awarded)
      return [
        ...open.filter(contract => mayStillSign(contract, partyOf(actor, contract))).map(contract => ({
          key: 'contract.task.sign', params: { title: contract.title }, href: `/contracts/${contract.id}`, ref: contract.reference,
          since: contract.printedAt ?? contract.createdAt, due: contract.signBy,
        })),
        ...awarded.flatMap(({ id, title, reference, award, ruleSet }) => award?.announcedAt ? [{
          key: 'contract.task.draw-up', params: { title }, href: `/contracts/new?tenderId=${id}`, ref: reference,
          since: award.announcedAt, due: deps.signBy(award.announcedAt, ruleSet),
        }] : []),
      ]
    },
  }
}
export type ContractService = ReturnType<typeof contractService>
