import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { judgedOf, outputsOf } from '../../src/evaluation/evaluation.rules.ts'
import type { Evaluation } from '../../src/evaluation/evaluation.schema.ts'
import { readPrinted } from '../support/printed.ts'
import type { World } from '../support/world.ts'

export const SHEET = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF signed in by 刘桂兰')
export const PHOTOS = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF photos')
export const MORE = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF more')
export const STRANGE = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF strange')
export const RATIONALES = ['制度健全，记录完整，抽查属实。', '人员配备充分，应急处置及时。', '效果明显，仍可扩大受益面。']
export const FOUND = '九人的签到没有本人签名。'
/** Per expert, for rules, conduct, benefit and lasting effect, in percent. */
const BANDS = [[95, 90, 85.5, 80], [90, 85, 80, 75], [100, 95, 90, 85.01]] as const

/** Whether a file of these bytes lies in the store. */
export function keeps(directory: string, body: Buffer): boolean {
  const key = createHash('sha256').update(body).digest('hex')
  return existsSync(join(directory, 'files', key.slice(0, 2), key.slice(2, 4), key))
}

type Fields = Record<string, string>
/** The report's form as the supplier fills it in. */
export const reportFields = (evaluation: Evaluation): Fields => Object.fromEntries([
  ...outputsOf(evaluation).flatMap(({ id }, at) => [[`actuals.${at}.leafId`, id], [`actuals.${at}.actual`, ['150', '28548', '95.5'][at]!]]),
  ['summary', '全年服务150名老人，按约定上门服务。'], ['spent', '400,000.50'],
]) as Fields

/** The sheet of the n-th expert. */
export const ratingFields = (evaluation: Evaluation, n: number): Fields => Object.fromEntries([
  ...judgedOf(evaluation).flatMap(({ id }, at) => [[`bands.${at}.leafId`, id], [`bands.${at}.attainment`, String(BANDS[n]![at])]]), ['rationale', RATIONALES[n]!],
]) as Fields

/** Answers a survey as somebody who only has the link. */
export async function answerTo(world: World, link: string, fields: Fields) {
  const visitor = world.visitor()
  const _csrf = /name="_csrf" value="([^"]+)"/.exec((await visitor.get('/sign-in')).text)?.[1]
  return visitor.post(`${link}?lang=zh-CN`).type('form').send({ _csrf, _checked: 'yes', ...fields })
}

/** The words of the printed result, by the link that a visitor finds on the page. */
export async function printedResult(world: World, path: string): Promise<string> {
  const href = /href="([^"]+\/result)"/.exec((await world.visitor().get(path)).text)?.[1] ?? 'no link'
  const { body, headers } = await world.visitor().get(href)
  return headers['content-type'] === 'application/pdf' ? (await readPrinted(body as Buffer)).text : 'no PDF'
}
