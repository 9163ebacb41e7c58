import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import type { Sentence } from '../kernel/policy.ts'
import type { Clock } from '../platform/clock.ts'
import { Id } from '../platform/endpoint.ts'
import { mediaTypes } from '../platform/files.schema.ts'
import type { Opened } from '../platform/files.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { filesOf } from '../platform/upload.ts'
import type { ChallengeService } from './challenge.service.ts'
import { complaintPolicy } from './complaint.policy.ts'
import { decideBlockers } from './complaint.rules.ts'
import { CorrectComplaint, DecideComplaint, FileComplaint, JudgeComplaint, RespondToComplaint, Suspend } from './complaint.schema.ts'
import type { ComplaintService } from './complaint.service.ts'
import { complaintForm, complaintPage, decideForm } from './complaint.view.ts'
import { remediesOf } from './remedy.rules.ts'
import { Step } from './tender.schema.ts'

type Deps = {
  challenges: ChallengeService; complaints: ComplaintService; clock: Clock
  openFile: (key: string) => Promise<Opened>; receiveGrievanceFiles: RequestHandler
}

export const complaintPages = ({ challenges, complaints, clock, openFile, receiveGrievanceFiles }: Deps): AnyPage[] => {
  const { file, handle, respond, readDecision, see } = complaintPolicy
  const at = (id: string) => `/complaints/${id}`
  const one = async (actor: Actor, id: string) => {
    const { complaint, tender, whole } = await complaints.read(actor, id)
    return show(complaintPage, {
      complaint, tender, whole, actor, now: clock(), events: whole ? await complaints.timeline(complaint) : [], lastDay: complaints.lastDayOfSuspension(tender),
    })
  }
  const filing = async (actor: Actor, id: string) => {
    const challenge = await challenges.see(actor, id)
    return show(complaintForm, challenge, await complaints.blockers(challenge), null)
  }
  const correcting = async (actor: Actor, id: string) => {
    const { complaint } = await complaints.read(actor, id)
    return show(complaintForm, await challenges.see(actor, complaint.challengeId), [], complaint)
  }
  const deciding = async (actor: Actor, id: string) => {
    const { complaint, tender } = await complaints.read(actor, id)
    return show(decideForm, complaint, remediesOf(tender, complaint.step, clock()), decideBlockers(complaint, clock()))
  }
  const button = <B extends z.ZodType>(step: string, may: Sentence, body: B, act: (actor: Actor, id: string, body: z.output<B>) => Promise<unknown>) => form({
    path: `/complaints/:id/${step}`, may, params: Id, body, binds: `complaint.${step}`,
    handle: async ({ actor, params, body: said }) => {
      await act(actor, params.id, said)
      return goTo(at(params.id), `challenge.flash.complaint-${step}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })

  return [
    page({ path: '/challenges/:id/complain', may: file, params: Id, handle: ({ actor, params }) => filing(actor, params.id) }),
    form({
      path: '/challenges/:id/complaints', may: file, params: Id, body: FileComplaint, upload: receiveGrievanceFiles, binds: 'complaint.file',
      handle: async ({ actor, params, body, req }) => goTo(at((await complaints.file(actor, params.id, body, () => filesOf(req, 'files'))).id), 'challenge.flash.complaint-file'),
      again: ({ actor, params }) => filing(actor, params.id),
    }),
    page({ path: '/complaints/:id', may: readDecision, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({ path: '/complaints/:id/correct', may: file, params: Id, handle: ({ actor, params }) => correcting(actor, params.id) }),
    form({
      path: '/complaints/:id/correct', may: file, params: Id, body: CorrectComplaint, upload: receiveGrievanceFiles, binds: 'complaint.correct',
      handle: async ({ actor, params, body, req }) => {
        await complaints.correct(actor, params.id, body, () => filesOf(req, 'files'))
        return goTo(at(params.id), 'challenge.flash.complaint-correct')
      },
      again: ({ actor, params }) => correcting(actor, params.id),
    }),
    button('accept', handle, Step, complaints.accept),
    button('ask-correction', handle, JudgeComplaint, complaints.askCorrection),
    button('refuse', handle, JudgeComplaint, complaints.refuse),
    button('withdraw', file, JudgeComplaint, complaints.withdraw),
    button('respond', respond, RespondToComplaint, complaints.respond),
    button('suspend', handle, Suspend, complaints.suspend),
    button('lift', handle, Step, complaints.lift),
    page({ path: '/complaints/:id/decide', may: handle, params: Id, handle: ({ actor, params }) => deciding(actor, params.id) }),
    form({
      path: '/complaints/:id/decide', may: handle, params: Id, body: DecideComplaint, binds: 'complaint.decide',
      handle: async ({ actor, params, body }) => {
        await complaints.decide(actor, params.id, body)
        return goTo(at(params.id), 'challenge.flash.complaint-decide')
      },
      again: ({ actor, params }) => deciding(actor, params.id),
    }),
    page({
      path: '/complaints/:id/files/:key', may: see, params: Id.extend({ key: z.string().length(64) }),
      handle: async ({ actor, params }) => {
        const { name, type, key } = await complaints.attachment(actor, params.id, params.key)
        return send({ name, type: mediaTypes[type], body: await openFile(key) })
      },
    }),
  ]
}
