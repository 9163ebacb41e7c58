import { expect } from 'chai'
import mongoose from 'mongoose'
import { visitor, type Actor } from '../../src/kernel/actor.ts'
import { accountStore } from '../../src/people/index.ts'
import { verifyChains } from '../../src/platform/audit.ts'
import { refusalOf } from '../platform/ground.ts'
import { startWorld, type World } from '../support/world.ts'

const PASSWORD = 'correct-horse-battery'

describe('accounts', () => {
  let world: World
  let administrator: Actor
  before(async () => {
    world = await startWorld('accounts')
    administrator = await world.actor('administrator')
  })
  after(() => world.stop())
  let count = 0
  const draft = (changes = {}) => ({ name: '周静', email: `zhou${count += 1}@example.org`, phone: '0459-5551234', password: PASSWORD, grants: [], employer: undefined, field: undefined, ...changes })
  const open = (changes = {}) => world.services.accounts.create(administrator, draft(changes))
  const signIn = (email: string, password: string) => world.services.accounts.signIn({ email, password }, 'test')

  it('keep only an argon2id hash of the password, each with a salt of its own', async () => {
    const [one, other] = [await open(), await open()]
    const stored = await mongoose.connection.collection<{ _id: string; passwordHash: string }>('accounts').find({ _id: { $in: [one.id, other.id] } }).toArray()
    const hashes = stored.map(({ passwordHash }) => passwordHash)
    for (const hash of hashes) expect(hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(new Set(hashes).size).to.equal(2)
    const everything = JSON.stringify(await Promise.all((await mongoose.connection.db!.collections()).map(each => each.find().toArray())))
    expect(everything).to.not.include(PASSWORD)
  })

  it('say nothing of hash or phone in the audit trail or to those who look', async () => {
    const account = await open()
    expect(account).to.not.have.property('passwordHash')
    const [event] = await world.services.accounts.timeline(account.id)
    expect(event).to.include({ action: 'account.open', actorId: administrator.id })
    expect(JSON.stringify(event)).to.not.include('argon2').and.not.include('5551234')
    for (const each of await world.services.accounts.list(administrator)) expect(each).to.not.have.property('passwordHash')
    expect((await verifyChains()).first).to.equal(null)
  })

  it('have one owner for each address, however it is written and however many ask at once', async () => {
    const { email } = await open()
    for (const same of [email, email.toUpperCase()]) {
      expect(await refusalOf(open({ email: same }))).to.deep.include({ code: 'invalid-input', details: { problems: [{ field: 'email', code: 'taken' }] } })
    }
    const race = await Promise.all(Array.from({ length: 4 }, () => refusalOf(open({ email: 'race@example.org' }))))
    expect(race.filter(({ code }) => code === undefined)).to.have.length(1)
    for (const { code } of race.filter(refused => refused.code)) expect(code).to.be.oneOf(['invalid-input', 'taken-meanwhile'])
  })

  it('are signed in to with address and password, in any case of the address', async () => {
    const { email, id } = await open({ email: 'Zhou.Jing@Example.org' })
    expect(email).to.equal('zhou.jing@example.org')
    expect((await signIn('ZHOU.JING@example.org', PASSWORD)).id).to.equal(id)
    for (const [address, password] of [[email, PASSWORD.toUpperCase()], [email, `${PASSWORD} `], ['nobody@example.org', PASSWORD]]) {
      expect(await refusalOf(signIn(address!, password!))).to.include({ code: 'wrong-password', status: 401 })
    }
  })

  it('opened by oneself hold no role', async () => {
    const account = await world.services.accounts.signUp({ name: '何新', email: 'hexin@example.org', phone: undefined, password: PASSWORD, grants: [{ role: 'administrator' }] } as never, { sender: '127.0.0.1', locale: 'en' })
    expect(account.locale).to.equal('en')
    expect(account.grants).to.deep.equal([])
    expect((await world.services.accounts.timeline(account.id))[0]).to.include({ actorId: account.id })
  })

  it('are not opened by the thousand from one sender', async () => {
    const signUp = (n: number, sender: string) => refusalOf(world.services.accounts.signUp({ name: '何新', email: `many${n}@example.org`, phone: undefined, password: PASSWORD }, { sender, locale: 'zh-CN' }))
    const codes: (string | undefined)[] = []
    for (let n = 0; n < 52; n += 1) codes.push((await signUp(n, '10.0.0.9')).code)
    expect(codes.filter(code => code === undefined)).to.have.length(50)
    expect(codes.slice(50)).to.deep.equal(['too-many-tries', 'too-many-tries'])
    expect((await signUp(99, '10.0.0.10')).code).to.equal(undefined)
  })

  it('get roles with their reach and lose them, each with a reason on record', async () => {
    const account = await open()
    const given = await world.services.accounts.give(administrator, account.id, { revision: account.revision, reason: '调岗', role: 'community', area: '230604001' })
    expect(given.grants).to.deep.equal([{ role: 'community', area: '230604001' }])
    expect((await world.services.accounts.actorOf(account.id))?.grants).to.deep.equal(given.grants)
    const taken = await world.services.accounts.take(administrator, account.id, { revision: given.revision, reason: '离岗', role: 'community', area: '230604001' })
    expect(taken.grants).to.deep.equal([])
    expect((await world.services.accounts.timeline(account.id)).map(({ reason }) => reason)).to.deep.equal([undefined, '调岗', '离岗'])
  })

  it('are changed by the faster of two administrators, and the slower is told so', async () => {
    const account = await open()
    const change = { revision: account.revision, reason: '调岗', area: '230604' }
    await world.services.accounts.give(administrator, account.id, { ...change, role: 'district' })
    expect(await refusalOf(world.services.accounts.give(administrator, account.id, { ...change, role: 'finance' }))).to.include({ code: 'changed-meanwhile', status: 409 })
    expect((await accountStore.get(account.id)).grants).to.deep.equal([{ role: 'district', area: '230604' }])
  })

  it('refuse roles that one person may not hold together, and save nothing of it', async () => {
    const account = await open({ grants: [{ role: 'supervisor', area: '230600' }] })
    const refused = await refusalOf(world.services.accounts.give(administrator, account.id, { revision: account.revision, reason: '兼任', role: 'finance', area: '230600' }))
    expect(refused).to.include({ code: 'blocked', status: 409 })
    expect(await world.services.accounts.timeline(account.id)).to.have.length(1)
    expect(await refusalOf(open({ email: 'both@example.org', grants: [{ role: 'supervisor', area: '230600' }, { role: 'expert' }] }))).to.include({ code: 'blocked' })
    expect(await accountStore.withEmail('both@example.org')).to.equal(null)
  })

  it('are seen by administrators and supervisors, and changed by administrators only', async () => {
    const account = await open()
    for (const role of ['bureau', 'district', 'community', 'finance', 'expert', 'resident'] as const) {
      const actor = await world.actor(role)
      expect(await refusalOf(world.services.accounts.see(actor, account.id)), role).to.include({ status: 403 })
      expect(await refusalOf(world.services.accounts.list(actor)), role).to.include({ status: 403 })
    }
    const supervisor = await world.actor('supervisor')
    expect((await world.services.accounts.see(supervisor, account.id)).id).to.equal(account.id)
    for (const actor of [supervisor, visitor]) {
      const grant = { revision: 0, reason: '自己', role: 'administrator' as const }
      expect(await refusalOf((async () => world.services.accounts.give(actor, account.id, grant))())).to.include({ status: 403 })
      expect(await refusalOf(world.services.accounts.create(actor, draft()))).to.include({ status: 403 })
    }
  })

  it('of experts that are active make up the pool of committees', async () => {
    const { id } = await open({ grants: [{ role: 'expert' }], employer: '大庆师范学院', field: '社会工作' })
    const inPool = async () => (await world.services.accounts.experts()).find(({ accountId }) => accountId === id)
    expect(await inPool()).to.deep.equal({ accountId: id, name: '周静', employer: '大庆师范学院', field: '社会工作' })
    await accountStore.save({ ...await accountStore.get(id), status: 'disabled' })
    expect(await inPool()).to.equal(undefined)
    expect(await world.services.accounts.actorOf(id)).to.equal(null)
  })
})
