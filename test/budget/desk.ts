import type TestAgent from 'supertest/lib/agent.js'
import { aLineDraft } from '../../fixtures/budget.ts'
import { anItemDraft } from '../../fixtures/catalogue.ts'
import { platformItself, type Actor } from '../../src/kernel/actor.ts'
import type { DraftLine, Line } from '../../src/budget/line.schema.ts'
import type { DraftItem } from '../../src/catalogue/item.schema.ts'
import { startWorld } from '../support/world.ts'

const bureau: Actor = { ...platformItself, grants: [{ role: 'bureau', area: '230600' }] }
const reviewer: Actor = { ...bureau, id: 'reviewer', name: '审核' }
const AREAS = [
  ['230600', '大庆市', 'city'], ['230604', '让胡路区', 'district', '230600'], ['230602', '萨尔图区', 'district', '230600'],
  ['230604001', '银浪社区', 'community', '230604'],
] as const

export type Desk = Awaited<ReturnType<typeof startDesk>>

/** A world with a few areas, and short ways to published items and to lines of any status. */
export async function startDesk(name: string) {
  const world = await startWorld(name)
  const { areas, items, lines } = world.services
  for (const [id, name, kind, parent] of AREAS) {
    await areas.define(bureau, { id, name, kind, status: 'running', validFrom: new Date('2013-01-01T00:00:00+08:00'), ...(parent && { parent }) })
  }
  let count = 0
  const district = await world.actor('district')
  const finance = await world.actor('finance')

  async function item(changes: Partial<DraftItem> = {}): Promise<string> {
    const code = `A04${String(++count).padStart(4, '0')}`
    const drafted = await items.draft(bureau, anItemDraft({ code, ...changes }))
    const submitted = await items.step(bureau, drafted.id, 'submit', { revision: drafted.revision })
    return (await items.step(reviewer, drafted.id, 'publish', { revision: submitted.revision })).id
  }
  const drafted = async (changes: Partial<DraftLine> = {}): Promise<Line> => lines.draft(district, aLineDraft(changes.itemId ?? await item(), changes))
  const submitted = async (changes: Partial<DraftLine> = {}): Promise<Line> => {
    const line = await drafted(changes)
    return lines.submit(district, line.id, { revision: line.revision })
  }
  const approved = async (changes: Partial<DraftLine> = {}): Promise<Line> => {
    const line = await submitted(changes)
    return lines.approve(finance, line.id, { revision: line.revision })
  }
  return { world, district, finance, bureau, item, drafted, submitted, approved, agent: (actor: Actor): Promise<TestAgent> => world.as(actor) }
}
