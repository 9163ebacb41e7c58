import { expect } from 'chai'
import mongoose from 'mongoose'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { afterCommit, connect, databaseAnswers, disconnect, onLostAfterCommit, transact } from '../../src/platform/database.ts'
import { aNote, notes, onDatabase, refusalOf } from './ground.ts'

describe('the document store', () => {
  onDatabase('database')

  describe('a transaction', () => {
    it('saves all of its work, and nothing of it when a part fails', async () => {
      const [kept, first, second] = [aNote(), aNote(), aNote()]
      await transact(() => notes.insert(kept))
      expect(await refusalOf(transact(async () => {
        await notes.insert(first)
        await notes.save({ ...kept, text: 'changed' })
        await notes.insert(second)
        throw new Error('the last part failed')
      }))).to.have.property('message', 'the last part failed')
      expect(await notes.get(kept.id)).to.deep.equal(kept)
      expect(await Promise.all([first, second].map(({ id }) => notes.maybe(id)))).to.deep.equal([null, null])
    })

    it('joins the one around it, so that inner work is undone with the outer', async () => {
      const inner = aNote()
      await refusalOf(transact(async () => {
        await transact(() => notes.insert(inner))
        throw new Error('outer')
      }))
      expect(await notes.maybe(inner.id)).to.equal(null)
    })

    it('sees its own changes, and nobody else sees them before the commit', async () => {
      const note = aNote()
      await transact(async () => {
        await notes.insert(note)
        expect(await notes.maybe(note.id)).to.deep.equal(note)
        expect(await notes.model.collection.findOne({ _id: note.id as never })).to.equal(null)
      })
      expect(await notes.maybe(note.id)).to.deep.equal(note)
    })

    it('is tried again when another was faster, so that of many at once none is lost', async () => {
      const note = aNote({ text: '0' })
      await notes.insert(note)
      let tries = 0
      const count = () => transact(async () => {
        tries += 1
        const now = await notes.get(note.id)
        await notes.save({ ...now, text: String(Number(now.text) + 1) })
      })
      await Promise.all(Array.from({ length: 8 }, count))
      expect(await notes.get(note.id)).to.include({ text: '8', revision: 8 })
      expect(tries).to.be.greaterThan(8)
    })

    it('asks only once for what waits for the commit, however often it was tried', async () => {
      const note = aNote({ text: '0' })
      await notes.insert(note)
      const asked: number[] = []
      await Promise.all(Array.from({ length: 6 }, (_, who) => transact(async () => {
        await afterCommit(async () => { asked.push(who) })
        await notes.save({ ...await notes.get(note.id), text: String(who) })
      })))
      expect(asked.toSorted()).to.deep.equal([0, 1, 2, 3, 4, 5])
    })

    it('tells a broken rule as it is, and does not try it again', async () => {
      let tries = 0
      const refusal = await refusalOf(transact(async () => {
        tries += 1
        throw new RuleBroken('blocked', 'No')
      }))
      expect(refusal).to.include({ code: 'blocked', status: 409 })
      expect(tries).to.equal(1)
    })
  })

  describe('what waits for the commit', () => {
    it('happens after it, once, when all is saved', async () => {
      const note = aNote()
      const seen: (object | null)[] = []
      await transact(async () => {
        await notes.insert(note)
        await transact(() => afterCommit(async () => { seen.push(await notes.maybe(note.id)) }))
        expect(seen).to.deep.equal([])
      })
      expect(seen).to.deep.equal([note])
    })

    it('never happens when the transaction fails', async () => {
      let happened = 0
      await refusalOf(transact(async () => {
        await afterCommit(async () => { happened += 1 })
        throw new Error('no commit')
      }))
      expect(happened).to.equal(0)
    })

    it('does not undo by its failing what is committed', async () => {
      const [note, lost] = [aNote(), [] as string[]]
      onLostAfterCommit(error => { lost.push((error as Error).message) })
      const done = await transact(async () => {
        await notes.insert(note)
        await afterCommit(async () => { throw new Error('the queue is away') })
        return 'done'
      })
      onLostAfterCommit(() => undefined)
      expect([done, lost, await notes.get(note.id)]).to.deep.equal(['done', ['the queue is away'], note])
    })

    it('happens at once outside of a transaction', async () => {
      let happened = 0
      await afterCommit(async () => { happened += 1 })
      expect(happened).to.equal(1)
    })
  })
})

describe('the database', () => {
  it('does not answer when there is no connection', async () => expect(await databaseAnswers()).to.equal(false))
})

describe('an index of the document store', () => {
  onDatabase('indexes')
  const codes = async () => (await mongoose.connection.collection('test_notes').indexes()).filter(({ name }) => name !== '_id_')
  const reconnected = async () => {
    const { host, port, name } = mongoose.connection
    await disconnect()
    await connect(`mongodb://${host}:${port}/${name}?directConnection=true&retryWrites=false&w=majority`)
  }

  it('of the same name that holds by other terms, as an earlier version left it, is made anew; one that nobody wants goes', async () => {
    const kept = mongoose.connection.collection('test_notes')
    await kept.dropIndex('code_1')
    await kept.createIndex({ code: 1 }, { unique: true, partialFilterExpression: { code: { $exists: true } } })
    await kept.createIndex({ text: 1 })
    await reconnected()
    expect((await codes()).map(({ name, unique, partialFilterExpression }) => ({ name, unique, partialFilterExpression })))
      .to.deep.equal([{ name: 'code_1', unique: true, partialFilterExpression: undefined }])
  })
})
