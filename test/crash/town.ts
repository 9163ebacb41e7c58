import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import mongoose from 'mongoose'
import { aBid } from '../../fixtures/bid.ts'
import { aTender, anOffer } from '../../fixtures/tender.ts'
import { judgedOf, outputsOf } from '../../src/evaluation/evaluation.rules.ts'
import type { Evaluation } from '../../src/evaluation/evaluation.schema.ts'
import { platformItself, type Actor } from '../../src/kernel/actor.ts'
import { fen } from '../../src/kernel/money.ts'
import { verifyChains } from '../../src/platform/audit.ts'
import { bidStore, tenderStore } from '../../src/tender/index.ts'
import type { SignedReceipt } from '../../src/tender/bid-box.schema.ts'
import { FROM, PASSPHRASES } from '../tender/desk.ts'
import { FOUR, placed } from '../tender/evaluation.ts'
import { layMarket } from '../tender/market.ts'
import { until, type Plant } from './plant.ts'

const ORGANIZATIONS = ['晨曦', '暖阳', '安居', '同行', '银龄', '夕照', '和家', '助老', '春风', '邻里', '心桥', '康乐']
const AREAS = ['230604001', '230604', '230600']
export const CEILING = fen(480_000_00)
export const PRICE = fen(452_000_00)
const AWARDED = new Date('2026-03-30T01:00:00Z')
const SCORES = { scores: { f1: 3_000, f2: 2_000, f3: 1_000 }, rationale: '方案切合需求，人员齐备。' }

/** A file of a bid as its bidder has it. */
export function aBidFile(kilobytes: number): { bytes: Buffer; sha256: string } {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(kilobytes * 1024), Buffer.from('\n%%EOF')])
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** A town with everything that the thread needs up to each of its steps, made by the real services on the plant's stores. */
export async function layTown(plant: Plant) {
  const { services, insist } = plant
  const { tenders, bids, bidFiles, openings, budget, contracts, evaluations } = services
  const market = await layMarket(plant, ORGANIZATIONS, fen(20_000_000_00))
  const { people: { buyer, district }, bidders, itemId, lineId } = market
  const finance2 = await plant.actor('finance', { area: '230600' }, '孙会计')
  const experts: Actor[] = [market.people.expert]
  for (let n = 1; n < 8; n += 1) experts.push(await plant.actor('expert', {}, `专家${n}`))
  const supplier = bidders[0]!
  let count = 0

  /** Puts a sealed bid into the box, past web and worker. */
  async function bidBefore(tenderId: string, bidder: Actor, yuan: number): Promise<void> {
    const storage = bidFiles.storage(await tenders.known(tenderId))
    await bids.save(bidder, tenderId, { ...anOffer({ price: fen(yuan * 100) }), revision: 0 }, FROM)
    const received = await storage.receive('方案.pdf', Readable.from([aBidFile(1).bytes]))
    if (!('file' in received)) throw new Error(received.problem.code)
    await bids.attach(bidder, tenderId, [await storage.keep(received)], FROM)
    await bids.seal(bidder, tenderId, FROM)
  }

  /** A purchase that is awarded and announced, its ceiling reserved. */
  async function awarded(): Promise<string> {
    count += 1
    const { owner, organization } = supplier
    const id = `purchase-${count}`
    const bidder = { organizationId: organization.id, organizationName: organization.name }
    await budget.reserve(district, { lineId, amount: CEILING, subject: id })
    await bidStore.insert(aBid({ ...bidder, id: `bid-${id}`, revision: 0, tenderId: id, areas: AREAS, status: 'qualified', signedBy: { accountId: owner.id, name: owner.name } }))
    await tenderStore.insert(aTender({
      id, revision: 0, reference: `CG-2025-000${count}`, status: 'awarded', announced: true, areas: AREAS, itemId, lineId,
      award: { ...bidder, bidId: `bid-${id}`, amount: PRICE, determinedAt: AWARDED, determinedBy: { accountId: district.id, name: district.name }, announcedAt: AWARDED },
    }))
    return id
  }

  async function inForce(): Promise<{ id: string; tenderId: string }> {
    const { id, tenderId } = await contracts.drawUp(district, { tenderId: await awarded() })
    const { file } = await contracts.print(id, platformItself)
    for (const person of [supplier.owner, district]) await contracts.sign(person, id, { fileHash: file!.sha256, agreed: true })
    return { id, tenderId }
  }

  const expertOf = (id: string | null): Actor => experts.find(expert => expert.id === id)!
  const ratingOf = (evaluation: Evaluation) =>
    ({ bands: judgedOf(evaluation).map(({ id }) => ({ leafId: id, attainment: 9_500 })), findings: [], rationale: '制度健全，记录完整，效果明显。' })

  return {
    ...market, finance2, experts, supplier, bidBefore, awarded, inForce, expertOf, SCORES,

    /** Bids over the calls and gives up only with the receipt in hand; each call that is not answered is sent again as it was. */
    async bid(tenderId: string, bidder: Actor, file: Buffer, yuan: number): Promise<SignedReceipt> {
      const at = `/tenders/${tenderId}`
      await insist(bidder, `${at}/bid/save`, { draft: { ...anOffer({ price: fen(yuan * 100) }), revision: 0 } })
      const form = new FormData()
      form.append('files', new Blob([new Uint8Array(file)]), '服务方案.pdf')
      await insist(bidder, `${at}/bid-files`, form)
      await insist(bidder, `${at}/bid/seal`, {})
      return (await insist(bidder, `${at}/bid`)).body.receipt as SignedReceipt
    },

    /** Moves the platform's clock, as its administrator. */
    async moveTo(time: string): Promise<void> {
      const answer = await insist(market.people.administrator, '/clock', { to: new Date(`${time}+08:00`).toISOString(), reason: '演示推进' })
      // Sent again after it was moved, it is no later.
      expect(answer.status).to.be.oneOf([200, 422])
    },

    /** All chains hold, no job has failed, and what happened was told, to nobody twice. */
    async settled(): Promise<void> {
      expect((await verifyChains()).first).to.equal(null)
      const count = (name: string) => mongoose.connection.collection(name).countDocuments()
      await until('everything is told', async () => await count('untold_events') === 0)
      const told = await mongoose.connection.collection('messages').find().toArray()
      const sayings = told.map(({ accountId, text, href, at }) => [accountId, text, href, (at as Date).toISOString()].join(' '))
      expect(sayings).to.have.length.above(0)
      expect(sayings.length, 'none twice').to.equal(new Set(sayings).size)
      expect(await services.queue.getFailed()).to.deep.equal([])
    },

    async opened(tenderId: string): Promise<void> {
      await openings.enter(buyer, tenderId, { passphrase: PASSPHRASES.buyer })
      await openings.enter(market.people.supervisor, tenderId, { passphrase: PASSPHRASES.supervisor })
    },

    /** A purchase whose committee may score; gives its members and bids. */
    async scorable(id: string): Promise<{ members: Actor[]; bidIds: string[] }> {
      await placed(id, FOUR.slice(0, 3))
      const passed = Object.fromEntries((await bidStore.ofTender(id)).map(bid => [bid.id, { passed: 'yes' as const }]))
      const now = async () => ({ revision: (await tenders.known(id)).revision })
      await services.qualifications.judge(buyer, id, { ...await now(), findings: passed })
      await services.evaluationCommittees.draw(buyer, id, {})
      const members = (await services.evaluationCommittees.known(id))!.memberIds.map(expertOf)
      for (const member of members) await services.evaluationCommittees.declare(member, id)
      const { leaderId } = (await services.evaluationCommittees.known(id))!
      await services.qualifications.conform(expertOf(leaderId ?? null), id, { ...await now(), findings: passed })
      return { members, bidIds: Object.keys(passed) }
    },

    /** An evaluation that two of three have rated; gives the third and what it will say. */
    async almostRated(contractId: string): Promise<{ id: string; last: Actor; rating: object }> {
      const opened = await evaluations.open(district, { contractId, surveySize: 1 })
      const { id } = opened
      await evaluations.report(supplier.owner, id, {
        summary: '全年服务183名老人，按约定上门服务。', spent: PRICE, actuals: outputsOf(opened).map(({ id: leafId }, at) => ({ leafId, actual: [183, 28_548, 90][at]! })),
      })
      const [token] = await evaluations.surveyTokens(district, id)
      await evaluations.answer(token!, { answer: 'very-satisfied' })
      const [first, second, last] = opened.raters.map(expertOf)
      for (const rater of [first!, second!]) await evaluations.rate(rater, id, ratingOf(opened))
      return { id, last: last!, rating: ratingOf(opened) }
    },
  }
}
export type Town = Awaited<ReturnType<typeof layTown>>
