import { expect } from 'chai'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { judgedOf, outputsOf } from '../../src/evaluation/evaluation.rules.ts'
import type { Evaluation } from '../../src/evaluation/evaluation.schema.ts'
import { readPrinted } from '../support/printed.ts'
import type { PageAgent } from '../support/page-agent.ts'
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

type Reporting = { at: string; fields: Fields; files: Parameters<PageAgent['upload']>[2]; said: string[]; other: PageAgent; done: () => Promise<boolean> }
/** Sends the report as somebody without scripts: looks at it once more, goes back, confirms; the files stay, and the receipt is its own. */
export async function reportChecked(agent: PageAgent, { at, fields, files, said, other, done }: Reporting): Promise<void> {
  const held = (html: string) => /name="_held" value="([^"]+)"/.exec(html)?.[1] ?? ''
  const { status, text } = await agent.upload(`${at}/report`, { ...fields, _checked: '' }, files)
  expect(status).to.equal(200)
  expect(text).to.include('id="check"').and.include('报告不能再改').and.include('签到表.pdf').and.include('上门照片（三月）.pdf').and.include('全年服务150名老人')
  expect(await done(), 'nothing is done before it is confirmed').to.equal(false)
  const back = await agent.post(`${at}/report`, { ...fields, _checked: 'no', _held: held(text) })
  expect(back.text).to.include('已收到：签到表.pdf').and.not.include('id="check"')
  const sent = await agent.post(`${at}/report`, { ...fields, _held: held(back.text) })
  expect(sent.status).to.equal(303)
  const receipt = /href="(\/receipts\/[^"]+)"/.exec((await agent.get(sent.headers.location!)).text)?.[1] ?? ''
  const kept = (await agent.get(receipt)).text
  for (const words of said) expect(kept).to.include(words)
  expect(kept, 'the digests').to.match(/[0-9a-f]{64}/)
  expect((await agent.download(`${receipt}/file`)).body.subarray(0, 5).toString()).to.equal('%PDF-')
  expect((await other.get(receipt)).status, 'a receipt is for who acted').to.equal(404)
  expect((await agent.upload(`${at}/report`, fields, files)).status, 'once').to.equal(409)
}
