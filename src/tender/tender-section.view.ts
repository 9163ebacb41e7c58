import { add, share } from '../kernel/money.ts'
import { total, WHOLE } from '../kernel/ratio.ts'
import type { Blocker } from '../kernel/refusal.ts'
import type { RuleSet } from '../kernel/ruleset.ts'
import { view, type View } from '../kernel/view.ts'
import { SectionName, SmeGround, type Tender } from './tender.schema.ts'

/** Which section a blocker is answered in. */
const SECTION_OF: Record<string, SectionName> = {
  title: 'basics', ceiling: 'basics', term: 'basics', continuity: 'basics', intendedOn: 'basics', method: 'basics', need: 'need', description: 'need',
  factors: 'scoring', priceWeight: 'scoring', lowPrice: 'scoring', deduction: 'scoring', qualification: 'conditions', sme: 'conditions',
  indicators: 'results', payments: 'payment', gradeEffects: 'payment', openingPlace: 'opening',
}
export const sectionOf = (blocker: Blocker): SectionName => SECTION_OF[blocker.field?.split('.')[0] ?? ''] ?? 'basics'

/** A blocker of the document with the place where it is mended: its section, at its field where there is one. */
export const mended = ({ id }: Tender) => (blocker: Blocker): Blocker & { href: string } =>
  ({ ...blocker, href: `/tenders/${id}/edit/${sectionOf(blocker)}${blocker.field ? `#${blocker.field}` : ''}` })

const crumbs = (tender: Tender, ...more: { key: string; href?: string }[]) =>
  [{ key: 'tender.list.title', href: '/tenders' }, { text: tender.reference, href: `/tenders/${tender.id}` }, ...more]

/** The document as a list of sections, each with what it still lacks. */
export const tenderEdit = view('tender/edit', (tender: Tender, blockers: Blocker[], warnings: Blocker[]) => ({
  title: { key: 'tender.edit.title' }, tender, blockers: blockers.map(mended(tender)), warnings: warnings.map(mended(tender)), breadcrumbs: crumbs(tender, { key: 'tender.edit.title' }),
  returned: tender.returned ?? null,
  sections: SectionName.options.map(name => {
    const open = blockers.filter(blocker => sectionOf(blocker) === name).length
    return {
      key: `tender.section.${name}`, href: `/tenders/${tender.id}/edit/${name}`, hint: { key: `tender.section.${name}-hint` },
      status: open > 0 ? { key: 'tender.section.open', params: { count: open }, tone: 'waiting' } : { key: 'tender.section.done', tone: 'good' },
    }
  }),
  files: { key: 'tender.document.manage', params: { count: tender.documents.length }, href: `/tenders/${tender.id}/documents`, icon: 'paperclip' },
  submit: { key: 'tender.action.submit', href: `/tenders/${tender.id}/submit`, method: 'post', tone: 'primary', icon: 'arrow-right', name: 'revision', value: tender.revision, confirm: { key: 'tender.edit.submit-ask', params: { amount: tender.ceiling } } },
}))

export const documentsPage = view('tender/documents', (tender: Tender) => ({
  title: { key: 'tender.document.files' }, tender, upload: `/tenders/${tender.id}/documents`,
  breadcrumbs: crumbs(tender, { key: 'tender.edit.title', href: `/tenders/${tender.id}/edit` }, { key: 'tender.document.files' }),
  files: tender.documents.map(({ key, name, size, sha256 }) => ({ key, name, size, sha256, href: `/tenders/${tender.id}/documents/${key}` })),
}))

const common = (tender: Tender, name: SectionName) => ({
  title: { key: `tender.section.${name}` }, tender, action: `/tenders/${tender.id}/edit/${name}`, back: `/tenders/${tender.id}/edit`,
  breadcrumbs: crumbs(tender, { key: 'tender.edit.title', href: `/tenders/${tender.id}/edit` }, { key: `tender.section.${name}` }),
})

/** Rows to type into: those that are there and some to spare. */
function rowsOf<T extends object>(given: T[], blank: T, least: number): (T & { index: number; number: number })[] {
  const spare = Math.max(least - given.length, 2)
  return [...given, ...Array.from({ length: spare }, () => blank)].map((row, index) => ({ ...blank, ...row, index, number: index + 1 }))
}

/** What the instalments would come to at the ceiling, to the fen; a contract shares its own price in the same way. */
function schedule({ payments, ceiling }: Tender) {
  const percents = payments.map(({ percent }) => percent)
  const sum = total(percents)
  const amounts = sum === WHOLE ? share(ceiling, percents) : []
  return {
    sum, scheduleColumns: [
      { name: 'seq', label: { key: 'contract.seq' } }, { name: 'condition', label: { key: 'contract.condition' } }, { name: 'amount', label: { key: 'contract.amount' }, type: 'money' },
    ],
    schedule: amounts.map((amount, at) => ({ seq: { key: 'contract.nth', params: { seq: at + 1 } }, condition: payments[at]?.condition, amount })),
    scheduleTotals: { condition: { key: 'contract.total' }, amount: add(...amounts) },
  }
}

type Section = View<[tender: Tender, rules: RuleSet]>
export const sectionViews: Record<SectionName, Section> = {
  basics: view('tender/section-basics', tender => ({ ...common(tender, 'basics'), continuity: tender.continuity ?? '', intendedOn: tender.intendedOn ?? '' })),
  need: view('tender/section-need', tender => common(tender, 'need')),
  scoring: view('tender/section-scoring', (tender, rules) => ({
    ...common(tender, 'scoring'), rules, sum: total([tender.priceWeight, ...tender.factors.map(({ max }) => max)]), tieBreaks: ['bid-price', 'evaluation-price'], kinds: ['subjective', 'objective'],
    rows: rowsOf<Row>(tender.factors.map(factor => ({ ...factor, anchors: factor.anchors ?? '' })), { name: '', kind: '', max: '', anchors: '' }, 5),
  })),
  conditions: view('tender/section-conditions', tender => ({
    ...common(tender, 'conditions'), reserved: tender.sme?.reserved ?? '', ground: tender.sme?.ground ?? '',
    grounds: SmeGround.options, rows: rowsOf<Row>(tender.qualification, { text: '' }, 5),
  })),
  results: view('tender/section-results', tender => ({
    ...common(tender, 'results'), sum: total(tender.indicators.map(({ weight }) => weight)), rows: rowsOf<Row>(tender.indicators, { name: '', target: '', unit: '', weight: '' }, 4),
  })),
  payment: view('tender/section-payment', (tender, rules) => ({
    ...common(tender, 'payment'), ...schedule(tender), rows: rowsOf<Row>(tender.payments, { condition: '', percent: '', onAcceptance: false, gradeLinked: false }, 4),
    grades: (rules.scales.find(({ id }) => id === 'performance') ?? rules.scales[0]!).grades.map(({ code, from }, index) =>
      ({ index, code, name: { key: `tender.grade.${code}` }, from, percent: tender.gradeEffects.find(({ grade }) => grade === code)?.percent ?? '' })),
  })),
  opening: view('tender/section-opening', tender => common(tender, 'opening')),
}
type Row = Record<string, unknown>
