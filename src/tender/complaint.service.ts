import type { Actor } from '../kernel/actor.ts'
import { yearOf, type Day } from '../kernel/period.ts'
import { may, permit, type Sentence } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { NotFound, refuseIfBlocked, type Blocker } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { fileOf, type StoredFile } from '../platform/files.schema.ts'
import type { Terms } from './challenge.rules.ts'
import type { Challenge } from './challenge.schema.ts'
import type { ChallengeStore, ComplaintStore } from './challenge.store.ts'
import { complaintPolicy } from './complaint.policy.ts'
import * as rules from './complaint.rules.ts'
import type { ComplaintAction } from './complaint.rules.ts'
import type { Complaint, CorrectComplaint, DecideComplaint, FileComplaint, JudgeComplaint, RespondToComplaint, Suspend } from './complaint.schema.ts'
import type { Person, Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  complaints: ComplaintStore; challenges: Pick<ChallengeStore, 'get'>; tenders: Pick<TenderStore, 'get' | 'touch'>
  termsOf: (tender: Tender) => Terms
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; nextReference: (prefix: string, year: number) => Promise<string>
}
type Files = () => Promise<StoredFile[]>

const kind = 'complaint'
const personOf = ({ id, name }: Actor): Person => ({ accountId: id, name })

export const complaintService = ({ complaints, challenges, tenders, termsOf, audit, transact, clock, newId, nextReference }: Deps) => {
  const isSeen = (actor: Actor, complaint: Complaint): boolean => may(complaintPolicy.see, actor, complaint)
  /** What a person may not see is not there. */
  function refuseUnseen(actor: Actor, complaint: Complaint): void {
    if (!isSeen(actor, complaint)) throw new NotFound('not-found', `No complaint ${complaint.id}`, { kind })
  }

  type Change = { action: ComplaintAction; may: Sentence; revision: number; reason?: string }
  const change = (actor: Actor, id: string, { action, may: sentence, revision, reason }: Change, decide: (before: Complaint, terms: Terms, tender: Tender) => Promise<Complaint> | Complaint) =>
    transact(async () => {
      const before = await complaints.get(id)
      refuseUnseen(actor, before)
      permit(sentence, actor, before)
      const tender = await tenders.get(before.tenderId)
      await tenders.touch(before.tenderId)
      const after = await complaints.save({ ...await decide(before, termsOf(tender), tender), revision })
      await audit.record(actor, { kind, action: `complaint.${action}`, before, after, reason, ruleSet: tender.ruleSet })
      return after
    })
  const { handle } = complaintPolicy

  async function blockers(challenge: Challenge): Promise<Blocker[]> {
    return [
      ...rules.complaintBlockers(challenge, termsOf(await tenders.get(challenge.tenderId)), clock()),
      ...(await complaints.ofChallenge(challenge.id) ? [{ code: 'complained-already', law: '财政部令第94号第十九条' }] : []),
    ]
  }

  return {
    /** All of it; of a decided one everybody else reads the decision (令101 art. 3), which says what may be shown. */
    async read(actor: Actor, id: string): Promise<{ complaint: Complaint; tender: Tender; whole: boolean }> {
      const complaint = await complaints.get(id)
      if (!may(complaintPolicy.readDecision, actor, complaint)) refuseUnseen(actor, complaint)
      return { complaint, tender: await tenders.get(complaint.tenderId), whole: isSeen(actor, complaint) }
    },
    /** Those that this person may read whole, newest first. */
    list: (actor: Actor): Promise<Complaint[]> => within(complaintPolicy.see, actor, complaints.list),
    /** Those whose decisions everybody reads. */
    decided: (): Promise<Complaint[]> => complaints.list({ decided: true }),
    ofTender: async (actor: Actor, tenderId: string): Promise<Complaint[]> =>
      (await complaints.ofTender(tenderId)).filter(complaint => isSeen(actor, complaint)),
    /** The complaint about a challenge, for whoever may see it. */
    async ofChallenge(actor: Actor, challengeId: string): Promise<Complaint | null> {
      const found = await complaints.ofChallenge(challengeId)
      return found && isSeen(actor, found) ? found : null
    },
    timeline: ({ id }: Complaint) => audit.timeline(kind, id),
    known: (id: string): Promise<Complaint> => complaints.get(id),
    /** Why the challenger cannot complain now. */
    blockers,

    /** Of a challenger who is not content, or got no answer in time (法 art. 55). */
    async file(actor: Actor, challengeId: string, typed: FileComplaint, files: Files): Promise<Complaint> {
      const challenge = await challenges.get(challengeId)
      if (!may(complaintPolicy.see, actor, challenge)) throw new NotFound('not-found', `No challenge ${challengeId}`, { kind: 'challenge' })
      permit(complaintPolicy.file, actor, challenge)
      refuseIfBlocked(await blockers(challenge))
      const tender = await tenders.get(challenge.tenderId)
      const reference = await nextReference('TS', yearOf(clock()))
      const given = await files()
      return transact(async () => {
        const complaint = await complaints.insert(rules.fileComplaint(typed, {
          id: newId(), reference, challenge, tender, by: personOf(actor), files: given, terms: termsOf(tender), now: clock(),
        }))
        await audit.record(actor, { kind, action: 'complaint.file', before: null, after: complaint, ruleSet: tender.ruleSet })
        return complaint
      })
    },

    correct: (actor: Actor, id: string, typed: CorrectComplaint, files: Files = async () => []): Promise<Complaint> =>
      change(actor, id, { action: 'correct', may: complaintPolicy.file, revision: typed.revision }, async (before, terms) =>
        rules.correct(before, typed, { files: await files(), terms, now: clock() })),
    withdraw: (actor: Actor, id: string, { revision, reason }: JudgeComplaint): Promise<Complaint> =>
      change(actor, id, { action: 'withdraw', may: complaintPolicy.file, revision, reason }, before => rules.withdraw(before, reason, clock())),

    accept: (actor: Actor, id: string, { revision }: { revision: number }): Promise<Complaint> =>
      change(actor, id, { action: 'accept', may: handle, revision }, (before, terms) => rules.accept(before, { terms, now: clock() })),
    askCorrection: (actor: Actor, id: string, { revision, reason }: JudgeComplaint): Promise<Complaint> =>
      change(actor, id, { action: 'ask-correction', may: handle, revision, reason }, before => rules.askCorrection(before, { text: reason, by: personOf(actor), now: clock() })),
    refuse: (actor: Actor, id: string, { revision, reason }: JudgeComplaint): Promise<Complaint> =>
      change(actor, id, { action: 'refuse', may: handle, revision, reason }, before => rules.refuse(before, reason, clock())),
    respond: (actor: Actor, id: string, { revision, text }: RespondToComplaint): Promise<Complaint> =>
      change(actor, id, { action: 'respond', may: complaintPolicy.respond, revision }, before => rules.respond(before, { text, by: personOf(actor), now: clock() })),

    /** The purchase waits, at most thirty days (法 art. 57). */
    suspend: (actor: Actor, id: string, { revision, reason, until }: Suspend): Promise<Complaint> =>
      change(actor, id, { action: 'suspend', may: handle, revision, reason }, (before, terms) =>
        rules.suspend(before, { reason, until, by: personOf(actor), terms, now: clock() })),
    lift: (actor: Actor, id: string, { revision }: { revision: number }): Promise<Complaint> =>
      change(actor, id, { action: 'lift', may: handle, revision }, before => rules.lift(before, clock())),
    lastDayOfSuspension: (tender: Tender): Day => rules.lastDayOfSuspension(termsOf(tender), clock()),

    /** The decision, which everybody reads from now on (令101 art. 3). */
    decide: (actor: Actor, id: string, { revision, ...given }: DecideComplaint): Promise<Complaint> =>
      change(actor, id, { action: given.outcome === 'upheld' ? 'uphold' : 'dismiss', may: handle, revision }, (before, _, tender) =>
        rules.decide(before, given, { tender, by: personOf(actor), now: clock() })),

    async attachment(actor: Actor, id: string, key: string): Promise<StoredFile> {
      const complaint = await complaints.get(id)
      refuseUnseen(actor, complaint)
      return fileOf(complaint.files, key)
    },
  }
}
export type ComplaintService = ReturnType<typeof complaintService>
