import { expect } from 'chai'
import mongoose from 'mongoose'
import { connect, disconnect, transact } from '../../src/platform/database.ts'
import { stampOf } from '../../src/platform/document.ts'
import { remembered } from '../../src/platform/remembered.ts'
import { testMongoUri } from '../support/stores.ts'

describe('what is kept in memory', () => {
  let read = 0
  const stamp = stampOf('words')
  const words = () => mongoose.connection.collection<{ _id: string }>('words')
  const here = remembered({ stamp: stamp.read, read: async () => { read += 1; return (await words().find().toArray()).map(({ _id }) => _id).sort() } })
  const elsewhere = remembered({ stamp: stamp.read, read: async () => words().estimatedDocumentCount() })
  const write = (word: string) => transact(async () => {
    await words().insertOne({ _id: word })
    await stamp.changed()
  })
  before(() => connect(testMongoUri(`remembered_${process.pid}`)))
  after(async () => {
    await mongoose.connection.dropDatabase()
    await disconnect()
  })

  it('is read once, and anew for every process after a change', async () => {
    await write('one')
    expect([await here(), await here(), await elsewhere()]).to.deep.equal([['one'], ['one'], 1])
    expect(read).to.equal(1)
    await write('two')
    expect([await here(), await elsewhere()]).to.deep.equal([['one', 'two'], 2])
    expect(read).to.equal(2)
  })
  it('is never older than what the same reader has written, whoever writes beside', async () => {
    const names = Array.from({ length: 24 }, (_, n) => `w${n}`)
    await Promise.all(names.map(async name => {
      await write(name)
      expect(await here()).to.include(name)
    }))
    expect(await here()).to.include.members(names)
  })
  it('is asked for again when reading it failed', async () => {
    let tries = 0
    const shaky = remembered({ stamp: async () => 'same', read: async () => { tries += 1; if (tries === 1) throw new Error('lost connection'); return tries } })
    expect(await shaky().catch((error: Error) => error.message)).to.equal('lost connection')
    expect(await shaky()).to.equal(2)
  })
})
