import { expect } from 'chai'
import type { Actor } from '../../src/kernel/actor.ts'
import { bidStore, tenderStore } from '../../src/tender/index.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { readPrinted, squeeze } from '../support/printed.ts'
import type { World } from '../support/world.ts'
import { atOpening, bidId, FOUR, nameOf, placed, registered, type Walk } from './evaluation.ts'

const ID = 'pages001'
const PATH = `/tenders/${ID}`
const LOW = { organizationId: 'low', yuan: 200_000 }
const HIGH = { organizationId: 'high', yuan: 490_000 }

describe('the pages of an evaluation', function () {
  this.timeout(120_000).bail(true)
  let world: World
  let on: Walk
  let clerk: Actor, district: Actor
  let experts: Actor[]
  const agents = new Map<string, PageAgent>()
  const page = async (person: Actor): Promise<PageAgent> => {
    const agent = agents.get(person.id) ?? await world.page(person)
    agents.set(person.id, agent)
    return agent
  }
  /** Opens a page in both languages; gives the English text. */
  async function open(person: Actor, path: string): Promise<string> {
    const agent = await page(person)
    for (const lang of ['zh-CN', 'en']) {
      const { status, text } = await agent.get(`${path}?lang=${lang}`)
      expect(status, `${path} ${lang} ${text.slice(0, 400)}`).to.equal(200)
    }
    return (await agent.get(path)).text
  }
  async function send(person: Actor, path: string, fields: Record<string, string>): Promise<string> {
    const { status, headers, text } = await (await page(person)).post(path, fields)
    expect(status, `${path} ${text.slice(text.indexOf('<main'), text.indexOf('<main') + 1_500)}`).to.equal(303)
    return headers.location as string
  }
  const report = async (person: Actor) => squeeze((await readPrinted((await (await page(person)).download(`${PATH}/ranking/report`)).body)).body.flat())
  const revision = async () => String((await tenderStore.get(ID)).revision)
  const verdicts = async (failing: Record<string, string>, among: string[]) => Object.fromEntries((await bidStore.ofTender(ID))
    .filter(({ organizationId }) => among.includes(organizationId)).flatMap(({ id, organizationId }) =>
      [[`findings.${id}.passed`, failing[organizationId] ? 'no' : 'yes'], [`findings.${id}.reason`, failing[organizationId] ?? '']]))

  before(async () => {
    ;({ world, experts, on, clerk, district } = await atOpening('pages', 6))
    await registered([...FOUR, LOW, HIGH].map(({ organizationId }) => organizationId))
    await placed(ID, [...FOUR, LOW, HIGH])
  })
  after(() => world.stop())

  it('give the clerk the qualification as a task, and keep what was typed when it is refused', async () => {
    expect(await open(clerk, '/home')).to.include(`href="${PATH}/qualification"`)
    expect(await open(clerk, `${PATH}/qualification`)).to.include(nameOf('one'))
    const refused = await (await page(clerk)).post(`${PATH}/qualification`, {
      revision: await revision(), [`findings.${bidId(ID, 'one')}.passed`]: 'no',
      [`findings.${bidId(ID, 'two')}.passed`]: 'yes', [`findings.${bidId(ID, 'two')}.reason`]: '写了一半的理由',
    })
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('写了一半的理由').and.include(`href="#findings.${bidId(ID, 'one')}.reason"`)
    const all = [...FOUR, LOW, HIGH].map(({ organizationId }) => organizationId)
    expect(await send(clerk, `${PATH}/qualification`, { revision: await revision(), ...await verdicts({}, all) })).to.equal(`${PATH}/committee`)
    await open(clerk, `${PATH}/qualification`)
  })

  it('draw the committee and let its members declare', async () => {
    await open(clerk, `${PATH}/committee`)
    await send(clerk, `${PATH}/committee`, { representativeId: '' })
    const shown = await open(clerk, `${PATH}/committee`)
    for (const { name } of experts) expect(shown).not.to.include(name)
    for (const member of await on.members(ID)) {
      expect(await open(member, '/home')).to.include(`href="${PATH}/committee"`)
      expect(await open(member, `${PATH}/committee`)).to.include(nameOf('one'))
      expect((await (await page(member)).post(`${PATH}/committee/declare`, {})).status).to.equal(422)
      await send(member, `${PATH}/committee/declare`, { agreed: 'on' })
    }
    await open(clerk, `${PATH}/committee`)
  })

  it('show the leader what a rule has judged already', async () => {
    const leader = await on.leader(ID)
    expect(await open(leader, `${PATH}/conformity`)).to.include('above the ceiling')
    await send(leader, `${PATH}/conformity`, { revision: await revision(), ...await verdicts({ four: '服务期限不响应招标文件' }, ['one', 'two', 'three', 'four', 'low']) })
  })

  it('lead a member from bid to bid, and back when a number is wrong', async () => {
    for (const [place, member] of (await on.members(ID)).entries()) {
      await open(member, `${PATH}/score`)
      const bids = (await bidStore.ofTender(ID)).filter(({ conformity }) => conformity?.passed)
      for (const [at, { id }] of bids.entries()) {
        const text = await open(member, `${PATH}/score/${id}`)
        expect(text).to.include(`${at + 1} / ${bids.length}`)
        const { body } = await on.get(member, ID, 'sheet')
        const given = { revision: String(body.sheet.revision), 'scores.f1': place === 0 && at === 0 ? '2' : '35.5', 'scores.f2': '20', 'scores.f3': '10', rationale: '人员与方案均符合要求。' }
        const wrong = await (await page(member)).post(`${PATH}/score/${id}`, { ...given, 'scores.f1': '40.5', then: 'next' })
        expect(wrong.status).to.equal(422)
        expect(wrong.text).to.include('value="40.5"').and.include('href="#scores.f1"').and.include('between 0 and 40.00')
        const to = await send(member, `${PATH}/score/${id}`, { ...given, then: 'next' })
        expect(to).to.equal(at + 1 < bids.length ? `${PATH}/score/${bids[at + 1]!.id}` : `${PATH}/score`)
      }
      expect(await open(member, `${PATH}/ranking`)).not.to.include('35.50')
      await send(member, `${PATH}/score`, { revision: String((await on.get(member, ID, 'sheet')).body.sheet.revision), agreed: 'on' })
      await open(member, `${PATH}/score`)
    }
  })

  it('explain a low price, an unusual score and every step of the arithmetic', async () => {
    const leader = await on.leader(ID)
    const before = await open(leader, `${PATH}/ranking`)
    expect((await (await page(leader)).get(`${PATH}/ranking/report`)).status, 'no report before the ranking').to.equal(409)
    expect(before).to.include(`${PATH}/low-price`).and.include('Member 1 gave')
    await send(leader, `${PATH}/reopen`, { ground: 'outlier', member: '1', bidId: (await bidStore.ofTender(ID)).find(({ conformity }) => conformity?.passed)!.id, reason: '主观分明显偏低，请复核' })
    const first = (await on.members(ID))[0]!
    await open(first, `${PATH}/score`)
    await send(first, `${PATH}/score`, { revision: String((await on.get(first, ID, 'sheet')).body.sheet.revision), agreed: 'on' })
    await send(leader, `${PATH}/low-price`, { bidId: bidId(ID, 'low'), decision: 'justified', explanation: '志愿者承担主要工时', reason: '说明充分，成本可信' })
    await open(leader, `${PATH}/ranking`)
    await send(leader, `${PATH}/ranking`, { revision: await revision() })
    const after = await open(clerk, `${PATH}/ranking`)
    expect(after).to.include('The base is the lowest scored price, ¥200,000.00').and.include('服务期限不响应招标文件')
    for (const { name } of experts) expect(after).not.to.include(name)
  })

  it('print the report of the committee, without its names before the result is announced', async () => {
    const printed = await report(clerk)
    for (const told of ['评标报告', '服务期限不响应招标文件', '志愿者承担主要工时', '说明充分，成本可信', '主观分明显偏低，请复核', nameOf('low')]) expect(printed).to.include(told)
    for (const { name } of experts) expect(printed).not.to.include(name.replaceAll(' ', ''))
    expect((await (await page(await world.actor('owner', { organizationId: 'one' }))).get(`${PATH}/ranking/report`)).status).to.equal(403)
  })

  it('award with a reason for passing somebody over, and announce it to everybody', async () => {
    expect(await open(district, '/home')).to.include(`href="${PATH}/award"`)
    const text = await open(district, `${PATH}/award`)
    const chosen = /name="bidId" value="([^"]+)"/g
    const [, second] = [...text.matchAll(chosen)].map(([, id]) => id!)
    const refused = await (await page(district)).post(`${PATH}/award`, { revision: await revision(), bidId: second!, reason: '' })
    expect([refused.status, refused.text.includes('Say why the first candidate is passed over')]).to.deep.equal([422, true])
    await send(district, `${PATH}/award`, { revision: await revision(), bidId: second!, reason: '第一候选人书面放弃中标' })
    await open(district, `${PATH}/award`)
    const notice = await world.visitor().get(`${PATH}/result`)
    expect(notice.status).to.equal(200)
    expect(notice.text).to.include('第一候选人书面放弃中标')
    for (const { name } of await on.members(ID)) expect(notice.text).to.include(name)
    const loser = await world.actor('owner', { organizationId: 'four' })
    expect(await open(loser, `${PATH}/result`)).to.include('服务期限不响应招标文件')
    expect(await open(clerk, `${PATH}/committee`)).to.include('Seed')
    const printed = await report(clerk)
    for (const { name } of await on.members(ID)) expect(printed).to.include(name.replaceAll(' ', ''))
  })
})
