import { flow, follow } from '../kernel/flow.ts'
import { addYears, dayOf, yearOf } from '../kernel/period.ts'
import { Invalid, refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { Certificate, RegisterVolunteer, RollSearch, ServiceRecord, Totals, Volunteer, VolunteerStatus } from './volunteer.schema.ts'

export const volunteerFlow = flow<VolunteerStatus, 'leave' | 'return'>({
  active: { leave: 'left' },
  left: { return: 'active' },
})
const OF_AGE = 18
/** What the log keeps no value of. */
export const SECRET: string[] = ['phone', 'bornOn']

export const isMinor = ({ bornOn }: Pick<Volunteer, 'bornOn'>, now: Date): boolean => addYears(dayOf(bornOn), OF_AGE) > dayOf(now)

type Given = { id: string; accountId?: string; reference: string; areas: string[]; now: Date }
/** Who is under eighteen needs the guardian's consent; nobody is born tomorrow. */
export function register({ consent: _, ...asked }: RegisterVolunteer, { now, ...given }: Given): Volunteer {
  if (asked.bornOn > now) throw new Invalid('invalid-input', 'Born in the future', { problems: [{ field: 'bornOn', code: 'too-big-date' }] })
  if (isMinor(asked, now) && !asked.guardianConsent) {
    throw new Invalid('invalid-input', 'A minor needs the consent of the guardian', { problems: [{ field: 'guardianConsent', code: 'guardian-needed' }] })
  }
  return { ...asked, ...given, revision: 0, status: 'active', registeredAt: now, consentedAt: now, records: [], certificates: [] }
}
export const leave = (volunteer: Volunteer): Volunteer => ({ ...volunteer, status: follow(volunteerFlow, volunteer.status, 'leave') })
/** Who comes back says everything anew, and keeps the number and the record. */
export function comeBack(volunteer: Volunteer, asked: RegisterVolunteer, given: { areas: string[]; now: Date }): Volunteer {
  const status = follow(volunteerFlow, volunteer.status, 'return')
  const { id, reference } = volunteer
  return { ...volunteer, ...register(asked, { id, reference, ...given }), ...keptOf(volunteer), status }
}
const keptOf = ({ revision, registeredAt, records, certificates }: Volunteer) => ({ revision, registeredAt, records, certificates })

/** Those of the roll who are asked for, by their numbers. */
export const rollOf = (volunteers: readonly Volunteer[], { q, area, skill, status }: RollSearch): Volunteer[] => volunteers.filter(volunteer =>
  (!q || `${volunteer.name} ${volunteer.reference} ${volunteer.phone}`.includes(q)) && (!area || volunteer.areas.includes(area))
  && (!skill || volunteer.skills.includes(skill)) && (!status || volunteer.status === status)).sort((a, b) => a.reference < b.reference ? -1 : 1)

type Span = { from: Date; to: Date }
/** Do two spans share any time? One may begin where the other ends. */
export const overlaps = (one: Span, other: Span): boolean => one.from < other.to && other.from < one.to
const QUARTER_MS = 15 * 60_000
/** Whole quarters of an hour between two moments. */
export const quartersOf = ({ from, to }: Span): number => Math.floor((to.getTime() - from.getTime()) / QUARTER_MS)

/** Why this time cannot be recorded for this person: nobody serves in two places at once. */
export const recordBlockers = ({ name, records }: Pick<Volunteer, 'name' | 'records'>, record: Pick<ServiceRecord, 'activityId' | 'from' | 'to'>): Blocker[] =>
  records.filter(({ activityId, quarters, ...other }) => activityId !== record.activityId && quarters > 0 && overlaps(other, record))
    .map(({ title }) => ({ code: 'hours-overlap', params: { name, title } }))

/** Writes the service time of one activity, or another one in its place. Throws Invalid at `field`, or RuleBroken `blocked`. */
export function withRecord<T extends Pick<Volunteer, 'name' | 'records'>>(volunteer: T, record: ServiceRecord, field: string): T {
  const maximum = quartersOf(record)
  if (record.quarters > maximum) {
    throw new Invalid('invalid-input', 'Longer than the activity', { problems: [{ field, code: 'longer-than-activity', params: { maximum: maximum / 4 } }] })
  }
  if (record.quarters > 0) refuseIfBlocked(recordBlockers(volunteer, record))
  const others = volunteer.records.filter(({ activityId }) => activityId !== record.activityId)
  return { ...volunteer, records: [...others, record].sort((a, b) => a.from.getTime() - b.from.getTime()) }
}

export const servedQuarters = (records: Pick<ServiceRecord, 'quarters'>[]): number => records.reduce((sum, { quarters }) => sum + quarters, 0)

/** The organizations that can certify something of this person. */
export const certifying = ({ records }: Pick<Volunteer, 'records'>): { id: string; name: string }[] =>
  [...new Map(records.filter(({ quarters }) => quarters > 0).map(({ organizationId, organizationName }) => [organizationId, organizationName]))].map(([id, name]) => ({ id, name }))

/** What one organization recorded, as it stands now; who records certifies. Throws RuleBroken `nothing-to-certify`. */
export function certify(volunteer: Volunteer, organizationId: string, { reference, now }: { reference: string; now: Date }): Volunteer {
  const records = volunteer.records.filter(record => record.organizationId === organizationId && record.quarters > 0)
  const [first] = records
  if (!first) throw new RuleBroken('nothing-to-certify', `${organizationId} recorded nothing of ${volunteer.id}`)
  const certificate: Certificate = { reference, organizationId, organizationName: first.organizationName, issuedAt: now, records }
  return { ...volunteer, certificates: [...volunteer.certificates, certificate] }
}

const MONTHS = Array.from({ length: 12 }, (_, at) => at + 1)
const monthOf = (at: Date): number => Number(dayOf(at).slice(5, 7))

type Counted = Pick<Volunteer, 'areas' | 'status' | 'records'>
/** How many volunteers each of these areas has now, and what was served in a year by those who live there. */
export function totalsOf(volunteers: Counted[], { areas, asked, now }: { areas: string[]; asked?: number | undefined; now: Date }): Totals {
  const years = [...new Set(volunteers.flatMap(({ records }) => records.map(({ from }) => yearOf(from))))].sort((a, b) => b - a)
  const year = asked ?? yearOf(now)
  const inYear = (of: Counted[]) => of.flatMap(({ records }) => records.filter(({ from }) => yearOf(from) === year))
  const sums = (of: Counted[]) => ({ volunteers: of.filter(({ status }) => status === 'active').length, quarters: servedQuarters(inYear(of)) })
  const rows = areas.map(area => ({ area, ...sums(volunteers.filter(each => each.areas.includes(area))) }))
  const months = MONTHS.map(month => servedQuarters(inYear(volunteers).filter(({ from }) => monthOf(from) === month)))
  return { ...sums(volunteers), years, year, months, areas: rows.filter(({ volunteers, quarters }) => volunteers + quarters > 0) }
}
