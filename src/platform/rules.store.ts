import mongoose from 'mongoose'
import { z } from 'zod'
import { Calendar } from '../kernel/period.ts'
import { RuleSet } from '../kernel/ruleset.ts'

/** The numbers of the law and the working days: data with effective dates, kept in the database, never in the code. */
export const Rules = z.object({ ruleSets: z.array(RuleSet).min(1), calendar: Calendar })
export type Rules = z.infer<typeof Rules>

const settings = () => mongoose.connection.collection<{ _id: string; ruleSets: unknown; calendar: unknown }>('settings')

export const rulesStore = {
  async get(): Promise<Rules> {
    const found = await settings().findOne({ _id: 'rules' })
    if (!found) throw new Error('The rule tables are missing: run "npm run seed" once.')
    return Rules.parse(found)
  },
  async put(rules: Rules): Promise<void> {
    await settings().updateOne({ _id: 'rules' }, { $set: rules }, { upsert: true })
  },
}
