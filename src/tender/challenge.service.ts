import { organizationsOf, type Actor } from '../kernel/actor.ts'
import { dayOf, ifKnown, isUncounted, yearOf, type Calendar, type Day } from '../kernel/period.ts'
import { may, permit, type Sentence } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import { Forbidden, NotFound, type Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { fileOf, type StoredFile } from '../platform/files.schema.ts'
import type { Bidder } from './bid.service.ts'
import type { BidStore } from './bid.store.ts'
import { challengePolicy } from './challenge.policy.ts'
import * as rules from './challenge.rules.ts'
import type { ChallengeAction, Terms } from './challenge.rules.ts'
import { ChallengeStep, ReplySeen, type Challenge, type DraftChallenge, type EditChallenge, type HoldSigning, type ReplyToChallenge } from './challenge.schema.ts'
import type { ChallengeStore } from './challenge.store.ts'
import type { Person, Tender } from './tender.schema.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = {
  challenges: ChallengeStore; tenders: Pick<TenderStore, 'get' | 'touch'>; bids: Pick<BidStore, 'own' | 'ofTender'>
  /** The organization, and why it may not bid (registry R2, R4). */
  bidder: (id: string, now: Date) => Promise<{ bidder: Bidder; blockers: Blocker[] }>
  ruleSet: (id: string) => RuleSet; calendar: () => Calendar
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; nextReference: (prefix: string, year: number) => Promise<string>
}
/** One step of a purchase as somebody who may challenge it finds it; without a last day the calendar does not reach so far, or the step lies ahead. */
export type StepDesk = { step: ChallengeStep; known: Day | null; last: Day | null; blockers: Blocker[]; earlier: Challenge[] }
/** `organizations`: those that this person may challenge for; `organizationId`: the one that the steps are about. */
export type ChallengeDesk = { tender: Tender; organizations: { id: string; name: string }[]; organizationId: string | undefined; steps: StepDesk[] }
/** What a person reads of a challenge: all of it, or as another bidder the answer. */
export type ChallengeSeen = { challenge: Challenge; tender: Tender } | { reply: ReplySeen }
type Files = () => Promise<StoredFile[]>

const kind = 'challenge'
const personOf = ({ id, name }: Actor): Person => ({ accountId: id, name })

export const challengeService = ({ challenges, tenders, bids, bidder, ruleSet, calendar, audit, transact, clock, newId, nextReference }: Deps) => {
  const termsOf = (tender: Pick<Tender, 'ruleSet'>): Terms => ({ rules: ruleSet(tender.ruleSet), calendar: calendar() })

  /** What a person may not see is not there. */
  function refuseUnseen(actor: Actor, challenge: Challenge): void {
    if (!may(challengePolicy.see, actor, challenge)) throw new NotFound('not-found', `No challenge ${challenge.id}`, { kind })
  }

  async function announced(tenderId: string): Promise<Tender> {
    const tender = await tenders.get(tenderId)
    if (!tender.announced) throw new NotFound('not-found', `No tender ${tenderId}`, { kind: 'tender' })
    return tender
  }

  const ownOf = (actor: Actor): string[] => organizationsOf(actor).filter(organizationId => may(challengePolicy.write, actor, { organizationId }))
  function ownOrganization(actor: Actor, asked?: string): string {
    const own = ownOf(actor)
    const chosen = asked ?? own[0]
    if (!chosen || !own.includes(chosen)) throw new Forbidden('forbidden', `${actor.id} acts for no such organization`)
    return chosen
  }

  const blockersOf = async (tender: Tender, step: ChallengeStep, organizationId: string): Promise<Blocker[]> => rules.stepBlockers(tender, {
    step, took: tender.openedAt !== undefined && await bids.own(tender.id, organizationId) !== null, barred: (await bidder(organizationId, clock())).blockers,
    terms: termsOf(tender), now: clock(),
  })

  type Change = { action: ChallengeAction | 'discard'; may: Sentence; revision: number; reason?: string }
  const change = (actor: Actor, id: string, { action, may: sentence, revision, reason }: Change, decide: (before: Challenge, tender: Tender) => Promise<Challenge> | Challenge) =>
    transact(async () => {
      const before = await challenges.get(id)
      refuseUnseen(actor, before)
      permit(sentence, actor, before)
      const tender = await tenders.get(before.tenderId)
      const decided = await decide(before, tender)
      if (decided === before) return before
      await tenders.touch(before.tenderId)
      const after = await challenges.save({ ...decided, revision })
      await audit.record(actor, { kind, action: `challenge.${action}`, before, after, reason, ruleSet: tender.ruleSet })
      return after
    })

  /** The steps of a purchase and until when each may be challenged; for an organization also why not. */
  async function stepsOf(tender: Tender, organizationId?: string): Promise<StepDesk[]> {
    const earlier = organizationId ? await challenges.list({ tenderId: tender.id, organizationId }) : []
    return Promise.all(ChallengeStep.options.map(async step => ({
      step, ...datesOf(tender, step), earlier: earlier.filter(each => each.step === step && each.status !== 'withdrawn'),
      blockers: organizationId ? await blockersOf(tender, step, organizationId).catch(unconfirmed) : [],
    })))
  }

  /** A year whose working days are not confirmed gives no last day, and none is guessed. */
  const datesOf = (tender: Tender, step: ChallengeStep): Pick<StepDesk, 'known' | 'last'> =>
    ({ known: ifKnown(() => rules.knownOn(tender, step, termsOf(tender))), last: ifKnown(() => rules.lastDayFor(tender, step, termsOf(tender))) })

  return {
    termsOf,
    lastDay: (tender: Tender, step: ChallengeStep): Day | null => {
      const { last } = datesOf(tender, step)
      return last && dayOf(clock()) <= last ? last : null
    },

    /** What a challenge to this purchase would be, for anybody who reads its notice; who acts for several asks for one of them. */
    async desk(actor: Actor, tenderId: string, asked?: string): Promise<ChallengeDesk> {
      const tender = await announced(tenderId)
      const own = ownOf(actor)
      const organizationId = asked ? ownOrganization(actor, asked) : own[0]
      const organizations = await Promise.all(own.map(async id => (await bidder(id, clock())).bidder))
      return { tender, organizations: organizations.map(({ id, name }) => ({ id, name })), organizationId, steps: await stepsOf(tender, organizationId) }
    },

    async see(actor: Actor, id: string): Promise<Challenge> {
      const challenge = await challenges.get(id)
      refuseUnseen(actor, challenge)
      return challenge
    },

    /** All of it, or of a challenge whose answer concerns this person's organization the answer. */
    async read(actor: Actor, id: string): Promise<ChallengeSeen> {
      const challenge = await challenges.get(id)
      if (!may(challengePolicy.see, actor, challenge) && challenge.reply && may(challengePolicy.readReply, actor, challenge)) return { reply: ReplySeen.parse(challenge) }
      refuseUnseen(actor, challenge)
      return { challenge, tender: await tenders.get(challenge.tenderId) }
    },

    /** Newest first. */
    list: (actor: Actor): Promise<Challenge[]> => within(challengePolicy.see, actor, challenges.list),
    /** The answers to others that concern a person's organization. */
    replies: async (actor: Actor): Promise<ReplySeen[]> =>
      (await within(challengePolicy.readReply, actor, challenges.list)).filter(({ reply }) => reply).map(each => ReplySeen.parse(each)),
    ofTender: async (actor: Actor, tenderId: string): Promise<Challenge[]> =>
      within(challengePolicy.see, actor, conditions => challenges.list({ ...conditions, tenderId })),
    timeline: ({ id }: Challenge) => audit.timeline(kind, id),
    known: (id: string): Promise<Challenge> => challenges.get(id),

    /** Why it cannot be sent now. */
    sendBlockers: async (challenge: Challenge, tender: Tender): Promise<Blocker[]> =>
      [...rules.contentBlockers(challenge), ...await blockersOf(tender, challenge.step, challenge.organizationId)],

    async draft(actor: Actor, tenderId: string, typed: DraftChallenge, files: Files): Promise<Challenge> {
      const organizationId = ownOrganization(actor, typed.organizationId)
      const tender = await announced(tenderId)
      const { bidder: organization } = await bidder(organizationId, clock())
      const reference = await nextReference('ZYH', yearOf(clock()))
      const given = await files()
      return transact(async () => {
        const challenge = await challenges.insert(rules.draftChallenge(typed, { id: newId(), reference, tender, organization, files: given, now: clock() }))
        await audit.record(actor, { kind, action: 'challenge.draft', before: null, after: challenge, ruleSet: tender.ruleSet })
        return challenge
      })
    },

    edit: (actor: Actor, id: string, { revision, ...typed }: EditChallenge, files: Files = async () => []): Promise<Challenge> =>
      change(actor, id, { action: 'edit', may: challengePolicy.write, revision }, async before => rules.editChallenge(before, typed, await files())),

    detach: (actor: Actor, id: string, { revision, key }: { revision: number; key: string }): Promise<Challenge> =>
      change(actor, id, { action: 'edit', may: challengePolicy.write, revision }, before => rules.withoutFile(before, key)),

    /** Signed by who may sign for the organization; sent again by the same hand, it stands as it was sent. */
    send: (actor: Actor, id: string, { revision }: { revision: number }): Promise<Challenge> =>
      change(actor, id, { action: 'send', may: challengePolicy.send, revision }, async (before, tender) => before.status === 'sent' && before.sentBy?.accountId === actor.id ? before
        : rules.send(before, { by: personOf(actor), now: clock(), terms: termsOf(tender) }, await blockersOf(tender, before.step, before.organizationId))),

    async withdraw(actor: Actor, id: string, { revision }: { revision: number }): Promise<Challenge> {
      const { sent } = await challenges.get(id)
      // Nobody but its own people is told that there was a draft.
      return change(actor, id, { action: sent ? 'withdraw' : 'discard', may: sent ? challengePolicy.send : challengePolicy.write, revision }, before => rules.withdraw(before, clock()))
    },

    hold: (actor: Actor, id: string, { revision, reason }: HoldSigning): Promise<Challenge> =>
      change(actor, id, { action: 'hold', may: challengePolicy.hold, revision, reason }, before => rules.hold(before, { reason, by: personOf(actor), now: clock() })),

    /** To the challenger, and of what came after the opening to the other bidders too (法 art. 53). */
    reply: (actor: Actor, id: string, { revision, ...given }: ReplyToChallenge): Promise<Challenge> =>
      change(actor, id, { action: 'reply', may: challengePolicy.reply, revision }, async (before, tender) => {
        const others = before.step === 'document' ? [] : await bids.ofTender(tender.id)
        const concerned = others.map(({ organizationId }) => organizationId).filter(each => each !== before.organizationId)
        return rules.reply(before, given, { tender, by: personOf(actor), concerned, now: clock() })
      }),

    async file(actor: Actor, id: string, key: string): Promise<StoredFile> {
      const challenge = await challenges.get(id)
      refuseUnseen(actor, challenge)
      return fileOf(challenge.files, key)
    },
  }
}
export type ChallengeService = ReturnType<typeof challengeService>

function unconfirmed(error: unknown): Blocker[] {
  if (isUncounted(error)) return [{ code: 'calendar-unconfirmed', law: '国务院办公厅节假日安排通知' }]
  throw error
}
