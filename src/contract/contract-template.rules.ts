import { fen } from '../kernel/money.ts'
import type { Day } from '../kernel/period.ts'
import { NotFound, type Blocker } from '../kernel/refusal.ts'
import type { Block, Run } from '../platform/print.schema.ts'
import { ContractPrint } from './contract-print.schema.ts'
import type { TemplateVersion } from './contract-template.schema.ts'

/** The versions of the contract's wording, the first one first; the text of each is views/contract/templates/<version>.print.hbs. */
export const TEMPLATES: readonly [TemplateVersion, ...TemplateVersion[]] = [
  { version: '2026-1', from: '2026-01-01' },
  { version: '2026-2', from: '2026-07-01' },
]
export const FIRST_TEMPLATE = TEMPLATES[0].version

/** The wording of contracts that are drawn up on a day. */
export const templateAt = (day: Day): TemplateVersion => TEMPLATES.findLast(({ from }) => from <= day) ?? TEMPLATES[0]

/** Throws NotFound `no-such-template`. */
export function templateOf(version: string): TemplateVersion {
  const found = TEMPLATES.find(each => each.version === version)
  if (!found) throw new NotFound('no-such-template', `No wording ${version}`)
  return found
}
export const templateBefore = ({ version }: TemplateVersion): TemplateVersion | null =>
  TEMPLATES[TEMPLATES.findIndex(each => each.version === version) - 1] ?? null

/** What a contract of bought services must hold (财政部令第102号第二十三条), and the article that holds it. */
const REQUIRED = [
  { clause: 'content', article: /服务内容和数量/ }, { clause: 'term', article: /服务期限/ }, { clause: 'quality', article: /服务质量/ }, { clause: 'price', article: /合同价款/ },
  { clause: 'settlement', article: /资金支付/ }, { clause: 'duties', article: /权利和义务/ }, { clause: 'acceptance', article: /履约验收/ }, { clause: 'breach', article: /违约责任/ },
] as const

const textOf = (runs: Run[]): string => runs.map(({ text }) => text).join('')

/** Why a wording cannot be used: a clause that the law asks for is missing, or stands without a text. */
export function wordingBlockers(blocks: Block[]): Blocker[] {
  const articles = articlesOf(blocks)
  return REQUIRED.filter(({ article }) => !articles.some(({ title, lines }) => article.test(title) && lines.length > 0))
    .map(({ clause }) => ({ code: `clause-missing-${clause}`, law: '财政部令第102号第二十三条' }))
}

type Article = { title: string; lines: string[] }

/** The wording by its articles; what stands above the first is the head, with an empty title. */
export function articlesOf(blocks: Block[]): Article[] {
  const articles: Article[] = [{ title: '', lines: [] }]
  for (const block of blocks) {
    if (block.kind === 'heading' && block.level === 2) articles.push({ title: textOf(block.runs), lines: [] })
    else articles.at(-1)!.lines.push(...linesOf(block))
  }
  return articles
}

function linesOf(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'qr':
    case 'signatures': return [textOf(block.runs)]
    case 'list': return block.items.map(({ label, runs }) => `${label}${textOf(runs)}`)
    case 'table': return [...block.head, ...block.rows].map(row => row.map(({ runs }) => textOf(runs)).join(' │ '))
    default: return []
  }
}

/** The articles in which two wordings differ, with the lines that only one of them has. */
export function differences(before: Block[], after: Block[]): { article: string; from: string[]; to: string[] }[] {
  const [old, now] = [articlesOf(before), articlesOf(after)]
  const linesUnder = (articles: Article[], title: string) => articles.find(each => each.title === title)?.lines ?? []
  const titles = [...new Set([...now, ...old].map(({ title }) => title))]
  return titles.map(article => {
    const [from, to] = [linesUnder(old, article), linesUnder(now, article)]
    return { article, from: from.filter(line => !to.includes(line)), to: to.filter(line => !from.includes(line)) }
  }).filter(({ from, to }) => from.length + to.length > 0)
}

/** A contract about nothing in particular, to look at a wording before there is one. */
export const sampleContract: ContractPrint = ContractPrint.parse({
  contractNumber: '（合同编号）',
  buyer: { name: '（甲方名称）', code: '', address: '（甲方住所）', representative: '（甲方代表人）', contact: '（联系人，电话）' },
  supplier: { name: '（乙方名称）', code: '（统一社会信用代码）', address: '（乙方住所）', representative: '（乙方代表人）', contact: '（联系人，电话）' },
  project: { name: '（项目名称）', reference: '（采购编号）', method: '（采购方式）', item: '（目录代码和名称）' },
  amount: fen(300_000_00), term: { from: new Date('2026-01-01T00:00:00+08:00'), to: new Date('2026-12-31T00:00:00+08:00') },
  place: '（服务地点）', content: '（采购需求和中标方案中的服务内容、对象和数量）',
  indicators: [{ name: '（指标一）', target: '100', unit: '人', weight: 6_000 }, { name: '（指标二）', target: '1,200', unit: '次', weight: 4_000 }],
  payments: [
    { seq: 1, condition: '（第一期付款条件）', amount: fen(150_000_00), share: 5_000, dueText: '收到发票并具备支付条件后30日内' },
    { seq: 2, condition: '（末期付款条件：绩效评价结果公布）', amount: fen(150_000_00), share: 5_000, dueText: '收到发票并具备支付条件后30日内' },
  ],
  gradeEffects: [{ grade: '优', percent: 10_000 }, { grade: '良', percent: 9_500 }, { grade: '中', percent: 8_000 }, { grade: '差', percent: 0 }],
})
