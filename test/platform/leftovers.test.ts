import { expect } from 'chai'
import mongoose from 'mongoose'
import { currentSession, transact } from '../../src/platform/database.ts'
import { endLeftovers } from '../../src/platform/leftovers.ts'
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
})
