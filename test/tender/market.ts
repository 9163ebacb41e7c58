import { anItemDraft } from '../../fixtures/catalogue.ts'
import { aLineDraft } from '../../fixtures/budget.ts'
import { aTenderDocument, aTenderDraft, anOffer } from '../../fixtures/tender.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { fen } from '../../src/kernel/money.ts'
import type { Organization } from '../../src/registry/organization.schema.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { anOwned, bureau, reviewer, layAreas, withAccount } from '../registry/ground.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'
import { PASSPHRASES } from './desk.ts'

export const PDF = Buffer.from('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF our secret plan')

/** A world with a market. */
export async function openMarket(name: string, organizations = ['晨曦', '暖阳', '安居', '同行']) {
  const world = await startWorld(name)
  return { world, ...await layMarket(world, organizations) }
}

/** A city with a catalogue, money, and organizations that may bid; everything by the real services. */
export async function layMarket(world: Pick<World, 'services' | 'actor' | 'fresh'>, organizations: string[], amount = fen(2_000_000_00)) {
  const { services } = world
  await layAreas(world)
  const item = await services.items.draft(bureau, anItemDraft())
  const inReview = await services.items.step(bureau, item.id, 'submit', { revision: item.revision })
  await services.items.step(reviewer, item.id, 'publish', { revision: inReview.revision })
  const people = {
    buyer: await world.actor('community'), district: await world.actor('district'), bureau: await world.actor('bureau'),
    supervisor: await world.actor('supervisor'), finance: await world.actor('finance'), administrator: await world.actor('administrator'),
    expert: await world.actor('expert'), elsewhere: await world.actor('district', { area: '230602' }),
  }
  const drafted = await services.lines.draft(people.buyer, aLineDraft(item.id, { area: '230604001', amount }))
  const submitted = await services.lines.submit(people.buyer, drafted.id, { revision: drafted.revision })
  await services.lines.approve(people.finance, drafted.id, { revision: submitted.revision })
  const lineId = drafted.id
  const bidders: { owner: Actor; organization: Organization }[] = []
  for (const each of organizations) {
    const bidder = await anOwned(world, each)
    bidders.push({ ...bidder, organization: await withAccount(world, bidder) })
  }

  /** `prepare` is the buyer's last hand on the draft before it is submitted. */
  async function published(deadline = '2026-03-24T09:30', prepare = async (draft: Tender): Promise<Tender> => draft): Promise<Tender> {
    const { tenders, openings } = services
    const drafted = await tenders.draft(people.buyer, aTenderDraft(lineId))
    const edited = await prepare(await tenders.edit(people.buyer, drafted.id, { ...aTenderDocument(), revision: drafted.revision }))
    const submitted = await tenders.submit(people.buyer, drafted.id, { revision: edited.revision })
    await tenders.approve(people.bureau, drafted.id, { revision: submitted.revision, warningsRead: true })
    await openings.deposit(people.buyer, drafted.id, { passphrase: PASSPHRASES.buyer, passphraseAgain: PASSPHRASES.buyer })
    const keyed = await openings.deposit(people.supervisor, drafted.id, { passphrase: PASSPHRASES.supervisor, passphraseAgain: PASSPHRASES.supervisor })
    return tenders.publish(people.buyer, drafted.id, { revision: keyed.revision, bidDeadline: new Date(`${deadline}+08:00`) })
  }
  return { people, bidders, itemId: item.id, lineId, published }
}
export type Market = Awaited<ReturnType<typeof openMarket>>

/** Fills in all parts of a bid as a person does, up to the check. */
export async function fillBid(page: PageAgent, tenderId: string, yuan: string): Promise<void> {
  const { plan, team, contact } = anOffer()
  const at = `/tenders/${tenderId}/bid`
  const send = async (part: string, fields: Record<string, string>) => {
    const html = (await page.get(`${at}/${part}`)).text
    const revision = /name="revision" value="(\d+)"/.exec(html)?.[1] ?? ''
    const sent = await page.post(`${at}/${part}`, { revision, ...fields })
    if (sent.status !== 303) throw new Error(`${part} answered ${sent.status}: ${sent.text}`)
  }
  await send('price', { price: yuan, declaration: 'none' })
  await send('plan', { plan: plan ?? '' })
  await send('people', {
    'contact.name': contact.name ?? '', 'contact.phone': contact.phone ?? '',
    ...Object.fromEntries(team.flatMap(({ name, duty, qualification }, at) => [
      [`team.${at}.name`, name ?? ''], [`team.${at}.duty`, duty ?? ''], [`team.${at}.qualification`, qualification ?? ''],
    ])),
    'team.5.name': '', 'team.5.duty': '', 'team.5.qualification': '',
  })
  await send('declarations', {
    'qualification.q1': 'on', 'qualification.q2': 'on',
    ...Object.fromEntries(['no-major-violation', 'no-common-head', 'no-collusion', 'terms-accepted', 'all-true'].map(each => [`undertakings.${each}`, 'on'])),
  })
  const uploaded = await page.upload(`/tenders/${tenderId}/bid-files`, {}, [{ field: 'files', name: '服务方案.pdf', body: PDF }])
  if (uploaded.status !== 303) throw new Error(`the file answered ${uploaded.status}: ${uploaded.text}`)
}
