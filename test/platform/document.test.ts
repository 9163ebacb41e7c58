import { expect } from 'chai'
import { transact } from '../../src/platform/database.ts'
import { newId, nextReference } from '../../src/platform/document.ts'
import { aNote, notes, onDatabase, refusalOf } from './ground.ts'

describe('the store', () => {
  onDatabase('document')

  describe('a stored thing', () => {
    it('comes back as it was given, without what was left out', async () => {
      const note = aNote({ text: '云麓社区 & <三>', written: new Date('2026-03-02T01:00:00Z') })
      await notes.insert(note)
      expect(await notes.get(note.id)).to.deep.equal(note)
      const bare = aNote()
      await notes.insert(bare)
      expect(await notes.get(bare.id)).to.deep.equal(bare).and.not.have.property('text')
    })

    it('is refused when it does not fit its shape, and nothing is saved', async () => {
      const wrong = { ...aNote(), text: 7 as unknown as string }
      expect(await refusalOf(notes.insert(wrong))).to.have.property('name', 'ZodError')
      expect(await notes.maybe(wrong.id)).to.equal(null)
    })

    it('that is not there is not found, with its kind', async () => {
      expect(await refusalOf(notes.get(newId()))).to.deep.include({ code: 'not-found', status: 404, details: { kind: 'test_notes' } })
      expect(await notes.maybe(newId())).to.equal(null)
    })

    it('is saved over the revision that was read, and gets the next', async () => {
      const note = aNote({ text: 'first' })
      await notes.insert(note)
      expect(await notes.save({ ...note, text: 'second' })).to.deep.equal({ ...note, text: 'second', revision: 1 })
      expect(await notes.save({ ...note, revision: 1, text: undefined })).to.include({ revision: 2 })
      expect(await notes.get(note.id)).to.deep.equal({ id: note.id, code: note.code, revision: 2 })
    })

    it('goes to the faster of two who read the same, and the slower is told so', async () => {
      const note = aNote()
      await notes.insert(note)
      const refusals = await Promise.all(['甲', '乙', '丙'].map(text => refusalOf(transact(() => notes.save({ ...note, text })))))
      expect(refusals.filter(({ code }) => code === undefined)).to.have.length(1)
      for (const refusal of refusals.filter(({ code }) => code)) {
        expect(refusal).to.include({ code: 'changed-meanwhile', status: 409 })
      }
      expect((await notes.get(note.id)).revision).to.equal(1)
    })

    it('whose unique field is taken in the meantime is refused, alone and among many at once', async () => {
      const code = newId()
      const refusals = await Promise.all(Array.from({ length: 6 }, () => refusalOf(transact(() => notes.insert(aNote({ code }))))))
      expect(refusals.filter(refusal => refusal.code === undefined)).to.have.length(1)
      for (const refusal of refusals.filter(each => each.code)) expect(refusal).to.include({ code: 'taken-meanwhile', status: 409 })
      expect(await refusalOf(notes.insert(aNote({ code })))).to.include({ code: 'taken-meanwhile', status: 409 })
      expect(await notes.find({ code })).to.have.length(1)
    })

    it('is found by plain conditions, in the wanted order and number', async () => {
      const [text, codes] = [newId(), [3, 1, 2].map(number => `${newId()}-${number}`)]
      for (const code of codes) await notes.insert(aNote({ code, text }))
      expect((await notes.find({ text }, { sort: { code: -1 }, limit: 2 })).map(({ code }) => code)).to.deep.equal(codes.toSorted().toReversed().slice(0, 2))
      expect(await notes.one({ code: codes[0] })).to.include({ text })
    })
  })

  describe('the numbers that people quote', () => {
    it('are given once each, from 1, without a gap, when fifty are asked for at once', async () => {
      const given = await Promise.all(Array.from({ length: 50 }, () => nextReference('CG', 2026)))
      expect(given.toSorted()).to.deep.equal(Array.from({ length: 50 }, (_, at) => `CG-2026-${String(at + 1).padStart(4, '0')}`))
    })

    it('begin anew with each year and each series', async () => {
      expect(await nextReference('CG', 2027)).to.equal('CG-2027-0001')
      expect(await nextReference('HT', 2027)).to.equal('HT-2027-0001')
      expect(await nextReference('CG', 2027)).to.equal('CG-2027-0002')
    })

    it('are not given again when the transaction that asked for one fails', async () => {
      let lost = ''
      await refusalOf(transact(async () => {
        lost = await nextReference('BL', 2026)
        throw new Error('no commit')
      }))
      expect(await nextReference('BL', 2026)).to.not.equal(lost)
    })

    it('go past four digits', async () => {
      const counters = notes.model.db.collection<{ _id: string; last: number }>('counters')
      await counters.insertOne({ _id: 'CG-2030', last: 9_999 })
      expect(await nextReference('CG', 2030)).to.equal('CG-2030-10000')
    })
  })
})
