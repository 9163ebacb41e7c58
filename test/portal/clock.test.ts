import { expect } from 'chai'
import { closeDueTenders } from '../../src/tender/index.ts'
import { auditLog } from '../../src/platform/audit.ts'
import { transact } from '../../src/platform/database.ts'
import { clockService } from '../../src/portal/index.ts'
import { refusalOf } from '../platform/ground.ts'
import { startWorld, type World } from '../support/world.ts'

describe('moving the clock of the demo', () => {
  let world: World
  before(async () => { world = await startWorld('clockmove') })
  after(() => world.stop())
  const in2026 = (monthDay: string) => new Date(`2026-${monthDay}T01:00:00Z`)

  it('goes ahead, on record and with a reason, and lets what waits for a time look again', async () => {
    const administrator = await world.actor('administrator')
    const now = await world.services.clockMover.move(administrator, { to: in2026('03-23'), reason: '演示开标' })
    expect(now).to.deep.equal(in2026('03-23'))
    expect(world.services.clock()).to.deep.equal(in2026('03-23'))
    const [event] = await world.services.audit.timeline('clock', 'platform')
    expect(event).to.include({ action: 'clock.move', actorId: administrator.id, reason: '演示开标' })
    expect((await world.services.queue.getJobs(['waiting'])).map(({ name }) => name)).to.deep.equal([closeDueTenders.name])
    await world.runJobs()
    expect(await world.services.queue.getJobCounts('waiting', 'failed', 'completed')).to.include({ waiting: 0, failed: 0, completed: 1 })
  })

  it('never goes back, and leaves no trace of the try', async () => {
    const administrator = await world.actor('administrator')
    const before = world.services.clock()
    for (const to of [before, new Date(before.getTime() - 1)]) {
      expect(await refusalOf(world.services.clockMover.move(administrator, { to, reason: '倒退' })))
        .to.deep.include({ code: 'invalid-input', details: { problems: [{ field: 'to', code: 'not-later' }] } })
    }
    expect(world.services.clock()).to.deep.equal(before)
    expect(await world.services.audit.timeline('clock', 'platform')).to.have.length(1)
  })

  it('is the administrator\'s only', async () => {
    for (const role of ['bureau', 'supervisor', 'finance', 'resident'] as const) {
      expect(await refusalOf(world.services.clockMover.move(await world.actor(role), { to: in2026('12-01'), reason: '不行' })), role).to.include({ status: 403 })
    }
    expect((await (await world.page('bureau')).get('/clock')).status).to.equal(403)
  })

  it('is refused outside of the demo, also to the administrator', async () => {
    const { platformClock, enqueue } = world.services
    const fixed = clockService({ platformClock, movable: false, audit: auditLog({ clock: platformClock.now }), transact, enqueue, sweeps: [] })
    expect(await refusalOf(fixed.move(await world.actor('administrator'), { to: in2026('12-01'), reason: '不行' }))).to.include({ code: 'clock-fixed', status: 409 })
  })

  it('happens on its page by leaps or to a time that is typed, and every page then says the time', async () => {
    const page = await world.page('administrator')
    expect((await page.get('/clock')).text).to.include('2026-03-24T09:00')
    const refused = await page.post('/clock', { to: '2026-03-01T09:00', reason: 'back' })
    expect([refused.status, refused.text.includes('It must be later'), refused.text.includes('value="back"')]).to.deep.equal([422, true, true])
    expect((await page.post('/clock', { to: '2026-04-01T09:30', reason: 'to April' })).status).to.equal(303)
    expect(world.services.clock()).to.deep.equal(new Date('2026-04-01T01:30:00Z'))
    expect((await world.visitor().get('/?lang=zh-CN')).text).to.match(/class="fh-demo"[^\n]*2026年4月1日 09:30/)
  })

  it('is told and moved by calls too', async () => {
    const calls = await world.as('administrator')
    expect((await world.visitor().get('/api/v1/clock')).body).to.deep.equal({ now: '2026-04-01T01:30:00.000Z' })
    const moved = await calls.post('/api/v1/clock').send({ to: '2026-04-02T00:00:00+08:00', reason: 'next day' })
    expect([moved.status, moved.body]).to.deep.equal([200, { now: '2026-04-01T16:00:00.000Z' }])
    expect((await calls.post('/api/v1/clock').send({ to: '2026-04-01', reason: 'back' })).status).to.equal(422)
  })
})
