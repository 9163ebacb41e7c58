import { expect } from 'chai'
import { transact } from '../../src/platform/database.ts'
import { turns } from '../../src/platform/turns.ts'
import { onDatabase, refusalOf } from './ground.ts'

describe('work that waits for its turn', () => {
  onDatabase('turns')
  const later = () => new Promise(done => setTimeout(done, 5))

  it('happens one after the other for one thing, in the order of asking', async () => {
    const inTurn = turns()
    const happened: string[] = []
    await Promise.all([1, 2, 3].map(number => inTurn('line', async () => {
      happened.push(`begin ${number}`)
      await later()
      happened.push(`end ${number}`)
    })))
    expect(happened).to.deep.equal([1, 2, 3].flatMap(number => [`begin ${number}`, `end ${number}`]))
  })

  it('does not wait for other things', async () => {
    const inTurn = turns()
    let open = () => undefined as void
    const blocked = inTurn('one', () => new Promise<void>(done => { open = done }))
    expect(await inTurn('other', async () => 'done')).to.equal('done')
    open()
    await blocked
  })

  it('goes on after work that fails, and tells the failure only to who asked for that', async () => {
    const inTurn = turns()
    const failing = refusalOf(inTurn('line', async () => { throw new Error('first') }))
    expect(await inTurn('line', async () => 'second')).to.equal('second')
    expect(await failing).to.have.property('message', 'first')
  })

  it('does not wait inside a transaction, which may hold what the work before it needs', async () => {
    const inTurn = turns()
    let open = () => undefined as void
    const before = inTurn('line', () => new Promise<void>(done => { open = done }))
    expect(await transact(() => inTurn('line', async () => 'at once'))).to.equal('at once')
    open()
    await before
  })
})
