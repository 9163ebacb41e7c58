import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Conclusion, Grade, Listing } from './organization.schema.ts'

const Step = z.object({ revision: z.int() })
const reason = z.string().min(4).max(500)
const document = z.string().min(4).max(80)

export const FileReport = Step.extend({ year: z.int().min(2000).max(2100), income: Money, spending: Money, activities: z.string().min(10).max(2_000) })
export type FileReport = z.infer<typeof FileReport>
export const ConcludeReport = Step.extend({ year: z.int(), conclusion: Conclusion, reason: z.string().max(500).optional() })
export type ConcludeReport = z.infer<typeof ConcludeReport>
export const Assess = Step.extend({ grade: Grade, from: z.date(), document })
export type Assess = z.infer<typeof Assess>
export const Enlist = Step.extend({ list: Listing.shape.list, reason, document, from: z.date() })
export type Enlist = z.infer<typeof Enlist>
export const Delist = Step.extend({ list: Listing.shape.list, reason, document, to: z.date() })
export type Delist = z.infer<typeof Delist>
/** What the proposals for the lists are narrowed by. */
export const ProposalFilter = z.object({ q: z.string().trim().max(60).optional(), list: Listing.shape.list.optional(), area: z.string().max(12).optional() })
export type ProposalFilter = z.infer<typeof ProposalFilter>
export const ProposalSeen = z.object({
  organizationId: z.string(), name: z.string(), list: Listing.shape.list, code: z.enum(['report-missing', 'abnormal-two-years', 'stopped']),
  params: z.record(z.string(), z.number()).optional(), law: z.string(), since: z.date().meta({ description: 'Since when there is ground for it' }),
  due: z.date().nullable().meta({ description: 'Five workdays later (令60); null where they cannot be counted' }),
}).meta({ id: 'ListingProposal' })
/** The day on which it became a charity; none takes the mark away. */
export const MarkCharity = Step.extend({ charity: z.date().optional() })
export type MarkCharity = z.infer<typeof MarkCharity>
