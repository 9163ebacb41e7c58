import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import { within } from '../kernel/reach.ts'
import type { Task } from '../kernel/task.ts'
import { challengePolicy } from './challenge.policy.ts'
import type { Challenge } from './challenge.schema.ts'
import type { ChallengeStore, ComplaintStore } from './challenge.store.ts'
import { complaintPolicy } from './complaint.policy.ts'
import type { Complaint } from './complaint.schema.ts'
import { isSettled } from './remedy.rules.ts'
import type { TenderStore } from './tender.store.ts'

type Deps = { challenges: Pick<ChallengeStore, 'list'>; complaints: Pick<ComplaintStore, 'list'>; tenders: Pick<TenderStore, 'get'> }
type When = { since: Date; due?: Date | undefined }

/** What challenges and complaints wait for: a signature, a reply, what must follow, a check, an answer to the copy, a decision. */
export const challengeTasks = ({ challenges, complaints, tenders }: Deps) => async (actor: Actor): Promise<Task[]> => {
  const ofChallenges = (status: Challenge['status'], sentence: Sentence): Promise<Challenge[]> =>
    within(sentence, actor, conditions => challenges.list({ ...conditions, status }))
  const ofComplaints = (status: Complaint['status'], sentence: Sentence): Promise<Complaint[]> =>
    within(sentence, actor, conditions => complaints.list({ ...conditions, status }))
  const task = (name: string, { reference, tenderTitle }: Challenge | Complaint, href: string, { since, due }: When): Task =>
    ({ key: `challenge.task.${name}`, params: { title: tenderTitle }, href, ref: reference, since, ...(due && { due }) })
  const page = ({ id }: Challenge) => `/challenges/${id}`
  const complaintPage = ({ id }: Complaint) => `/complaints/${id}`

  /** Founded, and what must follow is not done yet. */
  async function outstanding<T extends Challenge | Complaint>(founded: T[]): Promise<T[]> {
    const touched = founded.filter(({ remedy }) => remedy)
    const open = await Promise.all(touched.map(async ({ remedy, tenderId }) => !isSettled(remedy!, await tenders.get(tenderId))))
    return touched.filter((_, at) => open[at])
  }

  const [drafts, toReply, toFollow, decided, toCheck, toCorrect, accepted, toDecide] = await Promise.all([
    ofChallenges('draft', challengePolicy.send), ofChallenges('sent', challengePolicy.reply),
    ofChallenges('answered', challengePolicy.reply).then(outstanding), ofComplaints('upheld', complaintPolicy.respond).then(outstanding),
    ofComplaints('filed', complaintPolicy.handle), ofComplaints('correction', complaintPolicy.file), ofComplaints('accepted', complaintPolicy.respond),
    ofComplaints('accepted', complaintPolicy.handle),
  ])
  return [
    // Who drafts a challenge may mean to bid, so no letter names it.
    ...drafts.map(each => ({ ...task('send', each, page(each), { since: each.createdAt }), sealed: true as const })),
    ...toReply.map(each => task('reply', each, page(each), { since: each.sentAt!, due: each.replyBy })),
    ...toFollow.map(each => task('follow', each, page(each), { since: each.remedy!.at })),
    ...decided.map(each => task('follow-decision', each, complaintPage(each), { since: each.remedy!.at })),
    ...toCheck.map(each => task('check', each, complaintPage(each), { since: each.correction?.doneAt ?? each.filedAt, due: each.checkBy })),
    ...toCorrect.map(each => task('correct', each, complaintPage(each), { since: each.correction!.at })),
    ...accepted.filter(({ response }) => !response).map(each => task('respond', each, complaintPage(each), { since: each.acceptedAt!, due: each.respondBy })),
    ...toDecide.map(each => task('decide', each, complaintPage(each), { since: each.acceptedAt!, due: each.decideBy })),
  ]
}
