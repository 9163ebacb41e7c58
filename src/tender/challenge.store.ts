import type { Conditions } from '../kernel/policy.ts'
import { collection } from '../platform/document.ts'
import { Challenge } from './challenge.schema.ts'
import { Complaint } from './complaint.schema.ts'

const challenges = collection('challenges', Challenge, [
  [{ reference: 1 }, { unique: true }], [{ tenderId: 1, sent: 1 }], [{ organizationId: 1, createdAt: -1 }], [{ areas: 1, sent: 1 }], [{ concerned: 1 }],
])
/** One challenge is complained of once. */
const complaints = collection('complaints', Complaint, [
  [{ challengeId: 1 }, { unique: true }], [{ reference: 1 }, { unique: true }], [{ tenderId: 1 }], [{ organizationId: 1 }], [{ decided: 1, filedAt: -1 }],
])
const NEWEST = 500

export const challengeStore = {
  get: challenges.get,
  insert: challenges.insert,
  save: challenges.save,
  ofTender: (tenderId: string): Promise<Challenge[]> => challenges.find({ tenderId, sent: true }, { sort: { createdAt: 1 } }),
  list: (within: Conditions): Promise<Challenge[]> => challenges.find({ ...within }, { sort: { createdAt: -1 }, limit: NEWEST }),
}
export type ChallengeStore = typeof challengeStore

export const complaintStore = {
  get: complaints.get,
  insert: complaints.insert,
  save: complaints.save,
  ofTender: (tenderId: string): Promise<Complaint[]> => complaints.find({ tenderId }, { sort: { filedAt: 1 } }),
  ofChallenge: (challengeId: string): Promise<Complaint | null> => complaints.one({ challengeId }),
  list: (within: Conditions): Promise<Complaint[]> => complaints.find({ ...within }, { sort: { filedAt: -1 }, limit: NEWEST }),
}
export type ComplaintStore = typeof complaintStore
