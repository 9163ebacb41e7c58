import { z } from 'zod'

export const VolunteerStatus = z.enum(['active', 'left'])
export type VolunteerStatus = z.infer<typeof VolunteerStatus>
export const Skill = z.enum(['elderly', 'children', 'medical', 'counselling', 'law', 'culture', 'repair', 'digital', 'environment', 'order'])
export type Skill = z.infer<typeof Skill>

/** A quarter of an hour is the least that is recorded. */
export const Quarters = z.int().min(0).max(96).meta({ description: 'Service time in quarters of an hour, without the way' })

/** What an organization recorded of one activity (志愿服务条例 art. 19); the times are the activity's. */
export const ServiceRecord = z.object({
  activityId: z.string(), reference: z.string(), title: z.string(), place: z.string(), training: z.string().optional(),
  organizationId: z.string(), organizationName: z.string(),
  from: z.date(), to: z.date(), quarters: Quarters,
  recordedAt: z.date(), recordedBy: z.string().meta({ description: 'Name of who recorded it' }),
})
export type ServiceRecord = z.infer<typeof ServiceRecord>

/** 志愿服务记录证明: frozen as it was issued; a later correction asks for a new one. */
export const Certificate = z.object({
  reference: z.string().meta({ description: 'ZF-2026-0001' }),
  organizationId: z.string(), organizationName: z.string(), issuedAt: z.date(),
  records: z.array(ServiceRecord).min(1),
})
export type Certificate = z.infer<typeof Certificate>

/** Somebody who serves of free will; with an account it has the account's id, entered from paper one of its own. */
export const Volunteer = z.object({
  id: z.string(),
  revision: z.int().default(0),
  reference: z.string().meta({ description: 'ZY-2026-0001, which a volunteer tells when signing up on paper' }),
  accountId: z.string().optional(),
  name: z.string().min(2).max(40),
  phone: z.string().min(7).max(30),
  bornOn: z.date(),
  area: z.string(),
  areas: z.array(z.string()).meta({ description: 'The area and all above it' }),
  skills: z.array(Skill),
  guardianConsent: z.boolean().default(false).meta({ description: 'Of whoever is under eighteen' }),
  consentedAt: z.date(),
  status: VolunteerStatus.default('active'),
  registeredAt: z.date(),
  records: z.array(ServiceRecord).default([]),
  certificates: z.array(Certificate).default([]),
})
export type Volunteer = z.infer<typeof Volunteer>

export const RegisterVolunteer = Volunteer.pick({ name: true, phone: true, bornOn: true, area: true, skills: true }).extend({
  guardianConsent: z.boolean().default(false),
  consent: z.boolean().default(false).refine(said => said, 'agreement-needed').meta({ description: 'To what is kept and who sees it' }),
})
export type RegisterVolunteer = z.infer<typeof RegisterVolunteer>

export const LeaveVolunteer = z.object({ revision: z.int() })
export const Certify = z.object({ organizationId: z.string().min(1).max(64) })
export const RollFilter = z.object({ area: z.string().max(20).optional(), after: z.string().max(40).optional() })
export type RollFilter = z.infer<typeof RollFilter>
/** What the whole roll is narrowed by on its page. */
export const RollSearch = RollFilter.pick({ area: true }).extend({ q: z.string().trim().max(60).optional(), skill: Skill.optional(), status: VolunteerStatus.optional() })
export type RollSearch = z.infer<typeof RollSearch>
export const Totals = z.object({
  volunteers: z.int(), quarters: z.int(), years: z.array(z.int()), year: z.int(),
  months: z.array(z.int()).length(12).meta({ description: 'Quarters of an hour served in each month of the year' }),
  areas: z.array(z.object({ area: z.string(), volunteers: z.int(), quarters: z.int() })),
})
export type Totals = z.infer<typeof Totals>
