import { addDays, dayOf } from '../kernel/period.ts'
import type { Blocker } from '../kernel/refusal.ts'
import { periodOf, type RuleSet } from '../kernel/ruleset.ts'
import type { Tender } from './tender.schema.ts'

/** Words that suggest a condition which the law forbids as qualification or score; a person weighs them (S4). */
const SUSPECT: { code: string; law: string; words: RegExp }[] = [
  { code: 'condition-of-size', law: '财政部令第87号第十七条；财库〔2020〕46号第五条', words: /注册资本|注册资金|资产总额|营业收入|营业额|从业人员|员工人数|利润|纳税额/ },
  { code: 'condition-of-age', law: '财库〔2019〕38号 一(二)', words: /(成立|注册|登记|经营|运营|从业)(时间|期限)?(满|不少于|不低于|超过|达)?\s*[\d一二三四五六七八九十]+\s*年|(成立|注册|登记|经营|从业)年限/ },
  { code: 'condition-of-place', law: '政府采购法实施条例第二十条第（四）项', words: /本(市|地|区|省)(注册|企业|机构|业绩|范围内)|大庆市内|在.{0,6}(市|区|省)(设有|注册)/ },
  { code: 'condition-of-list', law: '财库〔2019〕38号 一(四)', words: /入围|名录库|备选库|供应商库|资格库|孵化|入驻|平台(注册|登记)/ },
  { code: 'condition-of-grade', law: '政府采购法实施条例第二十条第（二）项', words: /[1-5一二三四五]\s*A\s*(级|等级|以上)?|评估等级/i },
  { code: 'condition-of-contracts', law: '财库〔2021〕22号第十八条', words: /[3-9三四五六七八九十]\s*(个|份|项)(以上|及以上)?.{0,8}(类似|同类)|(类似|同类).{0,10}[3-9三四五六七八九十]\s*(个|份|项)/ },
]

const isMatch = (words: RegExp, text: string) => words.test(text.normalize('NFKC'))

/** What the program only suspects, by key words, and dates that hold in principle; the approver says that they were weighed. */
export function tenderWarnings(tender: Tender, rules: RuleSet, now: Date): Blocker[] {
  const texts = [
    ...tender.qualification.map(({ text }, index) => ({ field: `qualification.${index}.text`, text })),
    ...tender.factors.map(({ name, anchors }, index) => ({ field: `factors.${index}.name`, text: `${name} ${anchors ?? ''}` })),
  ]
  const suspected = texts.flatMap(({ field, text }) => SUSPECT.flatMap(({ code, law, words }) =>
    isMatch(words, text) ? [{ code, law, field, params: { text: text.trim().slice(0, 40) } }] : []))
  return [
    ...suspected,
    ...(tender.payments.length === 0 || tender.payments.some(({ onAcceptance }) => onAcceptance) ? []
      : [{ code: 'no-payment-on-acceptance', law: '政府采购法实施条例第四十五条；财库〔2021〕22号第二十四条', field: 'payments' }]),
    ...(tender.sme?.reserved === 'yes' ? [{ code: 'reserved-excludes-organizations', field: 'sme.reserved', law: '财库〔2020〕46号第二条、第六条' }] : []),
    ...intentionWarnings(tender, rules, now),
  ]
}

/** The intention stands published thirty days before, in principle (T01). */
function intentionWarnings({ intendedOn }: Tender, rules: RuleSet, now: Date): Blocker[] {
  const { n, law } = periodOf(rules, 'T01')
  if (!intendedOn) return [{ code: 'intention-missing', field: 'intendedOn', law }]
  return addDays(dayOf(intendedOn), n) <= dayOf(now) ? [] : [{ code: 'intention-too-recent', field: 'intendedOn', law, params: { days: n } }]
}

/** What is a condition of taking part is no factor of the score (令87 art. 55). */
export const hardConditionBlockers = ({ factors, qualification }: Tender): Blocker[] =>
  factors.flatMap(({ name }, index) => qualification.some(({ text }) => text.includes(name))
    ? [{ code: 'factor-is-qualification', field: `factors.${index}.name`, law: '财政部令第87号第五十五条', params: { name } }] : [])
