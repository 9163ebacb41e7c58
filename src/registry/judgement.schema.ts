import { z } from 'zod'

export const Section = z.enum(['identity', 'code', 'place', 'people', 'work', 'funds', 'account', 'contact', 'team'])
export type Section = z.infer<typeof Section>

export const Verdict = z.enum(['in-order', 'to-correct'])
export type Verdict = z.infer<typeof Verdict>

const remark = z.string().min(4).max(500).optional().meta({ description: 'What is to be corrected; obligatory with to-correct' })
/** What the authority found of one section of an application: who, when, and whether it still holds. */
export const Judgement = z.object({
  section: Section, verdict: Verdict, remark,
  by: z.object({ id: z.string(), name: z.string() }), at: z.date(),
  changed: z.boolean().default(false).meta({ description: 'The applicant has changed the section since: it is to be judged anew' }),
})
export type Judgement = z.infer<typeof Judgement>

/** Any number of sections at a time; what is not named stays as it stands. */
export const JudgeSections = z.object({
  revision: z.int(),
  judgements: z.partialRecord(Section, z.object({ verdict: Verdict.optional(), remark })).default({}),
  rest: z.enum(['in-order']).optional().meta({ description: 'All sections that are not judged yet are in order' }),
})
export type JudgeSections = z.infer<typeof JudgeSections>

/** What is judged of an application, and what still is to be. */
export const JudgementsSeen = z.object({ revision: z.int(), judgements: z.array(Judgement), open: z.array(Section) }).meta({ id: 'OrganizationJudgements' })
export type JudgementsSeen = z.infer<typeof JudgementsSeen>
