import { expect } from 'chai'
import type { Response } from 'supertest'
import { aBid } from '../../fixtures/bid.ts'
import { anAcceptanceRecord } from '../../fixtures/contract.ts'
import { aLineDraft } from '../../fixtures/budget.ts'
import { anItemDraft } from '../../fixtures/catalogue.ts'
import { aTender } from '../../fixtures/tender.ts'
import { acceptanceBlockers } from '../../src/contract/acceptance.rules.ts'
import type { Acceptance } from '../../src/contract/acceptance.schema.ts'
import type { Contract } from '../../src/contract/contract.schema.ts'
import type { Payment } from '../../src/contract/payment.schema.ts'
import { platformItself, type Actor } from '../../src/kernel/actor.ts'
import { fen } from '../../src/kernel/money.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { bidStore, tenderStore } from '../../src/tender/index.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { anOwned, layAreas, withAccount } from '../registry/ground.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld } from '../support/world.ts'

export const AWARDED = new Date('2026-04-06T01:00:00Z')
export const CEILING = fen(480_000_00)
export const PRICE = fen(452_000_00)
const AREAS = ['230600', '230604', '230604001']
const bureau: Actor = { ...platformItself, grants: [{ role: 'bureau', area: '230600' }] }
const reviewer: Actor = { ...bureau, id: 'reviewer', name: '审核' }

/** The code of a refusal, with its first blocker or problem; what was not refused gives `done`. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const [first] = (error.details.blockers ?? error.details.problems ?? []) as { code: string }[]
    return first ? `${error.code}: ${first.code}` : error.code
  }
}

export type PurchaseGround = Awaited<ReturnType<typeof startPurchase>>

/** A world with a winner, the people around a contract, and short ways to an award, a contract in force and its payments. */
export async function startPurchase(name: string) {
  const world = await startWorld(name, AWARDED)
  const { areas: _, items, lines, budget, contracts, acceptances, payments } = world.services
  await layAreas(world)
  const winner = await anOwned(world, '暖阳')
  const { owner } = winner
  const organization = await withAccount(world, winner)
  const district = await world.actor('district')
  const finance = await world.actor('finance', { area: '230600' }, '钱会计')
  const finance2 = await world.actor('finance', { area: '230600' }, '孙会计')
  let count = 0

  /** A tender that is awarded and announced, its ceiling reserved on a line of its own. */
  async function awarded(changes: Partial<Tender> = {}): Promise<Tender> {
    count += 1
    const drafted = await items.draft(bureau, anItemDraft({ code: `A05${String(count).padStart(4, '0')}` }))
    const inReview = await items.step(bureau, drafted.id, 'submit', { revision: drafted.revision })
    const { id: itemId } = await items.step(reviewer, drafted.id, 'publish', { revision: inReview.revision })
    const line = await lines.draft(district, aLineDraft(itemId, { area: '230604001', amount: fen(500_000_00) }))
    const sent = await lines.submit(district, line.id, { revision: line.revision })
    await lines.approve(finance, line.id, { revision: sent.revision })
    const id = `${name}${count}`
    await budget.reserve(district, { lineId: line.id, amount: CEILING, subject: id })
    await bidStore.insert(aBid({
      id: `bid-${id}`, revision: 0, tenderId: id, organizationId: organization.id, organizationName: organization.name, areas: AREAS, status: 'qualified',
      signedBy: { accountId: owner.id, name: owner.name },
    }))
    return tenderStore.insert(aTender({
      id, revision: 0, reference: `CG-2026-${name}${count}`, status: 'awarded', announced: true, areas: AREAS, itemId, lineId: line.id,
      award: {
        bidId: `bid-${id}`, organizationId: organization.id, organizationName: organization.name, amount: PRICE,
        determinedAt: AWARDED, determinedBy: { accountId: district.id, name: district.name }, announcedAt: AWARDED,
      }, ...changes,
    }))
  }

  async function printed(changes: Partial<Tender> = {}): Promise<Contract & { file: NonNullable<Contract['file']> }> {
    const tender = await awarded(changes)
    const { id } = await contracts.drawUp(district, { tenderId: tender.id })
    const contract = await contracts.print(id, platformItself)
    return { ...contract, file: contract.file! }
  }
  async function inForce(changes: Partial<Tender> = {}): Promise<Contract> {
    const { id, file } = await printed(changes)
    await contracts.sign(owner, id, { fileHash: file.sha256, agreed: true })
    return contracts.sign(district, id, { fileHash: file.sha256, agreed: true })
  }
  /** The supplier asks for the acceptance of an instalment's work, and the buyer records that all standards are met. */
  async function accepted(contractId: string, seq: number): Promise<Acceptance> {
    const before = world.clock.now()
    const contract = await contracts.known(contractId)
    if (before < contract.term.from) world.clock.set(contract.term.from)
    const { id, revision } = await acceptances.request(owner, contractId, { acceptSeq: seq, statement: '约定的服务已经完成，台账和签字记录齐全。' })
    const acceptance = await acceptances.decide(district, id, { ...anAcceptanceRecord(contract), revision })
    world.clock.set(before)
    return acceptance
  }
  /** Claims an instalment, its work accepted where the contract pays on acceptance, and lets two people approve it. */
  async function paid(contractId: string, seq: number): Promise<Payment> {
    const contract = await contracts.known(contractId)
    if (acceptanceBlockers(contract, contract.instalments[seq - 1]!).length > 0) await accepted(contractId, seq)
    const { id, revision } = await payments.invoice(owner, contractId, { seq, number: `23301${seq}01` })
    const once = await payments.approve(finance, id, revision)
    return payments.approve(finance2, id, once.revision)
  }

  const agents = new Map<string, PageAgent>()
  async function page(person: Actor): Promise<PageAgent> {
    const agent = agents.get(person.id) ?? await world.page(person)
    agents.set(person.id, agent)
    return agent
  }
  return {
    world, owner, organization, district, finance, finance2, awarded, printed, inForce, accepted, paid, page,
    balance: (lineId: string) => budget.balance(lineId),
    /** Opens a page in both languages; gives the Chinese text. */
    async open(person: Actor, path: string): Promise<string> {
      const agent = await page(person)
      const texts: string[] = []
      for (const lang of ['en', 'zh-CN']) {
        const { status, text } = await agent.get(path.includes('?') ? `${path}&lang=${lang}` : `${path}?lang=${lang}`)
        expect(status, `${path} ${lang} ${mainOf(text)}`).to.equal(200)
        texts.push(text.replaceAll('&#x3D;', '='))
      }
      return texts[1]!
    },
    /** Sends a form that goes well; gives where it leads. */
    async send(person: Actor, path: string, fields: Record<string, string>): Promise<string> {
      const { status, headers, text } = await (await page(person)).post(path, fields)
      expect(status, `${path} ${mainOf(text)}`).to.equal(303)
      return headers.location as string
    },
    /** Sends a form that is refused with this status; gives the page that came back. */
    async refused(status: number, person: Actor, path: string, fields: Record<string, string>): Promise<string> {
      const answer: Response = await (await page(person)).post(path, fields)
      expect(answer.status, `${path} ${mainOf(answer.text)}`).to.equal(status)
      return answer.text
    },
  }
}

const mainOf = (html: string): string => html.slice(html.indexOf('<main'), html.indexOf('<main') + 1_500)
