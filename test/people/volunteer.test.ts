import { expect } from 'chai'
import { anActivityDraft, aRegistration } from '../../fixtures/volunteer.ts'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Activity } from '../../src/people/activity.schema.ts'
import { anOwned, layAreas } from '../registry/ground.ts'
import { readPrinted } from '../support/printed.ts'
import { startWorld, type World } from '../support/world.ts'

const api = '/api/v1'
const PHONE = '13900007788'
const codesOf = ({ body }: { body: { blockers?: { code: string }[]; problems?: { code: string }[]; code?: string } }) =>
  [body.blockers, body.problems, [{ code: body.code }]].find(each => each && each.length > 0)!.map(({ code }) => code)

describe('volunteers and their activities', function () {
  this.timeout(30_000)
  let world: World
  let owner: Actor
  let organizationId: string
  let resident: Actor
  let rival: { owner: Actor; id: string }
  before(async () => {
    world = await startWorld('volunteers', new Date('2026-03-10T01:00:00Z'))
    await layAreas(world)
    const owned = await anOwned(world, '春晖')
    ;[owner, organizationId] = [owned.owner, owned.organization.id]
    const other = await anOwned(world, '夏荷')
    rival = { owner: other.owner, id: other.organization.id }
    resident = await world.actor('resident', {}, '刘桂兰')
  })
  after(() => world.stop())
  const volunteerNow = async (alias: string): Promise<Actor> => {
    const person = await world.actor('resident', {}, alias)
    await world.services.volunteers.register(person, aRegistration({ name: alias }))
    return person
  }
  const published = (changes: Parameters<typeof anActivityDraft>[1] = {}): Promise<Activity> => world.services.activities.publish(owner, anActivityDraft(organizationId, changes))

  it('registers on the page with consent, sees the own record, leaves and comes back under the same number', async () => {
    const page = await world.page(resident)
    const fields = { name: '刘桂兰', phone: PHONE, bornOn: '2010-01-01', area: '230604001', skills: ['elderly'] }
    const refused = await page.post('/volunteers/me', fields)
    expect([refused.status, refused.text.includes('value="13900007788"'), refused.text.includes('href="#consent"')]).to.deep.equal([422, true, true])
    expect((await page.post('/volunteers/me', { ...fields, consent: 'on' })).text, 'a minor').to.include('href="#guardianConsent"')
    const made = await page.post('/volunteers/me', { ...fields, bornOn: '1968-05-01', consent: 'on' })
    expect([made.status, made.headers.location]).to.deep.equal([303, `/volunteers/${resident.id}`])
    expect((await page.get(`/volunteers/${resident.id}`)).text).to.include(PHONE)
    const { reference } = await world.services.volunteers.see(resident, resident.id)
    expect(reference).to.match(/^ZY-2026-\d{4}$/)
    expect((await page.post('/volunteers/me/leave', { revision: '0' })).status).to.equal(303)
    expect(codesOf(await (await world.as(resident)).post(`${api}/me/volunteer/leave`).send({ revision: 1 }))).to.deep.equal(['not-allowed-now'])
    const back = await (await world.as(resident)).post(`${api}/me/volunteer`).send({ ...aRegistration(), phone: PHONE })
    expect([back.status, back.body.reference, back.body.status]).to.deep.equal([201, reference, 'active'])
    expect((await (await world.as(resident)).post(`${api}/me/volunteer`).send(aRegistration())).status, 'once is enough').to.equal(409)
  })

  it('shows who a volunteer is to the own person and the staff of the area, and a phone to nobody else', async () => {
    const paths = [`${api}/volunteers/${resident.id}`, `${api}/volunteers`]
    for (const [role, reach] of [['bureau', undefined], ['district', undefined], ['community', undefined], ['centre', undefined]] as const) {
      for (const path of paths) expect((await (await world.as(role, reach)).get(path)).text, `${role} ${path}`).to.include(PHONE)
    }
    for (const role of ['district', 'community', 'centre'] as const) {
      const elsewhere = await world.as(role, { area: '230602' })
      const [one, roll, asked] = [await elsewhere.get(paths[0]!), await elsewhere.get(paths[1]!), await elsewhere.get(`${paths[1]}?area=230604`)]
      expect([one.status, roll.body.volunteers, asked.body.volunteers], role).to.deep.equal([403, [], []])
    }
    const { id } = await published()
    await world.services.activities.join(resident, id)
    const others: [string, Actor][] = [['owner', owner], ['rival', rival.owner], ...await Promise.all((['finance', 'supervisor', 'administrator', 'expert', 'resident'] as const).map(async role => [role, await world.actor(role)] as [string, Actor]))]
    for (const [name, actor] of others) {
      const calls = await world.as(actor)
      expect([(await calls.get(paths[0]!)).status, (await calls.get(paths[1]!)).status], name).to.deep.equal([403, 403])
      expect((await (await world.page(actor)).get('/volunteers?format=csv')).status, name).to.equal(403)
      for (const path of [`${api}/activities/${id}`, `${api}/activities/${id}/participants`, `${api}/activities`]) expect((await calls.get(path)).text, `${name} ${path}`).to.not.include(PHONE)
    }
    for (const path of [`/activities/${id}`, `/volunteers/${resident.id}`]) expect((await (await world.page(owner)).get(path)).text, path).to.not.include(PHONE)
    expect((await world.visitor().get(`/activities/${id}`)).text).to.not.include('刘桂兰').and.not.include(PHONE)
    expect((await (await world.as(owner)).get(`${api}/activities/${id}/participants`)).text).to.include('刘桂兰')
    expect(JSON.stringify(await world.services.volunteers.timeline(await world.services.volunteers.see(resident, resident.id))), 'nor does the log').to.not.include(PHONE)
  })

  it('lists activities to everybody by area and day, page by page', async () => {
    for (let day = 1; day <= 51; day += 1) await published({ from: new Date(Date.UTC(2026, 4, day, 1)), to: new Date(Date.UTC(2026, 4, day, 3)), title: `初夏第${day}日助老活动` })
    const asked = '/activities?since=2026-05-01&area=230604'
    const first = await world.visitor().get(asked)
    expect(first.text).to.include('初夏第51日').and.not.include('初夏第1日助老')
    const next = /rel="next" href="([^"]+)"/.exec(first.text)![1]!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')
    expect((await world.visitor().get(next.startsWith('?') ? `/activities${next}` : next)).text).to.include('初夏第1日助老').and.not.include('初夏第2日助老')
    expect((await world.visitor().get(`${asked}&sort=title`)).text, 'by a column').to.include('初夏第1日助老').and.include('aria-sort="ascending"').and.not.include('初夏第51日')
    expect((await world.visitor().get(`${asked}&q=初夏第7日`)).text).to.include('初夏第7日').and.not.include('初夏第8日')
    expect((await world.visitor().get(`${asked}&state=recorded&lang=en`)).text).to.include('No such activity')
    const file = await world.visitor().get(`${asked}&format=csv`)
    expect(file.text.match(/初夏第\d+日助老活动/g), 'all of them in a file').to.have.length(51)
    const shortly = await published({ title: '刚刚发布的一次活动' })
    expect((await world.visitor().get('/activities?q=刚刚发布')).text, 'what is new is there at once').to.include(shortly.title)
    expect((await world.visitor().get('/activities?area=230602&lang=en')).text).to.include('No such activity')
    expect((await world.visitor().get(`${api}/activities?since=2026-05-03&until=2026-05-04`)).body.activities).to.have.length(2)
  })

  it('is published by the people of a registered organization only, and signed up for by volunteers only', async () => {
    const draft = anActivityDraft(organizationId)
    expect((await (await world.as(rival.owner)).post(`${api}/activities`).send(draft)).status).to.equal(403)
    expect((await (await world.as('signatory', { organizationId })).post(`${api}/activities`).send(draft)).status).to.equal(403)
    expect((await (await world.as('editor', { organizationId })).post(`${api}/activities`).send(draft)).status).to.equal(201)
    expect(codesOf(await (await world.as(owner)).post(`${api}/activities`).send({ ...draft, to: draft.from }))).to.deep.equal(['ends-before-start'])
    const { id } = await published({ from: new Date('2026-03-20T01:00:00Z'), to: new Date('2026-03-20T03:00:00Z') })
    expect(codesOf(await (await world.as('expert')).post(`${api}/activities/${id}/join`).send({}))).to.deep.equal(['volunteer-missing'])
  })

  it('never takes in more than there are places, whoever is fastest', async () => {
    const people: Actor[] = []
    for (let n = 0; n < 10; n += 1) people.push(await volunteerNow(`志愿者${n}`))
    const { id } = await published({ places: 4, from: new Date('2026-04-01T01:00:00Z'), to: new Date('2026-04-01T03:00:00Z') })
    const calls = await Promise.all(people.map(person => world.as(person)))
    const answers = await Promise.all(calls.map(agent => agent.post(`${api}/activities/${id}/join`).send({})))
    expect(answers.filter(({ status }) => status === 200)).to.have.length(4)
    expect(answers.filter(({ status }) => status === 409).map(answer => codesOf(answer))).to.deep.equal(Array.from({ length: 6 }, () => ['activity-full']))
    expect(await world.services.activities.see(id).then(({ signed }) => signed.length)).to.equal(4)
    const inside = answers.findIndex(({ status }) => status === 200)
    const outside = answers.findIndex(({ status }) => status === 409)
    expect((await calls[inside]!.post(`${api}/activities/${id}/withdraw`).send({})).body.taken).to.equal(3)
    expect((await calls[outside]!.post(`${api}/activities/${id}/join`).send({})).body.taken).to.equal(4)
  })

  it('has hours recorded once it is over, in quarters, never twice at one time, and corrected with a reason', async () => {
    const times = { from: new Date('2026-03-12T01:00:00Z'), to: new Date('2026-03-12T03:30:00Z') }
    const { id } = await published({ ...times, title: '敬老院包饺子活动' })
    const { id: other } = await world.services.activities.publish(rival.owner, anActivityDraft(rival.id, { from: new Date('2026-03-12T03:00:00Z'), to: new Date('2026-03-12T05:00:00Z'), title: '社区电脑课堂' }))
    const [mine, theirs] = [await world.as(owner), await world.as(rival.owner)]
    const { reference } = await world.services.volunteers.see(resident, resident.id)
    await world.services.activities.join(resident, id)
    expect(codesOf(await (await world.as(resident)).post(`${api}/activities/${other}/join`).send({}))).to.deep.equal(['activity-clash'])
    expect(codesOf(await theirs.post(`${api}/activities/${other}/enlist`).send({ references: [reference] })), 'on paper neither').to.deep.equal(['activity-clash'])
    expect(codesOf(await theirs.post(`${api}/activities/${other}/enlist`).send({ references: ['ZY-2026-9999'] }))).to.deep.equal(['volunteer-unknown'])
    const hours = (count: number) => ({ hours: { [resident.id]: count } })
    expect(codesOf(await mine.post(`${api}/activities/${id}/hours`).send(hours(2)))).to.deep.equal(['activity-not-over'])
    world.clock.set(new Date('2026-03-12T04:00:00Z'))
    expect(codesOf(await (await world.as(resident)).post(`${api}/activities/${id}/withdraw`).send({}))).to.deep.equal(['activity-begun'])
    expect((await theirs.post(`${api}/activities/${id}/hours`).send(hours(2))).status).to.equal(403)
    expect(codesOf(await mine.post(`${api}/activities/${id}/hours`).send(hours(2.75)))).to.deep.equal(['longer-than-activity'])
    expect(codesOf(await mine.post(`${api}/activities/${id}/hours`).send(hours(2.1)))).to.deep.equal(['not-quarters'])
    expect(codesOf(await mine.post(`${api}/activities/${id}/hours`).send({ hours: { [owner.id]: 1 } }))).to.deep.equal(['required'])
    const page = await world.page(owner)
    expect((await page.post(`/activities/${id}/hours`, { [`hours.${resident.id}`]: '2.5' })).status).to.equal(303)
    expect(codesOf(await mine.post(`${api}/activities/${id}/hours`).send(hours(2)))).to.deep.equal(['hours-recorded'])
    expect((await page.post(`/activities/${id}/corrections`, { volunteerId: resident.id, corrected: '2', reason: '' })).text).to.include('href="#reason"')
    expect((await mine.post(`${api}/activities/${id}/corrections`).send({ volunteerId: resident.id, corrected: 2.25, reason: '签退时间有误' })).status).to.equal(200)
    const volunteer = await world.services.volunteers.see(resident, resident.id)
    expect(volunteer.records.map(({ quarters }) => quarters)).to.deep.equal([9])
    expect((await world.services.volunteers.timeline(volunteer)).at(-1)).to.include({ action: 'volunteer.correct', reason: '签退时间有误', actorId: owner.id })
  })

  it('gives a numbered certificate that stays as it was issued, to the own person and the staff only', async () => {
    const page = await world.page(resident)
    expect((await page.post(`/volunteers/${resident.id}/certificates`, { organizationId: rival.id })).status, 'who recorded nothing certifies nothing').to.equal(409)
    expect((await page.post(`/volunteers/${resident.id}/certificates`, { organizationId })).status).to.equal(303)
    const { certificates: [issued] } = await world.services.volunteers.see(resident, resident.id)
    const at = `/volunteers/${resident.id}/certificates/${issued!.reference}`
    const { body, headers, status } = await page.get(at)
    expect([status, headers['content-type']]).to.deep.equal([200, 'application/pdf'])
    const { text } = await readPrinted(body as Buffer)
    expect(text).to.include('敬老院包饺子活动').and.include('合计2.25小时').and.include('2026年3月12日')
    expect((await (await world.page('community')).get(at)).status).to.equal(200)
    for (const other of [owner, rival.owner, await world.actor('community', { area: '230602' })]) expect((await (await world.page(other)).get(at)).status).to.equal(403)
    expect((await world.visitor().get(at)).headers.location).to.include('/sign-in')
    const shown = (await world.visitor().get('/activities')).text
    expect(shown, 'the totals know it').to.include('2.25').and.include('/charts/volunteer-hours.svg?year&#x3D;2026')
    const picture = await world.visitor().get('/charts/volunteer-hours.svg?year=2026&lang=en&size=narrow')
    expect([picture.status, picture.headers['content-type'], (picture.body as Buffer).toString().includes('width="340"')]).to.deep.equal([200, 'image/svg+xml; charset=utf-8', true])
  })

  it('stands in a roll that the staff of the area sort by hours and narrow by what they look for', async () => {
    const community = await world.page('community')
    const sorted = (await community.get('/volunteers?sort=-hours&lang=zh-CN')).text
    expect(sorted).to.include('aria-sort="descending"')
    expect(/<tbody>\s*<tr>[\s\S]*?<\/tr>/.exec(sorted)![0], 'who served stands first').to.include('刘桂兰').and.include('2.25')
    expect((await community.get(`/volunteers?q=${PHONE}`)).text).to.include('刘桂兰').and.not.include('志愿者0')
    expect((await community.get('/volunteers?status=left&lang=zh-CN')).text).to.include('没有').and.not.include('刘桂兰')
    expect((await (await world.page('community', { area: '230602' })).get(`/volunteers?q=${PHONE}`)).text).to.not.include('刘桂兰')
  })

  it('is entered from paper by the staff of the area only', async () => {
    const community = await world.as('community')
    expect((await community.post(`${api}/volunteers`).send(aRegistration({ name: '何秀英' }))).status).to.equal(201)
    expect((await community.post(`${api}/volunteers`).send(aRegistration({ area: '230602001' }))).status).to.equal(403)
    expect((await (await world.as(owner)).post(`${api}/volunteers`).send(aRegistration())).status).to.equal(403)
  })
})
