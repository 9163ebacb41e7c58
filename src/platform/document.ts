import mongoose, { Schema, type IndexDefinition, type IndexOptions, type SchemaDefinitionProperty } from 'mongoose'
import type { z } from 'zod'
import { NotFound, RuleBroken } from '../kernel/refusal.ts'
import { afterCommit, currentSession } from './database.ts'

/** Every stored thing has these two; the store owns them. */
export type Stored = { id: string; revision: number }
type Index = [fields: IndexDefinition, options?: IndexOptions]
type Plain = Record<string, unknown>

export const newId = (): string => new mongoose.Types.ObjectId().toHexString()

/** The mongoose field of a zod shape, so that fields are written once, in the domain's *.schema.ts. */
function field(type: z.core.$ZodType): SchemaDefinitionProperty {
  const { def } = type._zod as { def: z.core.$ZodTypes['_zod']['def'] }
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly': return field(def.innerType)
    case 'string': return { type: String }
    case 'number': return { type: Number }
    case 'boolean': return { type: Boolean }
    case 'date': return { type: Date }
    case 'enum': return { type: String }
    default: return { type: Schema.Types.Mixed }
  }
}

const schemaOf = (shape: z.ZodObject, indexes: Index[]) => {
  const fields = Object.entries(shape.shape).filter(([name]) => name !== 'id')
  const schema = new Schema(
    { _id: { type: String }, ...Object.fromEntries(fields.map(([name, type]) => [name, field(type)])) },
    { versionKey: false, strict: 'throw', minimize: false },
  )
  for (const [definition, options] of indexes) schema.index(definition, options ?? {})
  return schema
}

/** The embedded store holds every document against every id of a question: of 4,000 ids at once it took 15 s, of 200 at a time half a second. */
const AT_ONCE = 200
export const inPortions = <T>(things: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(things.length / AT_ONCE) }, (_, at) => things.slice(at * AT_ONCE, (at + 1) * AT_ONCE))

/**
 * A collection of plain, checked values; mongoose documents never leave it.
 * What is saved is parsed by the zod shape first, and saved only over the revision that was read:
 * of two people acting at once, the slower gets `changed-meanwhile` (409).
 */
export function collection<S extends z.ZodObject>(name: string, shape: S, indexes: Index[] = []) {
  type T = z.output<S> & Stored
  const model = mongoose.model<Plain>(name, schemaOf(shape, indexes) as never)
  const out = ({ _id, ...rest }: Plain): T => shape.parse({ ...rest, id: _id }) as T
  /** By the driver: the value that a query of mongoose would build is thrown away here anyhow, and one by its id is what is read most. */
  const byId = async (id: string) => await model.collection.findOne({ _id: String(id) } as never, { session: currentSession() }) as Plain | null
  const into = ({ id, ...rest }: T): Plain => {
    const { id: _, ...checked } = shape.parse({ ...rest, id }) as Plain
    return { ...checked, _id: id }
  }

  async function find(filter: Plain, options: { sort?: Record<string, 1 | -1>; limit?: number } = {}): Promise<T[]> {
    const query = model.find(filter as never).lean()
    if (options.sort) query.sort(options.sort)
    if (options.limit) query.limit(options.limit)
    return ((await query) as Plain[]).map(out)
  }

  return {
    model, find,
    /** Those of these ids that there are, in the order of the store. */
    async named(ids: readonly string[]): Promise<T[]> {
      const found: T[] = []
      for (const portion of inPortions(ids)) found.push(...await find({ _id: { $in: portion } }))
      return found
    },
    async maybe(id: string): Promise<T | null> {
      const found = await byId(id)
      return found && out(found)
    },
    async one(filter: Plain): Promise<T | null> {
      const found = await model.findOne(filter as never).lean() as Plain | null
      return found && out(found)
    },
    async get(id: string): Promise<T> {
      const found = await byId(id)
      if (!found) throw new NotFound('not-found', `No ${name} ${id}`, { kind: name })
      return out(found)
    },
    async insert(thing: T): Promise<T> {
      await model.collection.insertOne(into(thing) as never, { session: currentSession(), ignoreUndefined: true }).catch(takenMeanwhile)
      return thing
    },
    /** Many at once, all or none. */
    async insertAll(things: T[]): Promise<T[]> {
      if (things.length > 0) await model.collection.insertMany(things.map(into) as never, { session: currentSession(), ignoreUndefined: true }).catch(takenMeanwhile)
      return things
    },
    /** Saves over the revision that was read and gives the thing with its new revision. */
    async save(thing: T): Promise<T> {
      const { _id, revision, ...fields } = into(thing)
      const unset = Object.keys(shape.shape).filter(key => key !== 'id' && key !== 'revision' && fields[key] === undefined)
      const saved = await model.collection.updateOne({ _id, revision } as never, {
        $set: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
        $inc: { revision: 1 },
        ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map(key => [key, ''])) }),
      }, { session: currentSession(), ignoreUndefined: true })
      if (!saved.matchedCount) throw new RuleBroken('changed-meanwhile', `Someone else changed this ${name}`, { id: thing.id })
      return { ...thing, revision: thing.revision + 1 }
    },
  }
}

/** A unique index was faster than the check before it; thrown out of the transaction, which it has spoilt. */
function takenMeanwhile(error: unknown): never {
  if (!isTaken(error)) throw error
  throw new RuleBroken('taken-meanwhile', 'Somebody else was faster')
}

const isTaken = (error: unknown): boolean => (error as { code?: number }).code === 11_000

/** A word that is new after every change of a kind of thing; `changed` waits for the commit of the transaction under way. */
export function stampOf(kind: string) {
  const stamps = () => mongoose.connection.collection<{ _id: string; stamp: string }>('stamps')
  const renew = () => stamps().updateOne({ _id: kind }, { $set: { stamp: newId() } }, { upsert: true })
  return {
    read: async (): Promise<string> => (await stamps().findOne({ _id: kind }))?.stamp ?? '',
    // Of two that make the first stamp at once, the slower one finds it there.
    changed: (): Promise<void> => afterCommit(async () => { await renew().catch(error => { if (!isTaken(error)) throw error; return renew() }) }),
  }
}

/** Gives numbers that people quote on paper, such as CG-2026-0007; no two are equal, a rolled-back one leaves a gap. */
export async function nextReference(prefix: string, year: number): Promise<string> {
  const key = `${prefix}-${year}`
  const counters = mongoose.connection.collection<{ _id: string; last: number }>('counters')
  const count = () => counters.findOneAndUpdate({ _id: key }, { $inc: { last: 1 } }, { returnDocument: 'after' })
  let counted = await count()
  while (!counted) {
    // Of upserts at once the embedded store tells the slower ones no number, so the counter is made first.
    await counters.insertOne({ _id: key, last: 0 }).catch((error: unknown) => { if (!isTaken(error)) throw error })
    counted = await count()
  }
  return `${key}-${String(counted.last).padStart(4, '0')}`
}
