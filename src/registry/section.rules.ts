import { Invalid, refuseIfBlocked, RuleBroken, type Blocker } from '../kernel/refusal.ts'
import type { Organization } from './organization.schema.ts'
import type { Change, ChangeFilter, Section, Values, Waiting } from './section.schema.ts'
import { isEnded } from './standing.rules.ts'

/** What a gap stands in the way of. */
export type Purpose = 'bid' | 'payment' | 'report' | 'incubation' | 'standing'
export type Field = {
  /** Path in the organization and name of the input. */
  path: string
  input: 'text' | 'textarea' | 'date' | 'number' | 'money' | 'area' | 'yes-no' | 'party' | 'tel' | 'type'
  optional?: true
  /** Asked of this type only. */
  of?: Organization['type']
  blocks?: Purpose
}

/** The profile: which items are registered, so that a change waits for the authority, and what each gap blocks. */
export const SECTIONS: Record<Section, { registered: boolean; fields: Field[] }> = {
  identity: { registered: true, fields: [
    { path: 'name', input: 'text' }, { path: 'founded', input: 'date' }, { path: 'supervisor', input: 'text', optional: true },
  ] },
  code: { registered: true, fields: [{ path: 'type', input: 'type', optional: true }, { path: 'uscc', input: 'text', optional: true }] },
  place: { registered: true, fields: [{ path: 'area', input: 'area' }, { path: 'address', input: 'text' }] },
  people: { registered: true, fields: [{ path: 'representative', input: 'text', blocks: 'bid' }] },
  work: { registered: true, fields: [
    { path: 'purpose', input: 'textarea' }, { path: 'scope', input: 'textarea', blocks: 'bid' }, { path: 'serves', input: 'yes-no', optional: true },
  ] },
  funds: { registered: true, fields: [{ path: 'openingFunds', input: 'money', blocks: 'report' }] },
  account: { registered: true, fields: [{ path: 'account.bank', input: 'text', blocks: 'payment' }, { path: 'account.number', input: 'text', blocks: 'payment' }] },
  contact: { registered: false, fields: [{ path: 'contact.name', input: 'text' }, { path: 'contact.phone', input: 'tel' }] },
  team: { registered: false, fields: [
    { path: 'staff', input: 'number' }, { path: 'socialWorkers', input: 'number' },
    ...(['individualMembers', 'unitMembers'] as const).map((path): Field => ({ path, input: 'number', optional: true, of: 'association' })),
    { path: 'council', input: 'number', blocks: 'incubation' }, { path: 'party', input: 'party', blocks: 'standing' },
  ] },
}
export const sections = Object.keys(SECTIONS) as Section[]

/** The value at a dotted path; undefined where there is none. */
export const valueAt = (thing: object, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], thing)
/** Is there no answer? A number of none is one. */
export const isMissing = (value: unknown): boolean => value === undefined || value === null || value === ''

/** The fields of a section as they are asked of this type. */
export const fieldsOf = ({ type }: Pick<Organization, 'type'>, section: Section): Field[] => SECTIONS[section].fields.filter(({ of }) => !of || of === type)

export type Gap = { section: Section; path: string; blocks: Purpose | null }
/** What the profile still lacks; a recorded body needs neither funds nor an account. */
export const gapsOf = (organization: Organization): Gap[] => asked(organization)
  .filter(({ path }) => isMissing(valueAt(organization, path)))
  .map(({ section, path, blocks }) => ({ section, path, blocks: blocks ?? null }))
const asked = ({ type }: Pick<Organization, 'type'>): (Field & { section: Section })[] => sections
  .filter(section => type !== 'recorded' || !['funds', 'account'].includes(section))
  .flatMap(section => SECTIONS[section].fields.filter(({ optional }) => !optional).map(field => ({ ...field, section })))

/** The share of the required answers that are there, of one, over the whole profile. */
export const completeness = (organization: Organization): number => 1 - gapsOf(organization).length / asked(organization).length

/** Nothing is registered yet: the application is under way, or was refused. */
const isBefore = ({ status }: Pick<Organization, 'status'>): boolean => ['applied', 'refused'].includes(status)
/** The sections of a profile as they are now; type and code are no part of it once they are registered. */
export const sectionsOf = (organization: Pick<Organization, 'status'>): Section[] => sections.filter(section => section !== 'code' || isBefore(organization))

/** Does a change of this section wait for the authority? Before the registration everything is still the applicant's own. */
export const needsApproval = ({ status }: Organization, section: Section): boolean =>
  SECTIONS[section].registered && !isBefore({ status })

/** Why this section cannot be changed now. */
export const changeBlockers = (organization: Organization, section: Section, changes: Change[]): Blocker[] => [
  ...(isEnded(organization) ? [{ code: 'organization-ended' }] : []),
  ...(section === 'code' && !isBefore(organization) ? [{ code: 'code-registered' }] : []),
  ...(changes.some(each => each.pending && each.section === section) ? [{ code: 'change-pending' }] : []),
]

const keysOf = (section: Section): (keyof Values)[] => [...new Set(SECTIONS[section].fields.map(({ path }) => path.split('.')[0] as keyof Values))]
/** The section's part of a thing; what is not there is null, so that taking something away can be told. */
export const partOf = (thing: object, section: Section): Record<string, unknown> =>
  Object.fromEntries(keysOf(section).map(key => [key, (thing as Record<string, unknown>)[key] ?? null]))
const same = (a: unknown, b: unknown): boolean => JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))
const ordered = (value: unknown): unknown => typeof value === 'object' && value !== null && !(value instanceof Date)
  ? Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, each]) => [key, ordered(each)]) : value

export type Difference = { field: Field; from: unknown; to: unknown }
/** The fields that a change alters, with the old and the new value. */
export const differences = ({ section, from, to }: Pick<Change, 'section' | 'from' | 'to'>): Difference[] => SECTIONS[section].fields
  .map(field => ({ field, from: valueAt(from, field.path), to: valueAt(to, field.path) }))
  .filter(each => !same(each.from ?? null, each.to ?? null))

type Asked = { id: string; by: { id: string; name: string }; now: Date; reason?: string | undefined; document?: string | undefined; pending: Change[] }

/** Asks the authority to change a section. Throws Invalid `nothing-changed`; RuleBroken when a change of it waits already. */
export function askChange(organization: Organization, section: Section, values: Values, asked: Asked): Change {
  const { id, by, now, reason, document, pending } = asked
  refuseIfBlocked(changeBlockers(organization, section, pending))
  const change = { section, from: partOf(organization, section), to: partOf(values, section) }
  if (differences(change).length === 0) throw invalid(SECTIONS[section].fields[0]?.path ?? '', 'nothing-changed')
  if (!reason) throw invalid('reason', 'required')
  return {
    ...change, id, revision: 0, organizationId: organization.id, areas: organization.areas, reason, ...(document && { document }),
    status: 'asked', pending: true, askedBy: by, askedAt: now,
  }
}
/** What the applicant mends of an application that was refused or is being judged, kept with the old value and what was found of it; null where nothing changes. */
export function correctionOf(organization: Organization, section: Section, values: Values, { id, by, now }: Pick<Asked, 'id' | 'by' | 'now'>): Change | null {
  const change = { section, from: partOf(organization, section), to: partOf(values, section) }
  const judged = organization.judgements.find(each => each.section === section)
  const isKept = organization.status === 'refused' || (organization.status === 'applied' && judged !== undefined)
  if (!isKept || differences(change).length === 0) return null
  return {
    ...change, id, revision: 0, organizationId: organization.id, areas: organization.areas, // What was found is not told before the decision.
    reason: organization.status === 'refused' ? judged?.remark ?? organization.decided?.reason ?? '' : '',
    status: 'corrected', pending: false, askedBy: by, askedAt: now,
  }
}
const invalid = (field: string, code: string) => new Invalid('invalid-input', 'The change needs correcting', { problems: [{ field, code }] })

/** Puts the values of a section into the organization; a name it gives up is kept as a former name. */
export function withSection(organization: Organization, section: Section, values: object): Organization {
  const part = Object.fromEntries(Object.entries(partOf(values, section)).map(([key, value]) => [key, value ?? undefined]))
  const changed = { ...organization, ...part }
  return changed.name === organization.name ? changed : { ...changed, formerNames: [...organization.formerNames, organization.name] }
}

type Decision = { by: { id: string; name: string }; at: Date; reason?: string | undefined }
/** Decides a change once. Throws RuleBroken `change-decided`. */
export function decideChange(change: Change, status: 'approved' | 'refused' | 'withdrawn', { by, at, reason }: Decision): Change {
  if (!change.pending) throw new RuleBroken('change-decided', `Change ${change.id} is ${change.status}`, { status: change.status })
  return { ...change, status, pending: false, decided: { by, at, ...(reason && { reason }) } }
}

/** The organization with the change. Throws RuleBroken `section-changed` when what it was to replace is no longer there. */
export function applyChange(organization: Organization, change: Change): Organization {
  if (!same(partOf(organization, change.section), change.from)) {
    throw new RuleBroken('section-changed', 'The section is not what the change was asked upon', { section: change.section })
  }
  return withSection(organization, change.section, change.to)
}

/** By when a change is to be decided. */
export const dueOf = ({ askedAt }: Pick<Change, 'askedAt'>): Date => new Date(askedAt.getTime() + 30 * 86_400_000)

/** Of the changes that wait those that are asked for; who has waited longest first. */
export const waitingFound = (waiting: readonly Waiting[], { q, section, area }: ChangeFilter): Waiting[] => waiting.filter(({ change, organization }) =>
  (!q || `${organization.name} ${organization.uscc ?? ''} ${change.reason} ${change.askedBy.name}`.includes(q)) && (!section || change.section === section)
  && (!area || organization.areas.includes(area))).toSorted((a, b) => a.change.askedAt.getTime() - b.change.askedAt.getTime())
