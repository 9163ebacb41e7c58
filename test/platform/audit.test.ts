import { expect } from 'chai'
import mongoose from 'mongoose'
import { auditLog, verifyChains, type Change } from '../../src/platform/audit.ts'
import { transact } from '../../src/platform/database.ts'
import { aNote, clerk, notes, onDatabase, refusalOf, type Note } from './ground.ts'

const now = new Date('2026-03-02T01:00:00Z')
const audit = auditLog({ clock: () => now })
const events = () => mongoose.connection.collection<{ _id: string; subject: string; seq: number; hash: string; previous: string; actorName: string }>('audit_events')
const heads = () => mongoose.connection.collection<{ _id: string; seq: number; hash: string }>('audit_heads')

async function change(note: Note, text: string, more: Partial<Change> = {}): Promise<Note> {
  return transact(async () => {
    const after = await notes.save({ ...note, text })
    await audit.record(clerk, { kind: 'note', action: 'note.edit', before: note, after, ...more })
    return after
  })
}

/** A note whose chain has so many events. */
async function aChain(length: number): Promise<{ subject: string; note: Note }> {
  let note = aNote()
  await transact(async () => {
    await notes.insert(note)
    await audit.record(clerk, { kind: 'note', action: 'note.write', before: null, after: note })
  })
  for (let at = 2; at <= length; at += 1) note = await change(note, `text ${at}`)
  return { subject: `note:${note.id}`, note }
}

describe('what is recorded', () => {
  onDatabase('audit')

  describe('the audit trail', () => {
    it('says who changed what, from what to what, why and by which rules', async () => {
      const { note } = await aChain(1)
      await change(note, '改', { reason: '更正', ruleSet: 'daqing-2026' })
      const [first, second] = await audit.timeline('note', note.id)
      expect(first).to.deep.include({ seq: 1, at: now, actorId: 'clerk', actorName: '李敏', action: 'note.write', before: null, after: 0, previous: '' })
      expect(second).to.deep.include({
        seq: 2, action: 'note.edit', before: 0, after: 1, reason: '更正', ruleSet: 'daqing-2026', previous: first?.hash,
        changes: [{ field: 'text', from: null, to: '改' }],
      })
      expect(second?.hash).to.match(/^[0-9a-f]{64}$/).and.not.equal(first?.hash)
    })

    it('leaves secret values out, and still says that they changed', async () => {
      const { note } = await aChain(1)
      await change(note, 's3cret', { secret: ['text'] })
      const [, event] = await audit.timeline('note', note.id)
      expect(event?.changes).to.deep.equal([{ field: 'text', from: null, to: null }])
      expect(JSON.stringify(await events().find().toArray())).to.not.include('s3cret')
      expect((await verifyChains()).first).to.equal(null)
    })

    it('is kept with the change or not at all', async () => {
      const { note } = await aChain(1)
      await refusalOf(transact(async () => {
        await notes.save({ ...note, text: 'lost' })
        await audit.record(clerk, { kind: 'note', action: 'note.edit', before: note, after: { ...note, revision: 1 } })
        throw new Error('after the record')
      }))
      expect(await audit.timeline('note', note.id)).to.have.length(1)
      expect((await notes.get(note.id)).revision).to.equal(0)
      expect((await verifyChains()).first).to.equal(null)
    })

    it('is refused outside of a transaction', async () =>
      expect(await refusalOf(audit.record(clerk, { kind: 'note', action: 'note.edit', before: null, after: aNote() })))
        .to.have.property('message').that.includes('inside transact'))

    it('loses none of many events of one subject at once, also the first ones', async () => {
      const note = aNote()
      await Promise.all(Array.from({ length: 10 }, (_, revision) => transact(() =>
        audit.record(clerk, { kind: 'note', action: 'note.look', before: null, after: { ...note, revision } }))))
      const chain = await audit.timeline('note', note.id)
      expect(chain.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(new Set(chain.map(({ after }) => after)).size).to.equal(10)
      expect((await verifyChains()).first).to.equal(null)
    })
  })

  describe('verifying the audit trail', () => {
    beforeEach(async () => {
      await events().deleteMany({})
      await heads().deleteMany({})
    })

    it('counts subjects and events when every chain holds', async () => {
      await aChain(3)
      await aChain(1)
      expect(await verifyChains()).to.deep.equal({ subjects: 2, events: 4, first: null })
    })

    const tampered: [what: string, why: string, seq: number, how: (subject: string) => Promise<unknown>][] = [
      ['an event was altered', 'altered', 2, subject => events().updateOne({ subject, seq: 2 }, { $set: { actorName: '别人' } })],
      ['an event was altered and its hash made to fit nothing', 'altered', 2, subject => events().updateOne({ subject, seq: 2 }, { $set: { hash: 'f'.repeat(64) } })],
      ['an event was removed from the middle', 'missing', 2, subject => events().deleteOne({ subject, seq: 2 })],
      ['the first event was removed', 'missing', 1, subject => events().deleteOne({ subject, seq: 1 })],
      ['the last event was cut off', 'cut-off', 3, subject => events().deleteOne({ subject, seq: 3 })],
      ['all events were removed', 'cut-off', 1, subject => events().deleteMany({ subject })],
      ['two events were exchanged', 'unlinked', 2, async subject => {
        await events().updateOne({ subject, seq: 2 }, { $set: { seq: 99 } })
        await events().updateOne({ subject, seq: 3 }, { $set: { seq: 2 } })
        await events().updateOne({ subject, seq: 99 }, { $set: { seq: 3 } })
      }],
      ['the head was set back', 'cut-off', 4, async subject => {
        const [, second] = await events().find({ subject }).sort({ seq: 1 }).toArray()
        await heads().updateOne({ _id: subject }, { $set: { seq: 2, hash: second?.hash } })
      }],
      ['the hash of the head was changed', 'cut-off', 4, subject => heads().updateOne({ _id: subject }, { $set: { hash: '0'.repeat(64) } })],
      ['the head was removed', 'headless', 1, subject => heads().deleteOne({ _id: subject })],
      ['an event was added that links to the last', 'altered', 4, async subject => {
        const last = await events().findOne({ subject, seq: 3 })
        await events().insertOne({ ...last!, _id: 'added', seq: 4, previous: last!.hash })
      }],
    ]
    for (const [what, why, seq, how] of tampered) {
      it(`names the first break when ${what}`, async () => {
        await aChain(2)
        const { subject } = await aChain(3)
        await how(subject)
        const { first } = await verifyChains()
        expect(first).to.include({ subject })
        expect(first).to.deep.equal({ subject, seq, why })
      })
    }
  })
})
