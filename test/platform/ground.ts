import { z } from 'zod'
import mongoose from 'mongoose'
import type { Actor } from '../../src/kernel/actor.ts'
import { connect, disconnect } from '../../src/platform/database.ts'
import { collection, newId } from '../../src/platform/document.ts'
import { testMongoUri } from '../support/stores.ts'

export const clerk: Actor = { id: 'clerk', name: '李敏', grants: [] }

/** A thing of the simplest kind, kept by the real store. */
export const Note = z.object({ id: z.string(), revision: z.int().default(0), code: z.string(), text: z.string().optional(), written: z.date().optional() })
export type Note = z.infer<typeof Note>
export const notes = collection('test_notes', Note, [[{ code: 1 }, { unique: true }]])
export const aNote = (changes: Partial<Note> = {}): Note => ({ id: newId(), revision: 0, code: newId(), ...changes })

/** Opens a database of its own around the tests of a suite. */
export function onDatabase(name: string): void {
  before(() => connect(testMongoUri(`${name}_${process.pid}_${Date.now().toString(36)}`)))
  after(async () => {
    await mongoose.connection.dropDatabase()
    await disconnect()
  })
}

/** What a promise was refused with. */
export const refusalOf = (promise: Promise<unknown>): Promise<{ code?: string; status?: number; message?: string }> =>
  promise.then(() => ({}), (error: unknown) => error as { code?: string })
