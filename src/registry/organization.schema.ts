import { z } from 'zod'
import { Money } from '../kernel/money.ts'
import { Points } from '../kernel/ratio.ts'
import { Judgement } from './judgement.schema.ts'
import { Order } from './order.schema.ts'

/**
 * 社会团体, 社会服务机构(民办非企业单位), 基金会; 企业; 居委会; what is only recorded (备案); 事业单位 by their class (公益一类, 公益二类, 生产经营类),
 * and 群团组织 of public staff and money: what may be bought from depends on the class (令102 art. 6, 8).
 */
export const OrganizationType = z.enum([
  'association', 'service-institution', 'foundation', 'enterprise', 'committee', 'recorded', 'institution-1', 'institution-2', 'institution-business', 'mass-organization',
])
export type OrganizationType = z.infer<typeof OrganizationType>

export const OrganizationStatus = z.enum(['applied', 'registered', 'refused', 'suspended', 'cancelled', 'revoked', 'certificate-withdrawn'])
export type OrganizationStatus = z.infer<typeof OrganizationStatus>

/** 活动异常名录 and 严重违法失信名单 (令60). */
export const Listing = z.object({
  list: z.enum(['abnormal', 'serious']), reason: z.string(), document: z.string(), from: z.date(), to: z.date().optional(),
  lifted: z.object({ reason: z.string(), document: z.string() }).optional(),
  late: z.boolean().optional().meta({ description: 'Entered here more than five workdays after it began (令60); none where the calendar is unknown' }),
})
export type Listing = z.infer<typeof Listing>

const By = z.object({ id: z.string(), name: z.string() })
export const Conclusion = z.enum(['passed', 'basic', 'failed'])
/** The work report of a year, and what the yearly inspection (年检) concluded; a charity's is a report only (慈善法 art. 13). */
export const Report = z.object({
  year: z.int(), income: Money, spending: Money, activities: z.string(), filedBy: By, filedAt: z.date(),
  conclusion: Conclusion.optional(), concluded: z.object({ by: By, at: z.date(), reason: z.string().optional() }).optional(),
})
export type Report = z.infer<typeof Report>

/** What it did for the city: stands in its record and follows it (令60 art. 6). */
export const PurchaseResult = z.object({
  contractId: z.string(), contractReference: z.string(), evaluationId: z.string(), title: z.string(),
  amount: z.int(), score: Points, grade: z.string(), gradeName: z.string(), at: z.date(),
})
export type PurchaseResult = z.infer<typeof PurchaseResult>

/** Where an organization is paid. */
export const BankAccount = z.object({
  bank: z.string().min(4).max(80), number: z.string().regex(/^\d{8,30}$/, 'not-an-account'),
})
export type BankAccount = z.infer<typeof BankAccount>

/** 党组织: its own, one together with others, or none. */
export const Party = z.enum(['own', 'joint', 'none'])
export const Grade = z.enum(['1A', '2A', '3A', '4A', '5A'])
export type Grade = z.infer<typeof Grade>

export const Organization = z.object({
  id: z.string(),
  revision: z.int().default(0),
  name: z.string().min(4).max(80),
  uscc: z.string().optional().meta({ description: '统一社会信用代码, 18 characters; a recorded body has none' }),
  type: OrganizationType,
  area: z.string(),
  areas: z.array(z.string()),
  address: z.string().min(4).max(120),
  representative: z.string().min(2).max(40).meta({ description: '法定代表人或负责人' }),
  contact: z.object({ name: z.string().min(2).max(40), phone: z.string().regex(/^[\d\s()+-]{7,20}$/, 'not-a-phone') }),
  supervisor: z.string().max(80).optional().meta({ description: '业务主管单位; none where registered directly' }),
  purpose: z.string().min(10).max(600),
  scope: z.string().min(4).max(600),
  founded: z.date(),
  staff: z.int().nonnegative().default(0),
  socialWorkers: z.int().nonnegative().default(0).meta({ description: 'Staff with a social worker certificate' }),
  serves: z.boolean().default(false).meta({ description: 'Serves people directly: service, public benefit, charity, mutual aid' }),
  council: z.int().nonnegative().optional().meta({ description: 'Members of the council (理事会)' }),
  individualMembers: z.int().nonnegative().optional().meta({ description: 'Members of an association who are people' }),
  unitMembers: z.int().nonnegative().optional().meta({ description: 'Members of an association that are units' }),
  party: Party.optional(),
  openingFunds: Money.optional().meta({ description: '开办资金、注册资金或原始基金', input: 'yuan' }),
  account: BankAccount.optional().meta({ description: 'Where it is paid; not public' }),
  charity: z.date().optional().meta({ description: 'Recognized as a charity (慈善组织) since' }),
  formerNames: z.array(z.string()).default([]),
  fictional: z.boolean().default(false).meta({ description: 'Invented for the demo' }),
  status: OrganizationStatus.default('applied'),
  imported: z.boolean().optional().meta({ description: 'Taken over from another register: of the years before its first report here nothing is known' }),
  visible: z.boolean().default(false).meta({ description: 'Registered once: from then on everybody may read it' }),
  appliedBy: z.string(),
  appliedAt: z.date(),
  decided: z.object({ by: z.string(), at: z.date(), reason: z.string().optional() }).optional(),
  order: Order.optional().meta({ description: 'The decision that stopped or ended it' }),
  judgements: z.array(Judgement).default([]).meta({ description: 'What the authority found of each section of the application' }),
  grade: z.object({ grade: Grade, from: z.date(), document: z.string().optional() }).optional().meta({ description: 'Valid for five years (令39 art. 28)' }),
  listings: z.array(Listing).default([]),
  reports: z.array(Report).default([]),
  results: z.array(PurchaseResult).default([]),
  sortKey: z.string().default('').meta({ description: 'Pinyin initials: the order of a Chinese list' }),
})
export type Organization = z.infer<typeof Organization>

export const RegisterOrganization = Organization.pick({
  name: true, uscc: true, type: true, area: true, address: true, representative: true, contact: true, supervisor: true,
  purpose: true, scope: true, founded: true, staff: true, socialWorkers: true, serves: true,
})
export type RegisterOrganization = z.infer<typeof RegisterOrganization>

/** What another register has kept: the same, and how it stands there; absent, it is in good standing. */
export const TakeOver = RegisterOrganization.extend({
  status: OrganizationStatus.extract(['registered', 'suspended', 'cancelled', 'revoked', 'certificate-withdrawn']).optional(),
  orderDocument: Order.shape.document, orderOn: z.date().optional(), orderReason: Order.shape.reason.optional(),
})
export type TakeOver = z.infer<typeof TakeOver>

export const Decide = z.object({ revision: z.int(), reason: z.string().max(500).optional() })
export type Decide = z.infer<typeof Decide>

export const OrganizationSort = z.enum(['name', '-name', 'founded', '-founded', 'status', '-status', 'type', '-type'])
export type OrganizationSort = z.infer<typeof OrganizationSort>
export const OrganizationFilter = z.object({
  q: z.string().max(60).optional(), type: OrganizationType.optional(), area: z.string().max(12).optional(),
  status: OrganizationStatus.optional(), flag: Listing.shape.list.optional().meta({ description: 'On this list now' }),
  sort: OrganizationSort.default('name'),
  after: z.string().max(200).optional().meta({ description: 'Cursor of the page before' }),
})
export type OrganizationFilter = z.infer<typeof OrganizationFilter>

/** What everybody may read. */
export const OrganizationSeen = Organization.omit({ sortKey: true, imported: true, appliedBy: true, contact: true, account: true, judgements: true }).meta({ id: 'Organization' })
