import { expect } from 'chai'
import fc from 'fast-check'
import { aCall, aCallDraft, anIncubationDraft, aSite, aSiteDraft } from '../../fixtures/incubation.ts'
import { answerBlockers, isOpen, publishBlockers, stateOf } from '../../src/incubation/call.rules.ts'
import { startOfDay } from '../../src/kernel/period.ts'
import { anOwned, bureau, layAreas } from '../registry/ground.ts'
import { startWorld, type World } from '../support/world.ts'

describe('a call for organizations', () => {
  it('is answered up to the last moment of its last day, and only when published', () => {
    const call = aCall({ until: startOfDay('2026-03-31') })
    expect([isOpen(call, new Date('2026-03-31T15:59:59Z')), isOpen(call, new Date('2026-03-31T16:00:00Z'))]).to.deep.equal([true, false])
    expect([stateOf(call, new Date('2026-04-01T00:00:00Z')), stateOf({ ...call, status: 'withdrawn' }, new Date('2026-03-05T00:00:00Z'))]).to.deep.equal(['over', 'withdrawn'])
    expect(isOpen({ ...call, status: 'draft' }, new Date('2026-03-05T00:00:00Z'))).to.equal(false)
  })
  it('is answered at its own site by those it is for', () => fc.assert(fc.property(
    fc.constantFrom('budding', 'starting', 'growing', 'hub'), fc.boolean(), fc.integer({ min: -40, max: 40 }), (stage, own, days) => {
      const now = new Date(startOfDay('2026-03-31').getTime() + days * 86_400_000)
      const codes = answerBlockers(aCall(), { stage }, aSite({ id: own ? 'site-1' : 'site-2' }), now).map(({ code }) => code)
      expect(codes.includes('call-over')).to.equal(!own || days > 0)
      expect(codes.includes('call-not-for-stage')).to.equal(!['starting', 'growing'].includes(stage))
    })))
  it('is not published by a site that takes nobody in, nor after its last day', () => {
    expect(publishBlockers(aCall(), { open: false }, startOfDay('2026-04-01')).map(({ code }) => code)).to.deep.equal(['site-shut', 'call-over'])
  })
})

describe('a site’s call', () => {
  const api = '/api/v1'
  let world: World
  let siteId = ''
  before(async () => {
    world = await startWorld('calls')
    await layAreas(world)
    siteId = (await world.services.sites.open(bureau, aSiteDraft())).id
  })
  after(() => world.stop())

  it('is drafted, published and answered over the pages, and ends by itself', async () => {
    const centre = await world.page('centre', { area: '230604' })
    const { until: _, ...draft } = aCallDraft()
    const late = await centre.post(`/incubation/sites/${siteId}/calls`, { ...draft, stages: ['starting'], places: '4', until: '2026-03-01' })
    expect([late.status, late.text.includes(draft.title)]).to.deep.equal([422, true])
    const made = await centre.post(`/incubation/sites/${siteId}/calls`, { ...draft, stages: ['starting'], places: '4', until: '2026-03-20' })
    expect(made.status, made.text).to.equal(303)
    const at = made.headers.location!
    expect((await world.visitor().get(at)).status, 'a draft is the site’s own').to.equal(404)
    expect((await world.visitor().get('/incubation')).text).to.not.include(draft.title)
    expect((await centre.post(`${at}/publish`, { revision: '0' })).status).to.equal(303)
    expect((await world.visitor().get(at)).text).to.include(draft.title)
    expect((await world.visitor().get('/incubation')).text).to.include(draft.title)

    const { owner, organization } = await anOwned(world, '春晖')
    const person = await world.page(owner)
    const callId = at.split('/').at(-1)!
    const form = `/incubation/sites/${siteId}/apply`
    expect((await person.get(`${form}?call=${callId}`)).text).to.match(new RegExp(`value="${callId}" selected`))
    const wrong = await person.post(form, { ...anIncubationDraft(organization.id, { stage: 'hub' }), callId })
    expect([wrong.status, wrong.text.includes('The call is not for organizations at this stage') || wrong.text.includes('不面向该发展阶段')]).to.deep.equal([409, true])
    const sent = await person.post(form, { ...anIncubationDraft(organization.id), callId })
    expect(sent.status, sent.text).to.equal(303)

    world.clock.set(new Date('2026-03-20T16:00:00Z'))
    const { owner: other, organization: second } = await anOwned(world, '夏荷')
    const tooLate = await (await world.as(other)).post(`${api}/incubation-sites/${siteId}/applications`).send(anIncubationDraft(second.id, { callId }))
    expect([tooLate.status, tooLate.body.blockers?.[0]?.code]).to.deep.equal([409, 'call-over'])
    expect((await (await world.as(other)).post(`${api}/incubation-sites/${siteId}/applications`).send(anIncubationDraft(second.id))).status, 'at any time').to.equal(201)
  })

  it('is run by its site only, and the slower of two is told', async () => {
    const mine = await world.as('centre', { area: '230604' })
    const draft = { ...aCallDraft(), until: '2026-12-31' }
    const { body } = await mine.post(`${api}/incubation-sites/${siteId}/calls`).send(draft)
    expect((await (await world.as('centre', { area: '230602' })).post(`${api}/incubation-calls/${body.id}/publish`).send({ revision: 0 })).status).to.equal(403)
    const both = await Promise.all([mine, await world.as('bureau')].map(who => who.post(`${api}/incubation-calls/${body.id}/publish`).send({ revision: 0 })))
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409])
    expect((await mine.put(`${api}/incubation-calls/${body.id}`).send({ ...draft, revision: 1 })).status, 'what is published stays').to.equal(409)
    expect((await mine.post(`${api}/incubation-calls/${body.id}/withdraw`).send({ revision: 1, reason: '招募计划调整' })).body.status).to.equal('withdrawn')
  })
})
