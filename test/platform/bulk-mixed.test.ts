import { expect } from 'chai'
import { aLineDraft } from '../../fixtures/budget.ts'
import { anItemDraft } from '../../fixtures/catalogue.ts'
import { aCode, anApplication } from '../../fixtures/registry.ts'
import { pages } from '../../src/app.ts'
import { lineStore } from '../../src/budget/index.ts'
import type { Line } from '../../src/budget/line.schema.ts'
import { itemStore } from '../../src/catalogue/index.ts'
import { contractPdf, paymentStore } from '../../src/contract/index.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import { fen } from '../../src/kernel/money.ts'
import { staleUploads } from '../../src/platform/uploads.jobs.ts'
import { changeStore, organizationStore } from '../../src/registry/index.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'
import { anOwned, bureau, reviewer, inOrder } from '../registry/ground.ts'
import type { PageAgent } from '../support/page-agent.ts'

type Thing = { id: string; revision: number }
/** One act of a list: who does it, four things of different fate, how a thing is changed behind the back, and by what one sees that it was done. */
type Case = {
  who: () => Promise<Actor & { email: string }>
  fit: () => Promise<Thing>; refused: () => Promise<Thing>
  /** What this person may not see; where everybody sees all, what there is not. */
  unseen: () => Promise<Thing>
  touch: (id: string) => Promise<unknown>
  state: (id: string) => Promise<unknown>
  was: unknown; becomes: unknown
  /** Where the act asks for one: how it is found where it was done. */
  reasonOf?: (id: string) => Promise<unknown>
}

const REASONS = { all: '材料不齐，请补齐后再报。', own: '所附决议没有盖章。' }
const nothing = async (): Promise<Thing> => ({ id: 'f'.repeat(24), revision: 0 })

describe('a mixed choice', function () {
  this.timeout(120_000)
  let ground: PurchaseGround
  let count = 0
  before(async () => { ground = await startPurchase('mixed') })
  after(() => ground.world.stop())

  const item = async (to: 'draft' | 'in-review' | 'published') => {
    const { items } = ground.world.services
    const drafted = await items.draft(bureau, anItemDraft({ code: `A06${String(++count).padStart(4, '0')}` }))
    if (to === 'draft') return drafted
    const sent = await items.step(bureau, drafted.id, 'submit', { revision: drafted.revision })
    return to === 'in-review' ? sent : items.step(reviewer, drafted.id, 'publish', { revision: sent.revision })
  }
  const line = async (to: 'draft' | 'submitted' | 'approved', area = '230604001') => {
    const { lines } = ground.world.services
    const drafted = await lines.draft(bureau, aLineDraft((await item('published')).id, { area, amount: fen(100_000_00) }))
    if (to === 'draft') return drafted
    const sent = await lines.submit(bureau, drafted.id, { revision: drafted.revision })
    return to === 'submitted' ? sent : lines.approve(ground.finance, drafted.id, { revision: sent.revision })
  }
  const lastYears = async (area?: string): Promise<Line> => lineStore.save({ ...await line('approved', area), year: 2025 })
  const organization = async (area = '230604001') =>
    inOrder(ground.world, await ground.world.services.organizations.register(await ground.world.actor('resident'), anApplication({ name: `大庆市第${++count}服务中心`, uscc: aCode(), area })))
  const change = async (area = '230604001') => {
    const { owner, organization: { id, revision } } = await anOwned(ground.world, `第${++count}`, { area })
    return (await ground.world.services.changes.edit(owner, id, 'people', { revision, reason: '理事会换届', values: { representative: '赵新' } }))!
  }
  const claim = async (areas?: string[]) => {
    const { id } = await ground.inForce()
    const payment = await ground.world.services.payments.invoice(ground.owner, id, { seq: 1, number: '23301101' })
    return areas ? paymentStore.save({ ...payment, areas }) : payment
  }
  const within = (role: 'district' | 'finance') => async () => ground.world.actor(role, { area: '230604' })

  const failure = async (id: string) => ({ id, revision: (await ground.world.services.jobs.failure(await ground.world.actor('administrator'), id)).failedAt.getTime() })
  /** A job of a contract that is not there, which is final. */
  const failedJob = async () => {
    const contractId = String(++count).padStart(24, '0')
    await ground.world.services.enqueue(contractPdf, { contractId })
    await ground.world.runJobs()
    return failure(`${contractPdf.name}-${contractId}`)
  }

  const CASES: Record<string, Case> = {
    '/budget/bulk/submit': {
      who: within('district'), fit: () => line('draft'), refused: () => line('submitted'), unseen: () => line('draft', '230602001'),
      touch: async id => lineStore.save({ ...await lineStore.get(id), ground: '依据市政府的另一份文件编制' }), state: async id => (await lineStore.get(id)).status, was: 'draft', becomes: 'submitted',
    },
    '/budget/bulk/approve': {
      who: within('finance'), fit: () => line('submitted'), refused: () => line('draft'), unseen: () => line('submitted', '230602001'),
      touch: async id => lineStore.save({ ...await lineStore.get(id), ground: '依据市政府的另一份文件编制' }), state: async id => (await lineStore.get(id)).status, was: 'submitted', becomes: 'approved',
    },
    '/budget/bulk/refuse': {
      who: within('finance'), fit: () => line('submitted'), refused: () => line('draft'), unseen: () => line('submitted', '230602001'),
      touch: async id => lineStore.save({ ...await lineStore.get(id), ground: '依据市政府的另一份文件编制' }), state: async id => (await lineStore.get(id)).status, was: 'submitted', becomes: 'refused',
      reasonOf: async id => (await lineStore.get(id)).decision?.reason,
    },
    '/budget/carry-over/bulk/carry': {
      who: within('finance'), fit: () => lastYears(), refused: () => line('approved'), unseen: () => lastYears('230602001'),
      touch: async id => lineStore.save({ ...await lineStore.get(id), ground: '依据市政府的另一份文件编制' }), state: id => ground.world.services.budget.available(id), was: 100_000_00, becomes: 0,
    },
    '/catalogue/bulk/submit': {
      who: () => ground.world.actor('bureau'), fit: () => item('draft'), refused: () => item('published'), unseen: nothing,
      touch: async id => itemStore.save({ ...await itemStore.get(id), name: '另一个服务项目' }), state: async id => (await itemStore.get(id)).status, was: 'draft', becomes: 'in-review',
    },
    '/catalogue/bulk/publish': {
      who: () => ground.world.actor('bureau'), fit: () => item('in-review'), refused: () => item('draft'), unseen: nothing,
      touch: async id => itemStore.save({ ...await itemStore.get(id), name: '另一个服务项目' }), state: async id => (await itemStore.get(id)).status, was: 'in-review', becomes: 'published',
    },
    '/catalogue/bulk/return': {
      who: () => ground.world.actor('bureau'), fit: () => item('in-review'), refused: () => item('published'), unseen: nothing,
      touch: async id => itemStore.save({ ...await itemStore.get(id), name: '另一个服务项目' }), state: async id => (await itemStore.get(id)).status, was: 'in-review', becomes: 'draft',
      reasonOf: async id => (await ground.world.services.audit.timeline('item', id)).find(({ action }) => action === 'item.return')?.reason,
    },
    '/jobs/bulk/retry': {
      who: () => ground.world.actor('administrator'), fit: () => failedJob(), unseen: nothing,
      refused: async () => {
        await ground.world.services.enqueue(staleUploads, {})
        await ground.world.runJobs()
        return failure(`${staleUploads.name}-all`)
      },
      touch: async id => {
        await ground.world.services.jobs.retry(await ground.world.actor('administrator'), { id })
        await ground.world.runJobs()
      },
      state: async id => (await ground.world.services.queue.getJobState(id)), was: 'failed', becomes: 'waiting',
    },
    '/organizations/bulk/approve': {
      who: within('district'), fit: () => organization(), refused: async () => (await anOwned(ground.world, `第${++count}`)).organization, unseen: () => organization('230602001'),
      touch: async id => organizationStore.save({ ...await organizationStore.get(id), address: '另一处地址一号' }), state: async id => (await organizationStore.get(id)).status, was: 'applied', becomes: 'registered',
    },
    '/organizations/changes/bulk/approve': {
      who: within('district'), fit: () => change(), unseen: () => change('230602001'),
      refused: async () => {
        const { id, revision } = await change()
        return ground.world.services.changes.refuse(bureau, id, { revision, reason: '会议纪要不全' })
      },
      touch: async id => changeStore.save({ ...await changeStore.get(id), reason: '补正后的理由' }), state: async id => (await changeStore.get(id)).status, was: 'asked', becomes: 'approved',
    },
    '/organizations/changes/bulk/refuse': {
      who: within('district'), fit: () => change(), unseen: () => change('230602001'),
      refused: async () => {
        const { id, revision } = await change()
        return ground.world.services.changes.approve(bureau, id, { revision })
      },
      touch: async id => changeStore.save({ ...await changeStore.get(id), reason: '补正后的理由' }), state: async id => (await changeStore.get(id)).status, was: 'asked', becomes: 'refused',
      reasonOf: async id => (await changeStore.get(id)).decided?.reason,
    },
    '/payments/bulk/approve': {
      who: within('finance'), fit: () => claim(), unseen: () => claim(['230600', '230602', '230602001']),
      refused: async () => {
        const { id, revision } = await claim()
        return ground.world.services.payments.giveBack(ground.finance, id, { revision, reason: '发票抬头与合同不符' })
      },
      touch: async id => paymentStore.save({ ...await paymentStore.get(id), payBy: new Date('2026-06-01T01:00:00Z') }), state: async id => (await paymentStore.get(id)).status, was: 'invoiced', becomes: 'first-approved',
    },
    '/payments/bulk/return': {
      who: within('finance'), fit: () => claim(), unseen: () => claim(['230600', '230602', '230602001']),
      refused: async () => {
        const { id, revision } = await claim()
        return ground.world.services.payments.giveBack(ground.finance, id, { revision, reason: '发票抬头与合同不符' })
      },
      touch: async id => paymentStore.save({ ...await paymentStore.get(id), payBy: new Date('2026-06-01T01:00:00Z') }), state: async id => (await paymentStore.get(id)).status, was: 'invoiced', becomes: 'returned',
      reasonOf: async id => (await paymentStore.get(id)).returned?.reason,
    },
  }

  it('is tried for every act that a list offers for many', () => {
    const acts = pages(ground.world.services).filter(({ method, path }) => method === 'post' && /\/bulk\/[a-z-]+$/.test(path)).map(({ path }) => path)
    expect(Object.keys(CASES).sort()).to.deep.equal(acts.sort())
  })

  for (const [path, { who, fit, refused, unseen, touch, state, was, becomes, reasonOf }] of Object.entries(CASES)) {
    it(`${path}: does what it may, tells why the rest stays, and holds up nothing`, async () => {
      const agent: PageAgent = await ground.world.page(await who())
      // The refused stand first, so that one that ended the run would leave the fit undone.
      const things = { unseen: await unseen(), refused: await refused(), changed: await fit(), first: await fit(), second: await fit() }
      const stays = await state(things.refused.id)
      const looked = (await agent.get(`${path}?${Object.values(things).map(({ id }) => `ids=${id}`).join('&')}&lang=zh-CN`)).text
      expect([...looked.matchAll(/name="chosen[^"]*" value="([^@"]+)@/g)].map(([, id]) => id), 'offered').to.deep.equal([things.changed.id, things.first.id, things.second.id])
      expect([await state(things.first.id), await state(things.changed.id)], 'looking does nothing').to.deep.equal([was, was])
      await touch(things.changed.id)
      // Named as the page names them.
      const chosen = Object.fromEntries(Object.values(things).map(({ id, revision }, place) => [`chosen.${place}`, `${id}@${revision}`]))
      if (reasonOf) {
        const bare = await agent.post(path, { ...chosen, [`own.${things.first.id}`]: REASONS.own })
        expect([bare.status, bare.text.includes(`value="${things.first.id}@`), bare.text.includes(REASONS.own)], 'without a reason it comes back with what was typed').to.deep.equal([422, true, true])
        expect(await state(things.first.id)).to.equal(was)
      }
      const sent = await agent.post(path, { ...chosen, ...(reasonOf && { reason: REASONS.all, [`own.${things.first.id}`]: REASONS.own }) })
      expect([sent.status, sent.headers.location]).to.deep.equal([303, `${path}/done`])
      const { text } = await agent.get(`${path}/done?lang=zh-CN`)
      expect(text).to.include('已办理 2 条，被拒绝 3 条')
      const rows = text.split('<tr>').slice(2).map(row => row.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '))
      expect(rows.map(row => row.includes('不办理')), rows.join('\n')).to.deep.equal([true, true, true, false, false])
      expect(rows[2], 'changed meanwhile').to.include('他人刚刚修改过')
      expect(await Promise.all([things.refused, things.changed, things.first, things.second].map(({ id }) => state(id)))).to.deep.equal([stays, was, becomes, becomes])
      if (reasonOf) expect([await reasonOf(things.first.id), await reasonOf(things.second.id)], 'each with its reason').to.deep.equal([REASONS.own, REASONS.all])
      // Sent again by a second press, nothing is done twice.
      await agent.post(path, { chosen: [`${things.first.id}@${things.first.revision}`], ...(reasonOf && { reason: REASONS.all }) })
      expect((await agent.get(`${path}/done?lang=zh-CN`)).text).to.include('已办理 0 条，被拒绝 1 条')
    })
  }
})
