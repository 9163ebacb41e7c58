import { Invalid, RuleBroken, type Blocker, type Problem } from '../kernel/refusal.ts'
import { conditionBlockers } from './condition.rules.ts'
import type { Judgement, JudgeSections, Section } from './judgement.schema.ts'
import type { Organization } from './organization.schema.ts'
import { isMissing, sections, SECTIONS, valueAt } from './section.rules.ts'

/** The sections that an application fills; where nothing is given there is nothing to judge. */
export const judgedSections = (organization: Organization): Section[] =>
  sections.filter(section => SECTIONS[section].fields.some(({ path }) => !isMissing(valueAt(organization, path))))

/** What was found of a section, whether or not the applicant has changed it since. */
export const judgementOf = ({ judgements }: Pick<Organization, 'judgements'>, section: Section): Judgement | undefined =>
  judgements.find(each => each.section === section)
const holding = (organization: Organization, section: Section): Judgement | undefined => {
  const judged = judgementOf(organization, section)
  return judged?.changed ? undefined : judged
}
/** The sections that are to be judged, for the first time or anew. */
export const openSections = (organization: Organization): Section[] => judgedSections(organization).filter(section => !holding(organization, section))
/** The sections that are to be corrected, as long as their applicant has not changed them. */
export const toCorrect = (organization: Organization): Judgement[] =>
  judgedSections(organization).flatMap(section => holding(organization, section) ?? []).filter(({ verdict }) => verdict === 'to-correct')

/** Why an application cannot be approved yet: every section is to be in order, and what the law asks of its type is there. */
export const approvalBlockers = (organization: Organization): Blocker[] => [
  ...toCorrect(organization).map(({ section }) => ({ code: 'section-to-correct', params: { section } })),
  ...openSections(organization).map(section => ({ code: 'section-not-judged', params: { section } })),
  ...conditionBlockers(organization),
]
/** Why it cannot be refused yet: the applicant must read what to correct. */
export const refusalBlockers = (organization: Organization): Blocker[] => toCorrect(organization).length === 0 ? [{ code: 'no-section-to-correct' }] : []

/** The remarks at the sections, and what else is said; one reason, since a letter tells one. */
export const refusalReason = (organization: Organization, general?: string): string =>
  [...toCorrect(organization).flatMap(({ remark }) => remark ?? []), ...(general ? [general] : [])].map(text => text.replace(/[。；;.\s]+$/u, '')).join('；')

type Judging = { by: { id: string; name: string }; at: Date }
/** Judges the sections that are named, and the rest where that is said; the same thing where nothing changes. Throws Invalid; RuleBroken once it is decided. */
export function judge(organization: Organization, said: JudgeSections, { by, at }: Judging): Organization {
  if (organization.status !== 'applied') throw new RuleBroken('not-allowed-now', `Cannot judge while ${organization.status}`, { from: organization.status, action: 'judge' })
  const asked = judgedSections(organization)
  const problems = sections.flatMap(section => problemsOf(section, said, asked))
  if (problems.length > 0) throw new Invalid('invalid-input', 'The judgements need correcting', { problems })
  const judgements = asked.flatMap(section => {
    const before = holding(organization, section)
    const verdict = said.judgements[section]?.verdict ?? (before ? undefined : said.rest)
    const remark = verdict === 'to-correct' ? said.judgements[section]?.remark : undefined
    if (!verdict || (before?.verdict === verdict && before.remark === remark)) return judgementOf(organization, section) ?? []
    return { section, verdict, ...(remark && { remark }), by, at, changed: false }
  })
  const isSame = judgements.length === organization.judgements.length && judgements.every(each => organization.judgements.includes(each))
  return isSame ? organization : { ...organization, judgements }
}

function problemsOf(section: Section, { judgements }: JudgeSections, asked: Section[]): Problem[] {
  const { verdict, remark } = judgements[section] ?? {}
  const at = `judgements.${section}`
  if ((verdict ?? remark) && !asked.includes(section)) return [{ field: `${at}.verdict`, code: 'section-empty' }]
  if (!verdict && remark) return [{ field: `${at}.verdict`, code: 'required' }]
  return verdict === 'to-correct' && !remark ? [{ field: `${at}.remark`, code: 'required' }] : []
}

/** A section that its applicant has changed is to be judged anew; the others keep what was found. */
export const reopened = (organization: Organization, section: Section): Organization =>
  ({ ...organization, judgements: organization.judgements.map(each => each.section === section ? { ...each, changed: true } : each) })
