import { z } from 'zod'
import { Section } from './judgement.schema.ts'
import { Organization } from './organization.schema.ts'

export { Section }

/** What each section of the profile holds; type and code are the applicant's to correct until the registration, and stay what they were registered as. */
export const SectionValues = {
  identity: Organization.pick({ name: true, founded: true, supervisor: true }),
  code: Organization.pick({ type: true, uscc: true }),
  place: Organization.pick({ area: true, address: true }),
  people: Organization.pick({ representative: true }),
  work: Organization.pick({ purpose: true, scope: true, serves: true }),
  funds: Organization.pick({ openingFunds: true }),
  account: Organization.pick({ account: true }),
  contact: Organization.pick({ contact: true }),
  team: Organization.pick({ staff: true, socialWorkers: true, council: true, individualMembers: true, unitMembers: true, party: true }),
} satisfies Record<Section, z.ZodObject>
export type Values = Partial<Pick<Organization,
  'name' | 'type' | 'uscc' | 'founded' | 'supervisor' | 'area' | 'address' | 'representative' | 'purpose' | 'scope' | 'serves' | 'openingFunds' | 'account' | 'contact'
  | 'staff' | 'socialWorkers' | 'council' | 'individualMembers' | 'unitMembers' | 'party'>>

/** A registered item needs the reason, once it is registered, and, where it has a supervising body, that body's consent (条例 art. 18, 15). */
const Asked = { revision: z.int(), reason: z.string().min(4).max(500).optional(), document: z.string().max(80).optional() }
const Saved = { revision: z.int() }
const forms = {
  identity: SectionValues.identity.extend(Asked), code: SectionValues.code.extend(Saved), place: SectionValues.place.extend(Asked), people: SectionValues.people.extend(Asked),
  work: SectionValues.work.extend(Asked), funds: SectionValues.funds.extend(Asked), account: SectionValues.account.extend(Asked),
  contact: SectionValues.contact.extend(Saved), team: SectionValues.team.extend(Saved),
} satisfies Record<Section, z.ZodObject>
export type EditSection = Values & { revision: number; reason?: string | undefined; document?: string | undefined }
/** What is sent to change a section. */
export const editOf = (section: Section): z.ZodType<EditSection> => forms[section]
export const askedKeys = (section: Section): string[] => Object.keys(forms[section].shape)

export const ChangeStatus = z.enum(['asked', 'approved', 'refused', 'withdrawn', 'corrected'])
export type ChangeStatus = z.infer<typeof ChangeStatus>

const By = z.object({ id: z.string(), name: z.string() })
/** A change of one section that waits for the registering authority, with the values it is to replace; or a correction of a refused application, which the authority sees when it is sent again. */
export const Change = z.object({
  id: z.string(),
  revision: z.int().default(0),
  organizationId: z.string(),
  areas: z.array(z.string()),
  section: Section,
  from: z.record(z.string(), z.unknown()),
  to: z.record(z.string(), z.unknown()),
  reason: z.string(),
  document: z.string().optional().meta({ description: 'Document by which the supervising body agreed' }),
  status: ChangeStatus.default('asked'),
  pending: z.boolean().default(true).meta({ description: 'A section has one pending change at a time' }),
  askedBy: By,
  askedAt: z.date(),
  decided: z.object({ by: By, at: z.date(), reason: z.string().optional() }).optional(),
})
export type Change = z.infer<typeof Change>

export const DecideChange = z.object({ revision: z.int() })
export const RefuseChange = DecideChange.extend({ reason: z.string().min(4).max(500) })

/** What the changes that wait are narrowed by. */
export const ChangeFilter = z.object({ q: z.string().trim().max(60).optional(), section: Section.optional(), area: z.string().max(12).optional() })
export type ChangeFilter = z.infer<typeof ChangeFilter>
/** A change with the organization that it is of. */
export type Waiting = { change: Change; organization: Organization }
