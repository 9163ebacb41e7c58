import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { complaintPolicy } from './complaint.policy.ts'
import { Complaint, CorrectComplaint, DecideComplaint, DecisionSeen, FileComplaint, JudgeComplaint, RespondToComplaint, Suspend } from './complaint.schema.ts'
import type { ComplaintService } from './complaint.service.ts'
import { Step } from './tender.schema.ts'

const Reply = Complaint.meta({ id: 'Complaint' })
const Decision = DecisionSeen.meta({ id: 'ComplaintDecision' })

export const complaintApi = ({ complaints }: { complaints: ComplaintService }): AnyEndpoint[] => {
  const { file, handle, respond, see, readDecision } = complaintPolicy
  const step = <B extends z.ZodType>(name: string, may: Sentence, { summary, body, act }: { summary: string; body: B; act: (actor: Actor, id: string, body: z.output<B>) => Promise<Complaint> }) => endpoint({
    method: 'post', path: `/complaints/:id/${name}`, may, summary, params: Id, body, reply: Reply, handle: ({ actor, params, body: said }) => act(actor, params.id, said),
  })
  return [
    endpoint({
      method: 'get', path: '/complaints', may: see, summary: 'Complaints that the caller may see', reply: z.object({ complaints: z.array(Reply) }),
      handle: async ({ actor }) => ({ complaints: await complaints.list(actor) }),
    }),
    endpoint({
      method: 'get', path: '/complaint-decisions', may: readDecision, summary: 'Decisions on complaints, for everybody', reply: z.object({ decisions: z.array(Decision) }),
      handle: async () => ({ decisions: await complaints.decided() }),
    }),
    endpoint({
      method: 'get', path: '/complaints/:id', may: readDecision, summary: 'One complaint; whoever is not part of it gets the decision', params: Id, reply: z.union([Reply, Decision]),
      handle: async ({ actor, params }) => {
        const { complaint, whole } = await complaints.read(actor, params.id)
        return whole ? complaint : DecisionSeen.parse(complaint)
      },
    }),
    endpoint({
      method: 'post', path: '/challenges/:id/complaints', may: file, summary: 'Complain of an answer, or that none came', params: Id, body: FileComplaint, reply: Reply, status: 201,
      handle: ({ actor, params, body }) => complaints.file(actor, params.id, body, async () => []),
    }),
    step('correct', file, { summary: 'Send it again, put right', body: CorrectComplaint, act: complaints.correct }),
    step('withdraw', file, { summary: 'Withdraw it, which ends it', body: JudgeComplaint, act: complaints.withdraw }),
    step('accept', handle, { summary: 'Accept it; its copy goes to the buyer', body: Step, act: complaints.accept }),
    step('ask-correction', handle, { summary: 'Ask for it to be put right, once', body: JudgeComplaint, act: complaints.askCorrection }),
    step('refuse', handle, { summary: 'Do not accept it, with the reason', body: JudgeComplaint, act: complaints.refuse }),
    step('respond', respond, { summary: 'The buyer\'s answer to the copy', body: RespondToComplaint, act: complaints.respond }),
    step('suspend', handle, { summary: 'Suspend the purchase, for at most thirty days', body: Suspend, act: complaints.suspend }),
    step('lift', handle, { summary: 'Let the purchase go on', body: Step, act: complaints.lift }),
    step('decide', handle, { summary: 'Decide; everybody reads the decision', body: DecideComplaint, act: complaints.decide }),
  ]
}
