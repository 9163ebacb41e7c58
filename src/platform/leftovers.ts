import mongoose from 'mongoose'

type Noted = { _id: string; process: string }
const sessions = () => mongoose.connection.collection<Noted>('open_sessions')
let own = { process: '', noted: new Set<string>() }

/**
 * A transaction whose process is killed stays open and holds its documents for a minute, in which nobody could bid and nothing
 * close. So a process of a lasting name notes the sessions of its transactions, and its next start ends what they left open.
 */
export async function endLeftovers(process: string): Promise<void> {
  own = { process, noted: new Set() }
  const left = await sessions().find({ process }).toArray()
  if (left.length === 0) return
  await mongoose.connection.db!.admin().command({ killSessions: left.map(({ _id }) => ({ id: new mongoose.mongo.UUID(_id) })) })
  await sessions().deleteMany({ process })
}

/** Sessions are used again and again, so there are no more of them than transactions that once ran at the same time. */
export async function noteSession({ id }: mongoose.ClientSession): Promise<void> {
  const session = id?.id.toString('hex')
  if (!own.process || !session || own.noted.has(session)) return
  await sessions().updateOne({ _id: session }, { $set: { process: own.process } }, { upsert: true })
  own.noted.add(session)
}
