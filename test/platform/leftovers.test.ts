import { expect } from 'chai'
import mongoose from 'mongoose'
import { ruleSets } from '../../fixtures/rulesets.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { openGround } from '../../src/ground.ts'
import { Calendar } from '../../src/kernel/period.ts'
import { readConfig } from '../../src/platform/config.ts'
import { connect, currentSession, disconnect, transact } from '../../src/platform/database.ts'
import { endLeftovers } from '../../src/platform/leftovers.ts'
import { openLog } from '../../src/platform/log.ts'
import { rulesStore } from '../../src/platform/rules.store.ts'
import { testMongoUri } from '../support/stores.ts'
import { aNote, notes, onDatabase, refusalOf } from './ground.ts'

const noted = () => mongoose.connection.collection<{ _id: string; process: string }>('open_sessions').find().toArray()

describe('what a killed process left open', function () {
  this.timeout(30_000)
  onDatabase('leftovers')

  it('is ended by its next start, so that what it held is free at once', async () => {
    const note = aNote({ text: 'before' })
    await notes.insert(note)
    await endLeftovers('web here')
    let dead: () => void = () => undefined
    let held: () => void = () => undefined
    const holds = new Promise<void>(done => { held = done })
    const first = transact(async () => {
      await notes.save({ ...note, text: 'never committed' })
      held()
      await new Promise<void>(done => { dead = done })
      await currentSession()?.abortTransaction()
      throw new Error('killed')
    })
    await holds
    expect((await noted()).map(each => each.process)).to.deep.equal(['web here'])

    await endLeftovers('worker here')
    expect(await noted(), 'another process leaves it alone').to.have.length(1)
    await endLeftovers('web here')
    const begun = performance.now()
    expect(await transact(() => notes.save({ ...note, text: 'after' }))).to.include({ text: 'after', revision: 1 })
    expect(performance.now() - begun).to.be.below(5_000)
    dead()
    await refusalOf(first)
    await endLeftovers('')
    expect(await notes.get(note.id)).to.include({ text: 'after' })
  })

  it('is nothing where a process was stopped in order', async () => {
    const { name } = mongoose.connection
    await mongoose.connection.collection('open_sessions').deleteMany({})
    await rulesStore.put({ ruleSets, calendar: Calendar.parse(workdays) })
    await disconnect()
    const secrets = { SESSION_SECRET: 's'.repeat(40), SEAL_SECRET: 'q'.repeat(40) }
    const ground = await openGround(readConfig({ ...process.env, ...secrets, MONGODB_URI: testMongoUri(name) }), openLog({ level: 'silent' }), { name: 'web', queuePrefix: name })
    await transact(() => notes.insert(aNote()))
    expect(await noted()).to.have.length(1)
    await ground.close()
    await connect(testMongoUri(name))
    expect(await noted()).to.deep.equal([])
  })
})
