import { expect } from 'chai'
import { fen } from '../../src/kernel/money.ts'
import { bidStore, committeeStore, qualificationService, tenderStore } from '../../src/tender/index.ts'
import { transact } from '../../src/platform/database.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import type { JudgeBids } from '../../src/tender/qualification.schema.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { codeOf, people, startDesk, type DeskOfTenders } from './desk.ts'

describe('judging the qualification of opened bids', function () {
  this.timeout(60_000)
  let desk: DeskOfTenders
  let tender: Tender
  let service: ReturnType<typeof qualificationService>

  before(async () => {
    desk = await startDesk('qualification')
    service = qualificationService({
      tenders: tenderStore, bids: bidStore, committees: committeeStore, failKnown: desk.tenders.failKnown, ruleSet: () => currentRules,
      audit: desk.audit, transact, clock: desk.clock,
    })
    tender = await desk.published()
    await desk.bid(tender, 'org-one', { price: fen(452_000_00) })
    await desk.bid(tender, 'org-two', { price: fen(461_000_00), contact: { name: '赵刚', phone: '13900000002' }, team: [{ name: '赵刚', duty: '负责人' }] })
    await desk.bid(tender, 'org-three', { price: fen(470_000_00), contact: { name: '刘洋', phone: '13900000003' }, team: [{ name: '刘洋', duty: '负责人' }] })
    desk.set('2026-03-24T09:30:00.000')
    await desk.tenders.closeAllDue()
    tender = await desk.opened(await desk.fresh(tender.id))
  })
  after(() => desk.stop())

  const judging = async (failing: Record<string, string> = {}): Promise<JudgeBids> => ({
    revision: (await desk.fresh(tender.id)).revision,
    findings: Object.fromEntries((await bidStore.ofTender(tender.id)).map(({ id, organizationId }) =>
      [id, failing[organizationId] ? { passed: 'no' as const, reason: failing[organizationId] } : { passed: 'yes' as const }])),
  })

  it('is the buyer’s people’s in the area, not the supervisor’s and not the committee’s', async () => {
    for (const other of [people.elsewhere, people.supervisor, people.expert, people.administrator]) {
      expect(await codeOf(service.judge(other, tender.id, await judging()))).to.equal('forbidden')
    }
  })

  it('is refused over an older revision, and saves nothing of it', async () => {
    const { findings, revision } = await judging({ 'org-three': '资格证明文件过期' })
    expect(await codeOf(service.judge(people.buyer, tender.id, { findings, revision: revision - 1 }))).to.equal('changed-meanwhile')
    expect((await bidStore.ofTender(tender.id)).map(({ status }) => status)).to.deep.equal(['opened', 'opened', 'opened'])
  })

  it('shows what looks like one hand, and excludes nobody for it', async () => {
    const { flags, open } = await service.desk(people.buyer, tender.id)
    expect(open).to.equal(true)
    expect(flags.map(({ mark }) => mark)).to.include('file')
  })

  it('fails the tender when fewer than three are left, says why, and gives the money back', async () => {
    expect(desk.reserved.get(tender.id)).to.equal(480_000_00)
    const failed = await service.judge(people.buyer, tender.id, await judging({ 'org-three': '资格证明文件过期' }))
    expect(failed.status).to.equal('failed')
    expect(failed.failure).to.include({ code: 'too-few-qualified', reason: '2 < 3', law: '财政部令第87号第四十四条；政府采购法第三十六条第（一）项' })
    expect(desk.reserved.has(tender.id)).to.equal(false)
    const [unqualified] = (await bidStore.ofTender(tender.id)).filter(({ status }) => status === 'unqualified')
    expect(unqualified?.qualification).to.include({ passed: false, reason: '资格证明文件过期' })
    expect((await desk.audit.timeline('bid', unqualified!.id)).map(({ action, reason }) => [action, reason])).to.deep.include(['bid.qualification', '资格证明文件过期'])
  })
})
