import type { Actor } from '../kernel/actor.ts'
import { yearOf } from '../kernel/period.ts'
import { permit } from '../kernel/policy.ts'
import { reached, within } from '../kernel/reach.ts'
import { NotFound } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { remembered } from '../platform/remembered.ts'
import { volunteerPolicy } from './volunteer.policy.ts'
import * as rules from './volunteer.rules.ts'
import { SECRET } from './volunteer.rules.ts'
import type { Certificate, RegisterVolunteer, RollFilter, RollSearch, Totals, Volunteer } from './volunteer.schema.ts'
import type { VolunteerStore } from './volunteer.store.ts'

type Deps = {
  volunteers: VolunteerStore
  /** Takes a person out of the activities that are still ahead. */
  withdrawAll: (actor: Actor, volunteerId: string) => Promise<void>
  pathOf: (area: string) => Promise<string[]>
  audit: Audit; transact: Transact; clock: Clock; newId: () => string
  nextReference: (prefix: string, year: number) => Promise<string>
}
const kind = 'volunteer'
const PAGE = 50

export const volunteerService = ({ volunteers, withdrawAll, pathOf, audit, transact, clock, newId, nextReference }: Deps) => {
  const everybody = remembered({ stamp: volunteers.stamp, read: volunteers.all })
  const numbered = async () => nextReference('ZY', yearOf(clock()))
  async function see(actor: Actor, id: string): Promise<Volunteer> {
    const volunteer = await volunteers.get(id)
    permit(volunteerPolicy.see, actor, volunteer)
    return volunteer
  }
  /** Volunteers who signed a paper are entered by the staff of their area: many at once, all of them or none. */
  async function enterAll(actor: Actor, drafts: RegisterVolunteer[]): Promise<Volunteer[]> {
    const entered: Volunteer[] = []
    const codes = [...new Set(drafts.map(({ area }) => area))]
    const paths = new Map(await Promise.all(codes.map(async (code): Promise<[string, string[]]> => [code, await pathOf(code)])))
    for (const draft of drafts) {
      const areas = paths.get(draft.area)!
      permit(volunteerPolicy.enter, actor, { areas })
      entered.push(rules.register(draft, { id: newId(), reference: await numbered(), areas, now: clock() }))
    }
    return transact(async () => {
      await volunteers.insertAll(entered)
      await audit.begin(actor, entered.map(after => ({ kind, action: 'volunteer.enter', before: null, after, secret: SECRET })))
      return entered
    })
  }

  return {
    see,
    /** The own record; null for who is no volunteer. */
    mine: (actor: Actor): Promise<Volunteer | null> => volunteers.maybe(actor.id),
    timeline: ({ id }: Volunteer) => audit.timeline(kind, id),
    /** One page of the roll in the order of the numbers. */
    async roll(actor: Actor, { area, after }: RollFilter): Promise<{ volunteers: Volunteer[]; next: string | null }> {
      const found = await within(volunteerPolicy.roll, actor, reach => volunteers.list({ area, after, limit: PAGE + 1 }, area ? {} : reach))
      const own = reached(volunteerPolicy.roll, actor, found).sort((a, b) => a.reference < b.reference ? -1 : 1)
      const page = own.slice(0, PAGE)
      return { volunteers: page, next: own.length > PAGE ? page.at(-1)!.reference : null }
    },
    /** The whole roll that this person may see, for a list that is sorted by any column: hours are nowhere stored as a number. */
    wholeRoll: async (actor: Actor, filter: RollSearch): Promise<Volunteer[]> => rules.rollOf(reached(volunteerPolicy.roll, actor, await everybody()), filter),
    /** Numbers that everybody may read: no person is in them. */
    totals: async (areas: string[], asked?: number): Promise<Totals> => rules.totalsOf(await everybody(), { areas, asked, now: clock() }),

    async register(actor: Actor, asked: RegisterVolunteer): Promise<Volunteer> {
      const [areas, known, now] = [await pathOf(asked.area), await volunteers.maybe(actor.id), clock()]
      const reference = known ? '' : await numbered()
      return transact(async () => {
        const before = await volunteers.maybe(actor.id)
        if (before) {
          const after = await volunteers.save(rules.comeBack(before, asked, { areas, now }))
          await audit.record(actor, { kind, action: 'volunteer.return', before, after, secret: SECRET })
          return after
        }
        const volunteer = rules.register(asked, { id: actor.id, accountId: actor.id, reference, areas, now })
        await volunteers.insertAll([volunteer])
        await audit.record(actor, { kind, action: 'volunteer.register', before: null, after: volunteer, secret: SECRET })
        return volunteer
      })
    },
    enter: async (actor: Actor, draft: RegisterVolunteer): Promise<Volunteer> => (await enterAll(actor, [draft]))[0]!,
    enterAll,

    leave: (actor: Actor, { revision }: { revision: number }): Promise<Volunteer> => transact(async () => {
      const before = await volunteers.get(actor.id)
      permit(volunteerPolicy.own, actor, before)
      await withdrawAll(actor, actor.id)
      const after = await volunteers.save({ ...rules.leave(before), revision })
      await audit.record(actor, { kind, action: 'volunteer.leave', before, after, secret: SECRET })
      return after
    }),

    /** A numbered certificate of what one organization recorded, free of charge (志愿服务条例 art. 19). */
    async certify(actor: Actor, id: string, { organizationId }: { organizationId: string }): Promise<Volunteer> {
      const reference = await nextReference('ZF', yearOf(clock()))
      return transact(async () => {
        const before = await see(actor, id)
        const after = await volunteers.save(rules.certify(before, organizationId, { reference, now: clock() }))
        await audit.record(actor, { kind, action: 'volunteer.certify', before, after, secret: SECRET })
        return after
      })
    },
    async certificate(actor: Actor, id: string, reference: string): Promise<{ volunteer: Volunteer; certificate: Certificate }> {
      const volunteer = await see(actor, id)
      const certificate = volunteer.certificates.find(each => each.reference === reference)
      if (!certificate) throw new NotFound('not-found', `No certificate ${reference}`, { kind })
      return { volunteer, certificate }
    },
  }
}
export type VolunteerService = ReturnType<typeof volunteerService>
