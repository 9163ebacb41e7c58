import { WHOLE } from '../kernel/ratio.ts'
import type { Tender } from './tender.schema.ts'

const share = (hundredths: number) => hundredths / WHOLE
const label = (name: string) => ({ key: `tender.field.${name}` })

/** The document as everybody reads it, in sections. */
export const documentOf = (tender: Tender) => ({
  facts: [
    { label: label('item'), value: tender.itemName }, { label: label('method'), value: tender.method, texts: 'tender.method' },
    { label: label('budgetAmount'), value: tender.budgetAmount, type: 'money' }, { label: label('ceiling'), value: tender.ceiling, type: 'money' },
    { label: label('term'), value: { key: 'tender.document.term', params: { from: tender.term.from, to: tender.term.to } } },
    { label: label('buyer'), value: tender.buyer.name },
    { label: label('contact'), value: `${tender.buyer.contact} ${tender.buyer.phone}` },
    { label: label('openingPlace'), value: tender.openingPlace }, { label: label('ruleSet'), value: tender.ruleSet },
  ],
  need: tender.need, description: tender.description, continuity: tender.continuity ?? '',
  qualification: tender.qualification.map(({ text }) => text),
  sme: tender.sme ? { reserved: tender.sme.reserved, ground: tender.sme.ground ?? '' } : null,
  factorColumns: [
    { name: 'name', label: label('factor') }, { name: 'kind', label: label('kind'), texts: 'tender.kind' },
    { name: 'max', label: label('points'), type: 'score' }, { name: 'anchors', label: label('anchors') },
  ],
  factors: [
    { name: { key: 'tender.document.price' }, kind: 'objective', max: tender.priceWeight, anchors: { key: 'tender.document.price-formula' } },
    ...tender.factors.map(factor => ({ ...factor, anchors: factor.anchors ?? '' })),
  ],
  factorTotal: { name: { key: 'tender.document.total' }, max: tender.factors.reduce((sum, { max }) => sum + max, tender.priceWeight) },
  indicatorColumns: [
    { name: 'name', label: label('indicator') }, { name: 'target', label: label('target') }, { name: 'weight', label: label('weight'), type: 'percent' },
  ],
  indicators: tender.indicators.map(({ name, target, unit, weight }) => ({ name, target: `${target} ${unit}`, weight: share(weight) })),
  paymentColumns: [
    { name: 'condition', label: label('condition') }, { name: 'percent', label: label('percent'), type: 'percent' }, { name: 'accepted', label: label('onAcceptance') }, { name: 'linked', label: label('gradeLinked') },
  ],
  payments: tender.payments.map(({ condition, percent, onAcceptance, gradeLinked }) =>
    ({ condition, percent: share(percent), accepted: { key: `tender.document.linked.${onAcceptance ? 'yes' : 'no'}` }, linked: { key: `tender.document.linked.${gradeLinked ? 'yes' : 'no'}` } })),
  gradeColumns: [{ name: 'grade', label: label('grade'), texts: 'tender.grade' }, { name: 'percent', label: label('gradePercent'), type: 'percent' }],
  grades: tender.gradeEffects.map(({ grade, percent }) => ({ grade, percent: share(percent) })),
  terms: [
    { label: label('aggregation'), value: tender.aggregation, texts: 'tender.aggregation' }, { label: label('decimals'), value: tender.decimals, type: 'number' },
    { label: label('tieBreak'), value: tender.tieBreak, texts: 'tender.tie-break' }, { label: label('candidates'), value: tender.candidates, type: 'number' },
    { label: label('deduction'), value: share(tender.deduction), type: 'percent' },
    { label: label('lowPrice'), value: { key: 'tender.document.low-price', params: {
      average: share(tender.lowPrice.average), secondLowest: share(tender.lowPrice.secondLowest), ceiling: share(tender.lowPrice.ceiling),
    } } },
  ],
  files: tender.documents.map(({ name, size, sha256, key }) => ({ name, size, hash: sha256, href: `/tenders/${tender.id}/documents/${key}` })),
})
