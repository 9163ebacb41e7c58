import { collection } from '../platform/document.ts'
import { CommitteeRecord } from './committee.schema.ts'

const committees = collection('committees', CommitteeRecord, [[{ memberIds: 1 }]])

export const committeeStore = {
  get: committees.get,
  maybe: committees.maybe,
  insert: committees.insert,
  save: committees.save,
  ofMember: (accountId: string): Promise<CommitteeRecord[]> => committees.find({ memberIds: accountId }),
}
export type CommitteeStore = typeof committeeStore
