import mongoose from 'mongoose'
import { ruleSets } from '../../fixtures/rulesets.ts'
import { anOrganization } from '../../fixtures/registry.ts'
import { aTender } from '../../fixtures/tender.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import type { Actor } from '../../src/kernel/actor.ts'
import { Calendar } from '../../src/kernel/period.ts'
import { accountStore } from '../../src/people/index.ts'
import { rulesStore } from '../../src/platform/rules.store.ts'
import { organizationStore } from '../../src/registry/index.ts'
import { tenderStore } from '../../src/tender/index.ts'
import { openMarket } from '../tender/market.ts'
import { processes } from './site.ts'

export const TENDERS = 200
export const BIDDERS = 50
const DAY_MS = 86_400_000

export type Ground = Awaited<ReturnType<typeof layGround>>

/** A city with a tender that is open for bids, 200 tenders in all, and fifty organizations that may bid. */
export async function layGround(logs: string) {
  const market = await openMarket('bench', [])
  const { world } = market
  await rulesStore.put({ ruleSets, calendar: Calendar.parse(workdays) })
  const notice = await market.published()
  // It was published by the clock of the tests and is bid for by the machine's.
  const open = { bidDeadline: new Date(Date.now() + 30 * DAY_MS) }
  await mongoose.connection.collection('tenders').updateOne({ _id: notice.id as never }, { $set: open })
  for (let n = 1; n < TENDERS; n += 1) {
    await tenderStore.insert(aTender({ id: `tender-${n}`, reference: `CG-2025-${String(n).padStart(4, '0')}`, status: 'published', announced: true, publishedAt: new Date(), ...open }))
  }
  const bidders: Actor[] = []
  for (let n = 0; n < BIDDERS; n += 1) bidders.push(await aBidder(n))
  return { ...market, notice: { ...notice, ...open }, bidders, logs, processes: processes(world, logs) }
}

async function aBidder(n: number): Promise<Actor> {
  const organizationId = `bidder-${n}`
  await organizationStore.insert(anOrganization({ id: organizationId, name: `大庆市第${n + 1}服务中心`, uscc: `52230604MJ9TE${String(n).padStart(5, '0')}` }))
  const { id, name, grants } = await accountStore.insert({
    id: `signatory-${n}`, revision: 1, email: `signatory${n}@example.org`, name: `签字人${n}`, passwordHash: 'none', locale: 'zh-CN', status: 'active',
    grants: [{ role: 'signatory', organizationId }], createdAt: new Date(),
  })
  return { id, name, grants }
}
