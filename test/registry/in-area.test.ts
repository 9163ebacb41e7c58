import { expect } from 'chai'
import { anEvaluation } from '../../fixtures/evaluation.ts'
import { evaluationStore } from '../../src/evaluation/index.ts'
import { asTree } from '../../src/registry/area.rules.ts'
import type { Area } from '../../src/registry/area.schema.ts'
import { startPurchase, type PurchaseGround } from '../contract/ground.ts'

const area = (id: string, name: string, areas: string[]): Area => ({ id, name, areas, revision: 0, kind: 'community', status: 'running', validFrom: new Date('2012-01-01') })

describe('an area as a list offers it', () => {
  it('stands below the one that it lies in, further in for each level', () => {
    const offered = asTree([
      area('230604', '让胡路区', ['230600', '230604']), area('230602', '萨尔图区', ['230600', '230602']), area('230602003', '东安社区', ['230600', '230602', '230602003']), area('230600', '大庆市', ['230600']),
    ])
    expect(offered.map(({ text }) => text)).to.deep.equal(['大庆市', '　萨尔图区', '　　东安社区', '　让胡路区'])
  })
})

describe('a list narrowed to an area', function () {
  this.timeout(120_000)
  let ground: PurchaseGround
  const known: Record<string, string> = {}
  before(async () => {
    ground = await startPurchase('inarea')
    const contract = await ground.inForce()
    const payment = await ground.world.services.payments.invoice(ground.owner, contract.id, { seq: 1, number: '23301101' })
    const evaluation = await evaluationStore.insert(anEvaluation({ id: 'inarea', revision: 0, contractId: contract.id, areas: contract.areas }))
    Object.assign(known, { tenders: contract.tenderReference, contracts: contract.reference, payments: payment.reference, evaluations: evaluation.reference })
  })
  after(() => ground.world.stop())

  for (const list of ['tenders', 'contracts', 'payments', 'evaluations']) {
    it(`/${list} shows and gives what lies in it or below it, and nothing else`, async () => {
      const page = await ground.world.page(ground.finance)
      const api = await ground.world.as(ground.finance)
      for (const [code, isFound] of [['230600', true], ['230604', true], ['230604001', true], ['230604002', false], ['230602', false]] as const) {
        const { text } = await page.get(`/${list}?area=${code}&lang=zh-CN`)
        expect(text.includes(known[list]!), `page, ${code}`).to.equal(isFound)
        const given = await api.get(`/api/v1/${list}?area=${code}`)
        expect([given.status, JSON.stringify(given.body).includes(known[list]!)], `call, ${code}`).to.deep.equal([200, isFound])
      }
      const narrowed = (await page.get(`/${list}?area=230604001&lang=zh-CN`)).text
      expect(narrowed, 'a chip to take away').to.match(/区域（含下辖）[\s\S]{0,80}银浪社区/)
    })
  }
})
