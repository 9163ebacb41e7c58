import { expect } from 'chai'
import type { Invalid, RuleBroken } from '../../src/kernel/refusal.ts'
import { fen } from '../../src/kernel/money.ts'
import { bidStore, committeeStore, qualificationService, tenderStore } from '../../src/tender/index.ts'
import { transact } from '../../src/platform/database.ts'
import { currentRules } from '../../fixtures/rulesets.ts'
import { judged } from '../../src/tender/qualification.rules.ts'
import type { JudgeBids } from '../../src/tender/qualification.schema.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { codeOf, people, startDesk, type DeskOfTenders } from './desk.ts'

const WEIGHED = '异常事项与履约能力无关'

describe('judging the qualification of opened bids', function () {
  this.timeout(60_000)
  let desk: DeskOfTenders
  let tender: Tender
  let service: ReturnType<typeof qualificationService>
  let listed: string[] = []

  before(async () => {
    desk = await startDesk('qualification')
    service = qualificationService({
      tenders: tenderStore, bids: bidStore, committees: committeeStore, failKnown: desk.tenders.failKnown, ruleSet: () => currentRules,
      audit: desk.audit, transact, clock: desk.clock, pauses: desk.pauses,
      barred: async id => listed.includes(id) ? [{ code: 'on-serious-list', law: '民政部令第60号第十八条' }] : [],
      cautionsOf: async id => id === 'org-two' ? [{ code: 'on-abnormal-list' }] : id === 'org-one' ? [{ code: 'annual-report-missing' }] : [],
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
      [id, failing[organizationId] ? { passed: 'no' as const, reason: failing[organizationId] } : { passed: 'yes' as const, ...(organizationId === 'org-two' && { reason: WEIGHED }) }])),
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

  it('tells what the register says, and lets pass who is on the abnormal list for a reason only (R3)', async () => {
    const { bids, cautions } = await service.desk(people.buyer, tender.id)
    const { id } = bids.find(({ organizationId }) => organizationId === 'org-two')!
    expect(cautions[id]).to.deep.equal([{ code: 'on-abnormal-list' }])
    const { findings, revision } = await judging()
    const refused = await service.judge(people.buyer, tender.id, { revision, findings: { ...findings, [id]: { passed: 'yes' } } }).catch((error: unknown) => error)
    expect((refused as Invalid).details.problems).to.deep.equal([{ field: `findings.${id}.reason`, code: 'reason-of-passing' }])
    expect(judged(bids[0]!, 'qualification', { passed: 'yes', reason: WEIGHED, by: { accountId: 'x', name: 'x' }, at: desk.clock() }).qualification).to.include({ passed: true, reason: WEIGHED })
  })

  it('is refused where it lets pass who has come on the serious list since it bid, with the article (R2)', async () => {
    listed = ['org-three']
    const { bids, barred } = await service.desk(people.buyer, tender.id)
    const { id, organizationName } = bids.find(({ organizationId }) => organizationId === 'org-three')!
    expect(Object.keys(barred).filter(each => barred[each]!.length > 0)).to.deep.equal([id])
    const refused = await service.judge(people.buyer, tender.id, await judging()).catch((error: unknown) => error)
    expect((refused as RuleBroken).details.blockers).to.deep.equal([{ code: 'bidder-barred', field: `findings.${id}.passed`, law: '民政部令第60号第十八条', params: { name: organizationName } }])
    expect((await bidStore.ofTender(tender.id)).map(({ status }) => status)).to.deep.equal(['opened', 'opened', 'opened'])
  })

  it('shows what looks like one hand, and excludes nobody for it', async () => {
    const { flags, open } = await service.desk(people.buyer, tender.id)
    expect(open).to.equal(true)
    expect(flags.map(({ mark }) => mark)).to.include('file')
  })

  it('fails the tender when fewer than three are left, says why, and gives the money back', async () => {
    listed = ['org-three']
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
