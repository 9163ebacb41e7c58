import { expect } from 'chai'
import { platformItself, type Actor } from '../../src/kernel/actor.ts'
import type { World } from '../support/world.ts'
import { atOpening, FOUR, placed, registered } from './evaluation.ts'

const WORDS = { facts: '开标时未宣布第一名投标文件的报价，我单位无法核对开标记录。', basis: '财政部令第87号第四十一条', request: '公布开标记录。' }

describe('a challenge of somebody who acts for several organizations', function () {
  this.timeout(60_000)
  const id = 'several01'
  let world: World
  let both: Actor
  before(async () => {
    ;({ world } = await atOpening('several', 0))
    await placed(id, FOUR)
    await registered(['outsider'])
    const first = await world.actor('owner', { organizationId: 'outsider' })
    const { grants } = await world.services.accounts.grant({ ...platformItself, grants: [{ role: 'administrator' }] }, first.id, { role: 'owner', organizationId: 'one' })
    both = { ...first, grants }
  })
  after(() => world.stop())

  it('has its own periods and reasons for each', async () => {
    const agent = await world.as(both)
    const opening = async (organizationId: string) => (await agent.get(`/api/v1/tenders/${id}/challenges?organizationId=${organizationId}`)).body.steps[1].blockers.map(({ code }: { code: string }) => code) as string[]
    expect([await opening('outsider'), await opening('one')]).to.deep.equal([['challenge-not-a-bidder'], []])
    expect((await agent.get(`/api/v1/tenders/${id}/challenges?organizationId=two`)).status).to.equal(403)
  })

  it('is drafted for the one that is chosen on the page', async () => {
    const page = await world.page(both)
    expect((await page.get(`/tenders/${id}/challenges`)).text).to.match(/organizationId(=|&#x3D;)one/).and.not.match(/challenges\/new\?step(=|&#x3D;)opening/)
    expect((await page.get(`/tenders/${id}/challenges?organizationId=one`)).text).to.match(/challenges\/new\?step(=|&#x3D;)opening&(amp;)?organizationId(=|&#x3D;)one/)
    expect((await page.get(`/tenders/${id}/challenges/new?step=opening&organizationId=one`)).text).to.match(/<option value="one" selected/)
    const { headers } = await page.upload(`/tenders/${id}/challenges`, { ...WORDS, step: 'opening', organizationId: 'one' }, [])
    const drafted = await (await world.as(both)).get(`/api/v1${headers.location}`)
    expect(drafted.body.organizationId).to.equal('one')
    expect((await page.get(`${headers.location}/edit`)).text).to.include(drafted.body.organizationName as string).and.not.include('name="organizationId"')
  })
})
