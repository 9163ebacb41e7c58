import { z } from 'zod'

/** The parts of the Open Contracting Data Standard 1.1 that the platform fills; names and codes are the standard's own. */
const Value = z.object({ amount: z.number().meta({ description: 'Yuan' }), currency: z.literal('CNY') })
const Period = z.object({ startDate: z.date().optional(), endDate: z.date().optional() })
const Reference = z.object({ id: z.string(), name: z.string() })

const Party = Reference.extend({
  identifier: z.object({ scheme: z.string(), id: z.string(), legalName: z.string() }).optional(),
  roles: z.array(z.enum(['buyer', 'procuringEntity', 'supplier', 'payer', 'payee'])),
})
const Item = z.object({ id: z.string(), description: z.string(), classification: z.object({ scheme: z.string(), id: z.string(), description: z.string() }).optional() })
const Document = z.object({ id: z.string(), documentType: z.string(), title: z.string(), url: z.string(), datePublished: z.date().optional(), format: z.string(), language: z.literal('zh') })

const Amendment = z.object({ id: z.string(), date: z.date(), description: z.string(), rationale: z.string().optional() })

const Tender = z.object({
  id: z.string(), title: z.string(), description: z.string(), status: z.enum(['active', 'complete', 'unsuccessful', 'cancelled']),
  procuringEntity: Reference, items: z.array(Item), value: Value,
  mainProcurementCategory: z.literal('services'), procurementMethod: z.enum(['open', 'selective', 'limited', 'direct']), procurementMethodDetails: z.string(),
  awardCriteria: z.literal('ratedCriteria'), submissionMethod: z.array(z.literal('electronicSubmission')),
  tenderPeriod: Period, contractPeriod: Period, documents: z.array(Document),
  amendments: z.array(Amendment),
  numberOfTenderers: z.int().optional().meta({ description: 'Only once the result is announced' }),
})
const Award = z.object({
  id: z.string(), title: z.string(), status: z.literal('active'), date: z.date(), value: Value, suppliers: z.array(Reference), documents: z.array(Document),
})
const Transaction = z.object({ id: z.string(), source: z.string(), date: z.date(), value: Value, payer: Reference, payee: Reference })
const Contract = z.object({
  id: z.string(), awardID: z.string(), title: z.string(), status: z.enum(['active', 'terminated']), period: Period, value: Value, dateSigned: z.date(),
  items: z.array(Item), documents: z.array(Document), amendments: z.array(Amendment), implementation: z.object({ transactions: z.array(Transaction) }),
})

export const Release = z.object({
  ocid: z.string(), id: z.string().meta({ description: 'Another for every state of the process' }), date: z.date(),
  tag: z.array(z.enum(['tender', 'tenderAmendment', 'tenderCancellation', 'award', 'contract', 'contractAmendment', 'contractTermination', 'implementation'])),
  initiationType: z.literal('tender'), language: z.literal('zh'),
  parties: z.array(Party), buyer: Reference, tender: Tender, awards: z.array(Award), contracts: z.array(Contract),
}).meta({ id: 'OcdsRelease' })
export type Release = z.infer<typeof Release>

export const ReleasePackage = z.object({
  uri: z.string(), version: z.literal('1.1'), extensions: z.array(z.string()), publishedDate: z.date(),
  publisher: z.object({ name: z.string(), uri: z.string() }), license: z.string(), publicationPolicy: z.string(),
  releases: z.array(Release), links: z.object({ next: z.string().optional(), prev: z.string().optional() }),
}).meta({ id: 'OcdsReleasePackage', description: 'Open Contracting Data Standard 1.1, https://standard.open-contracting.org/1.1/' })
export type ReleasePackage = z.infer<typeof ReleasePackage>

export const OpenFilter = z.object({ page: z.int().min(1).max(100_000).default(1), size: z.int().min(1).max(100).default(50) })
export type OpenFilter = z.infer<typeof OpenFilter>
