import { expect } from 'chai'
import { openedTender } from '../../fixtures/gallery/tender-states.ts'
import { tenderStore } from '../../src/tender/index.ts'
import { startWorld, type World } from '../support/world.ts'
import { registered } from './evaluation.ts'

describe('a challenge in a year whose working days are not confirmed', function () {
  this.timeout(60_000)
  let world: World
  before(async () => { world = await startWorld('calendar', new Date('2026-12-29T01:00:00Z')) })
  after(() => world.stop())

  it('is told no last day, and why it cannot be sent', async () => {
    await registered(['organization-1'])
    const tender = await tenderStore.insert({ ...openedTender({ openedAt: new Date('2026-12-28T02:00:00Z') }), id: 'late01', revision: 0 })
    expect((await world.visitor().get(`/tenders/${tender.id}`)).status).to.equal(200)
    const owner = await world.as('owner', { organizationId: 'organization-1' })
    const { body } = await owner.get(`/api/v1/tenders/${tender.id}/challenges`)
    const opening = (body as { steps: { step: string; last: string | null; blockers: { code: string }[] }[] }).steps.find(({ step }) => step === 'opening')
    expect([opening?.last, opening?.blockers.map(({ code }) => code)]).to.deep.equal([null, ['calendar-unconfirmed']])
    const page = (await (await world.page('owner', { organizationId: 'organization-1' })).get(`/tenders/${tender.id}/challenges?lang=en`)).text
    expect(page).to.include('working days of that year are not published')
  })
})
