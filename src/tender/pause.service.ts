import { refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Clock } from '../platform/clock.ts'
import type { ChallengeStore, ComplaintStore } from './challenge.store.ts'
import type { Demand } from './challenge.schema.ts'
import { awardAgainBlockers, demandsOf, isSuspending, pauseBlockers, type Grievances, type Pausable } from './remedy.rules.ts'
import type { Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = { challenges: Pick<ChallengeStore, 'ofTender'>; complaints: Pick<ComplaintStore, 'ofTender'>; tenders: Pick<TenderStore, 'get' | 'touch'>; clock: Clock }

/** What challenges and complaints make wait, for the steps of a purchase and, by the domain's door, for its contract. */
export const pauseService = ({ challenges, complaints, tenders, clock }: Deps) => {
  const ofTender = async (id: string): Promise<Grievances> => ({ challenges: await challenges.ofTender(id), complaints: await complaints.ofTender(id) })
  return {
    /** Why a step waits now; nothing where it may go on. */
    blockers: async (tender: Tender, act: Pausable): Promise<Blocker[]> => pauseBlockers(tender, act, await ofTender(tender.id), clock()),
    /** In the transaction of a step: refuses it while it waits, also for what is said in the same moment; the touch lets each see the other. */
    async refuse(tenderId: string, act: Pausable): Promise<void> {
      await tenders.touch(tenderId)
      refuseIfBlocked(pauseBlockers(await tenders.get(tenderId), act, await ofTender(tenderId), clock()))
    },
    /** Why this bid cannot be awarded now. */
    async awardBlockers(tender: Tender, bidId: string): Promise<Blocker[]> {
      const grievances = await ofTender(tender.id)
      return [...awardAgainBlockers(tender, bidId, grievances), ...pauseBlockers(tender, 'award', grievances, clock())]
    },
    /** What asks for the end of its contract now. */
    demands: async (tender: Tender): Promise<Demand[]> => demandsOf(tender, await ofTender(tender.id)),
    /** The end of a suspension, which everybody may know. */
    suspendedUntil: async (tenderId: string): Promise<Date | null> => (await complaints.ofTender(tenderId)).find(each => isSuspending(each, clock()))?.suspension?.until ?? null,
  }
}
export type PauseService = ReturnType<typeof pauseService>
