import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { anItemDraft } from '../../fixtures/catalogue.ts'
import { aLineDraft } from '../../fixtures/budget.ts'
import { ACCOUNT, anAcceptanceRecord } from '../../fixtures/contract.ts'
import { aCard, anIncubationDraft, aSiteDraft } from '../../fixtures/incubation.ts'
import { aCode, anApplication } from '../../fixtures/registry.ts'
import { aTenderDocument, aTenderDraft, anOffer } from '../../fixtures/tender.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import { verifyChains } from '../../src/platform/audit.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { closeDueTenders } from '../../src/tender/index.ts'
import { inOrder, layAreas } from '../registry/ground.ts'
import { startWorld, type World } from '../support/world.ts'
import { readPrinted } from '../support/printed.ts'
import { caller, type Caller } from './caller.ts'

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF our secret plan')
const KEYS = { buyer: '采购人的开标口令二零二六', supervisor: 'correct horse battery' }
const BIDS = [['暖阳', 452_000], ['晨曦', 461_000], ['同行', 470_000]] as const

/** The whole thread over the calls, each step by the person whose step it is; every it goes on from the one before. */
describe('from a registered organization to a paid result', function () {
  this.timeout(60_000)
  this.bail(true)
  let world: World
  let on: Caller
  let clerk: Actor, district: Actor, bureau: Actor, centre: Actor, supervisor: Actor, finance: Actor, finance2: Actor
  const experts: Actor[] = []
  const owners: Actor[] = []
  const organizations: string[] = []
  let itemId = '', lineId = '', tenderId = '', contractId = '', evaluationId = ''
  const tender = async () => (await on.get(clerk, `/tenders/${tenderId}`)).body as { revision: number; status: string }
  const at = async (rest: string, actor: Actor, body: object = {}) =>
    on.post(actor, `/tenders/${tenderId}/${rest}`, { revision: (await tender()).revision, ...body })
  const books = async () => (await on.get(finance, `/budget-lines/${lineId}`)).body.balance as Record<string, number>

  before(async () => {
    world = await startWorld('thread', new Date('2025-09-01T01:00:00Z'))
    on = caller(world)
    await layAreas(world)
    clerk = await world.actor('community')
    district = await world.actor('district')
    bureau = await world.actor('bureau')
    centre = await world.actor('centre')
    supervisor = await world.actor('supervisor')
    finance = await world.actor('finance', { area: '230600' }, '钱会计')
    finance2 = await world.actor('finance', { area: '230600' }, '孙会计')
    for (let n = 0; n < 8; n += 1) experts.push(await world.actor('expert', {}, `专家${n}`))
  })
  after(() => world.stop())

  it('registers organizations by their code, and staff approve', async () => {
    for (const [name] of BIDS) {
      const applicant = await world.actor('resident', {}, name)
      const wrong = await on.post(applicant, '/organizations', anApplication({ name: `大庆市${name}服务中心`, uscc: '52230604MJ0TE5T29X' }))
      expect([wrong.status, wrong.body.problems[0].field]).to.deep.equal([422, 'uscc'])
      const applied = await on.done(201, on.post(applicant, '/organizations', anApplication({ name: `大庆市${name}服务中心`, uscc: aCode() })))
      const { revision } = await inOrder(world, applied)
      await on.done(200, on.post(bureau, `/organizations/${applied.id}/approve`, { revision }))
      owners.push(await world.fresh(applicant))
      organizations.push(applied.id)
    }
    expect((await world.visitor().get(`/api/v1/organizations/${organizations[0]}`)).body).to.include({ status: 'registered' })
  })

  it('incubates one: it applies, is judged and accepted, enters and graduates', async () => {
    const site = await on.done(201, on.post(bureau, '/incubation-sites', aSiteDraft()))
    const { id } = await on.done(201, on.post(owners[0]!, `/incubation-sites/${site.id}/applications`, anIncubationDraft(organizations[0]!)))
    const step = async (actor: Actor, name: string, body: object = {}) => {
      const { revision } = (await on.get(centre, `/incubations/${id}`)).body
      return on.done(200, on.post(actor, `/incubations/${id}/${name}`, { revision, ...body }))
    }
    await step(centre, 'reviews', { kind: 'entry', opinion: '需求真实，团队稳定。', card: aCard(6_500) })
    const applied = world.clock.now()
    await step(centre, 'accept', { from: '2025-09-15', months: 6, duties: '提供工位和能力培训；每月提交活动报告。' })
    // The notice runs for five workdays; then it is signed.
    world.clock.set(new Date(applied.getTime() + 14 * 86_400_000))
    await step(owners[0]!, 'sign')
    await step(centre, 'enter')
    world.clock.set(new Date('2025-12-20T02:00:00Z'))
    await step(centre, 'reviews', { kind: 'mid', opinion: '进展良好，团队稳定。', card: aCard(8_000) })
    world.clock.set(new Date('2026-02-27T02:00:00Z'))
    await step(centre, 'reviews', { kind: 'final', opinion: '达到出壳条件，建议出壳。', card: aCard(8_250) })
    expect(await step(centre, 'graduate')).to.include({ status: 'graduated' })
  })

  it('publishes a service and approves money for it, split city to district to the fen', async () => {
    const item = await on.done(201, on.post(bureau, '/items', anItemDraft()))
    const review = await on.done(200, on.post(bureau, `/items/${item.id}/submit`, { revision: item.revision }))
    await on.done(200, on.post(await world.actor('bureau', { area: '230600' }, '审核人'), `/items/${item.id}/publish`, { revision: review.revision }))
    itemId = item.id
    const line = await on.done(201, on.post(clerk, '/budget-lines', aLineDraft(itemId, { area: '230604001', amount: 500_000_01 as never })))
    const parts = (line.sources as { amount: number }[]).map(({ amount }) => amount)
    expect(parts).to.deep.equal([300_000_01, 200_000_00])
    const sent = await on.done(200, on.post(clerk, `/budget-lines/${line.id}/submit`, { revision: line.revision }))
    await on.done(200, on.post(finance, `/budget-lines/${line.id}/approve`, { revision: sent.revision }))
    lineId = line.id
    expect(await books()).to.include({ available: 500_000_01, reserved: 0, committed: 0, paid: 0 })
  })

  it('drafts a tender, reserves its ceiling, has another person approve it, and publishes it', async () => {
    world.clock.set(new Date('2026-03-02T01:00:00Z'))
    const drafted = await on.done(201, on.post(clerk, '/tenders', aTenderDraft(lineId)))
    tenderId = drafted.id
    expect((await world.visitor().get(`/tenders/${tenderId}`)).status).to.equal(403)
    await on.done(200, on.put(clerk, `/tenders/${tenderId}`, { ...aTenderDocument(), revision: drafted.revision }))
    await on.done(200, at('submit', clerk))
    expect(await books()).to.include({ available: 20_000_01, reserved: 480_000_00 })
    expect((await at('approve', clerk, { warningsRead: true })).status).to.equal(403)
    await on.done(200, at('approve', district, { warningsRead: true }))
    await on.done(200, at('keys', clerk, { passphrase: KEYS.buyer, passphraseAgain: KEYS.buyer }))
    await on.done(200, at('keys', supervisor, { passphrase: KEYS.supervisor, passphraseAgain: KEYS.supervisor }))
    await on.done(200, at('publish', clerk, { bidDeadline: '2026-03-24T01:30:00Z' }))
    expect((await world.visitor().get(`/tenders/${tenderId}?lang=en`)).text).to.include('银浪社区居家养老服务项目')
  })

  it('takes sealed bids with a file that nobody can read before the deadline', async () => {
    for (const [index, [, yuan]] of BIDS.entries()) {
      const owner = owners[index]!
      const step = (name: string, body: object = {}) => on.done<{ receipt: object }>(200, on.post(owner, `/tenders/${tenderId}/bid/${name}`, body))
      await step('save', { draft: { ...anOffer({ price: yuan * 100 as never }), revision: 0 } })
      await on.done(200, (await world.as(owner)).post(`/api/v1/tenders/${tenderId}/bid-files`).attach('files', PDF, '服务方案.pdf'))
      expect((await step('seal')).receipt).to.have.property('receipt').match(/^TB-/)
    }
    for (const person of [clerk, district, supervisor, bureau]) {
      expect((await on.get(person, `/tenders/${tenderId}/bids`)).body.bids ?? []).to.deep.equal([])
    }
    const early = await at('opening', clerk, { passphrase: KEYS.buyer })
    expect(early.status).to.equal(409)
  })

  it('closes by itself at the deadline, and opens by two people', async () => {
    world.clock.set(new Date('2026-03-24T01:30:01Z'))
    await world.services.enqueue(closeDueTenders, {})
    await world.runJobs()
    expect(await tender()).to.include({ status: 'closed' })
    await on.done(200, at('opening', clerk, { passphrase: KEYS.buyer }))
    expect((await at('opening', clerk, { passphrase: KEYS.buyer })).status).to.equal(409)
    await on.done(200, at('opening', supervisor, { passphrase: KEYS.supervisor }))
    const record = await on.done(200, on.get(clerk, `/tenders/${tenderId}/opening`))
    expect((record.bids as { price: number }[]).map(({ price }) => price)).to.have.members(BIDS.map(([, yuan]) => yuan * 100))
  })

  it('is judged, scored by each expert alone, ranked and awarded', async () => {
    const { bids } = await on.done<{ bids: { id: string; organizationId: string }[] }>(200, on.get(clerk, `/tenders/${tenderId}/bids`))
    const passed = Object.fromEntries(bids.map(({ id }) => [id, { passed: 'yes' }]))
    await on.done(200, at('qualification', clerk, { findings: passed }))
    await on.done(201, at('committee', clerk))
    const committee = (await world.services.evaluationCommittees.known(tenderId))!
    const members = committee.memberIds.map(id => experts.find(expert => expert.id === id)!)
    for (const member of members) await on.done(200, on.post(member, `/tenders/${tenderId}/committee/declare`, { agreed: true }))
    const leader = members.find(({ id }) => id === committee.leaderId) ?? members[0]!
    await on.done(200, at('conformity', leader, { findings: passed }))
    for (const member of members) {
      for (const { id, organizationId } of bids) {
        const { sheet } = await on.done<{ sheet: { revision: number } }>(200, on.get(member, `/tenders/${tenderId}/sheet`))
        const best = organizationId === organizations[0]
        await on.done(200, on.put(member, `/tenders/${tenderId}/sheet/${id}`, {
          revision: sheet.revision, scores: best ? { f1: 3_600, f2: 2_200, f3: 1_500 } : { f1: 3_000, f2: 2_000, f3: 1_000 }, rationale: '方案切合需求，人员齐备。',
        }))
      }
      const { sheet } = await on.done<{ sheet: { revision: number } }>(200, on.get(member, `/tenders/${tenderId}/sheet`))
      await on.done(200, on.post(member, `/tenders/${tenderId}/sheet`, { revision: sheet.revision, agreed: true }))
    }
    await on.done(200, at('ranking', leader))
    const winner = bids.find(({ organizationId }) => organizationId === organizations[0])!
    await on.done(200, at('award', district, { bidId: winner.id }))
    const result = (await world.visitor().get(`/api/v1/tenders/${tenderId}/result`)).body
    expect(result.winner).to.include({ name: '大庆市暖阳服务中心', amount: 452_000_00 })
    expect(result.own).to.deep.equal([])
    const loser = (await on.get(owners[1]!, `/tenders/${tenderId}/result`)).body.own[0]
    // 20 points × 452,000 ÷ 461,000, and 30 + 20 + 10 for the rest.
    expect(loser).to.include({ rank: 2, priceScore: 1_961, nonPrice: 6_000, total: 7_961 })
  })

  it('is contracted: a job prints the file, both sign exactly this file, and the money is committed', async () => {
    const drawn = await on.done(201, on.post(district, '/contracts', { tenderId }))
    contractId = drawn.id
    expect((await on.get(district, `/contracts/${contractId}`)).body).to.include({ status: 'drawn-up' })
    await world.runJobs()
    const contract = await on.done<{ status: string; file: { sha256: string } }>(200, on.get(district, `/contracts/${contractId}`))
    expect(contract.status).to.equal('printed')
    const { body: file } = await (await world.page(district)).get(`/contracts/${contractId}/file`) as { body: Buffer }
    expect(createHash('sha256').update(file).digest('hex')).to.equal(contract.file.sha256)
    const { text } = await readPrinted(file)
    for (const said of ['让胡路区银浪社区工作站', '大庆市暖阳服务中心', '452,000.00', '肆拾伍万贰仟元整']) expect(text).to.include(said)
    const named = file.toString('latin1').match(/\/FontName \/[A-Z]{6}\+/g) ?? []
    expect(file.toString('latin1').match(/\/FontFile2 \d+ 0 R/g), 'each font is embedded as a subset').to.have.length(named.length).and.to.have.length.above(0)
    const fileHash = contract.file.sha256
    expect((await on.post(owners[1]!, `/contracts/${contractId}/sign`, { fileHash, agreed: true })).status).to.equal(403)
    expect((await on.post(owners[0]!, `/contracts/${contractId}/sign`, { fileHash: '0'.repeat(64), agreed: true })).body.code).to.equal('file-changed')
    await on.done(200, on.post(owners[0]!, `/contracts/${contractId}/sign`, { fileHash, agreed: true }))
    expect(await on.done(200, on.post(district, `/contracts/${contractId}/sign`, { fileHash, agreed: true }))).to.include({ status: 'in-force' })
    expect(await books()).to.include({ available: 48_000_01, reserved: 0, committed: 452_000_00 })
    expect(await tender()).to.include({ status: 'contracted' })
  })

  it('is paid only into an account that the register names', async () => {
    const early = await on.post(owners[0]!, `/contracts/${contractId}/invoices`, { seq: 1, number: '233010001' })
    expect([early.status, early.body.blockers.map(({ code }: { code: string }) => code)]).to.deep.equal([409, ['account-missing']])
    const { revision } = (await world.visitor().get(`/api/v1/organizations/${organizations[0]}`)).body as { revision: number }
    const section = { revision, reason: '登记收款账户', account: ACCOUNT }
    const { change } = await on.done<{ change: { id: string; revision: number } }>(200, on.put(owners[0]!, `/organizations/${organizations[0]}/sections/account`, section))
    await on.done(200, on.post(bureau, `/organization-changes/${change.id}/approve`, { revision: change.revision }))
  })

  /** Claims an instalment and has two people of finance approve it. */
  async function paid(seq: number): Promise<{ amount: number; status: string }> {
    const invoiced = await on.done(201, on.post(owners[0]!, `/contracts/${contractId}/invoices`, { seq, number: `2330${seq}0001` }))
    const once = await on.done(200, on.post(finance, `/payments/${invoiced.id}/approve`, { revision: invoiced.revision }))
    const again = await on.post(finance, `/payments/${invoiced.id}/approve`, { revision: once.revision })
    expect([again.status, again.body.code]).to.deep.equal([409, 'two-approvers'])
    return await on.done<{ amount: number; status: string }>(200, on.post(finance2, `/payments/${invoiced.id}/approve`, { revision: once.revision }))
  }

  /** The supplier says that the work for an instalment is done; the community inspects it and hears those served. */
  async function accepted(seq: number): Promise<{ status: string; reference: string }> {
    const statement = '约定的服务已经完成，台账和签字记录齐全。'
    const { id, revision } = await on.done(201, on.post(owners[0]!, `/contracts/${contractId}/acceptances`, { acceptSeq: seq, statement }))
    const record = anAcceptanceRecord(await on.done<Contract>(200, on.get(clerk, `/contracts/${contractId}`)))
    expect((await on.post(owners[0]!, `/acceptances/${id}/decide`, { ...record, revision })).status, 'nobody accepts his own work').to.equal(403)
    return on.done<{ status: string; reference: string }>(200, on.post(clerk, `/acceptances/${id}/decide`, { ...record, revision }))
  }

  it('pays what is due before the grade: the work accepted where the contract says so, and by two people each time', async () => {
    expect(await paid(1)).to.include({ amount: 226_000_00, status: 'paid' })
    world.clock.set(new Date('2026-11-02T01:00:00Z'))
    const unaccepted = await on.post(owners[0]!, `/contracts/${contractId}/invoices`, { seq: 2, number: '233020001' })
    expect([unaccepted.status, unaccepted.body.blockers[0].code]).to.deep.equal([409, 'acceptance-missing'])
    const { reference } = await accepted(2)
    const { acceptances } = (await world.visitor().get(`/api/v1/contracts/${contractId}/acceptances`)).body as { acceptances: { reference: string; status: string }[] }
    expect(acceptances.map(each => [each.reference, each.status]), 'published').to.deep.equal([[reference, 'passed']])
    expect(await paid(2)).to.include({ amount: 135_600_00, status: 'paid' })
    const early = await on.post(owners[0]!, `/contracts/${contractId}/invoices`, { seq: 3, number: '233030001' })
    expect([early.status, early.body.blockers.map(({ code }: { code: string }) => code)]).to.deep.equal([409, ['acceptance-missing', 'grade-missing']])
  })

  it('is evaluated: the supplier reports, experts rate, those served answer, and a job scores', async () => {
    world.clock.set(new Date('2026-12-15T01:00:00Z'))
    const opened = await on.done<{ id: string; experts: { accountId: string }[]; tree: { level1: { leaves: { id: string; kind: string }[] }[] } }>(201, on.post(district, '/evaluations', { contractId, surveySize: 5 }))
    evaluationId = opened.id
    const leaves = opened.tree.level1.flatMap(({ leaves: each }) => each)
    const actuals = [183, 28_548, 90].map((actual, index) => ({ leafId: `output-${index + 1}`, actual }))
    await on.done(200, on.post(owners[0]!, `/evaluations/${evaluationId}/report`, { summary: '全年服务183名老人，按约定上门服务。', actuals, spent: 452_000_00 }))
    const { links } = await on.done<{ links: string[] }>(200, on.get(district, `/evaluations/${evaluationId}/survey-links`))
    for (const link of links) {
      await on.done(201, world.visitor().post(`/api/v1${link}`).send({ answer: 'very-satisfied' }))
      expect((await world.visitor().post(`/api/v1${link}`).send({ answer: 'dissatisfied' })).body.code).to.equal('answered-already')
    }
    for (const { accountId } of opened.experts) {
      const expert = experts.find(({ id }) => id === accountId)!
      const bands = leaves.filter(({ kind }) => kind === 'band').map(({ id }) => ({ leafId: id, attainment: 9_500 }))
      await on.done(200, on.post(expert, `/evaluations/${evaluationId}/rate`, { bands, rationale: '制度健全，记录完整，效果明显。' }))
    }
    await world.runJobs()
    const scored = await on.done<{ status: string; revision: number; result: { total: number; grade: string } }>(200, on.get(district, `/evaluations/${evaluationId}`))
    // All but the 35 judged points is reached in full; the judged ones to 95 %: 65 + 33.25.
    expect([scored.status, scored.result.total, scored.result.grade]).to.deep.equal(['scored', 9_825, 'excellent'])
    expect((await world.visitor().get(`/api/v1/evaluations/${evaluationId}`)).status).to.be.oneOf([401, 403, 404])
    await on.done(200, on.post(district, `/evaluations/${evaluationId}/publish`, { revision: scored.revision }))
    await world.runJobs()
  })

  it('pays the last instalment by the grade, and frees what is left of the line', async () => {
    world.clock.set(new Date('2027-05-04T01:00:00Z'))
    await accepted(3)
    expect(await paid(3)).to.include({ amount: 90_400_00, status: 'paid' })
    expect((await on.get(district, `/contracts/${contractId}`)).body).to.include({ status: 'completed' })
    expect(await books()).to.include({ available: 48_000_01, reserved: 0, committed: 0, paid: 452_000_00 })
  })

  it('stands in the organization’s record and on the portal, for everybody to read', async () => {
    const { results } = (await world.visitor().get(`/api/v1/organizations/${organizations[0]}`)).body as { results: object[] }
    expect(results).to.have.length(1)
    expect(results[0]).to.include({ contractId, evaluationId, score: 9_825, grade: 'excellent', amount: 452_000_00 })
    for (const path of [`/organizations/${organizations[0]}`, `/evaluations/${evaluationId}`, `/contracts/${contractId}`]) {
      const shown = await world.visitor().get(`${path}?lang=en`)
      expect([path, shown.status]).to.deep.equal([path, 200])
      expect(shown.text, path).to.include('98.25')
    }
    expect((await world.visitor().get('/evaluations')).text).to.include('银浪社区居家养老服务项目')
  })

  it('leaves chains of events that hold, for everything that was touched', async () => {
    const { first, subjects } = await verifyChains()
    expect(first).to.equal(null)
    expect(subjects).to.be.greaterThan(10)
  })
})
