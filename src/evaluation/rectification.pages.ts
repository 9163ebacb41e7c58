import type { RequestHandler } from 'express'
import type { Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, type AnyPage, type Answer } from '../platform/page.ts'
import { filesOf } from '../platform/upload.ts'
import { evaluationPolicy } from './evaluation.policy.ts'
import { Confirm, Demand, Rectify, Reject } from './rectification.schema.ts'
import type { RectificationService } from './rectification.service.ts'

type Deps = { rectifications: RectificationService; receiveEvidence: RequestHandler; again: (actor: Actor, id: string) => Promise<Answer> }

/** The forms on the page of an evaluation by which a published result is followed until it is put right. */
export const rectificationForms = ({ rectifications, receiveEvidence, again: one }: Deps): AnyPage[] => {
  const back = (id: string, step: string) => goTo(`/evaluations/${id}#rectification`, `evaluation.flash.${step}`)
  const again = ({ actor, params }: { actor: Actor; params: { id: string } }) => one(actor, params.id)
  return [
    form({
      path: '/evaluations/:id/rectification', may: evaluationPolicy.demand, params: Id, body: Demand, binds: 'rectification.demand', again,
      handle: async ({ actor, params, body }) => {
        await rectifications.demand(actor, params.id, body)
        return back(params.id, 'demand')
      },
    }),
    form({
      path: '/evaluations/:id/rectification/report', may: evaluationPolicy.rectify, params: Id, body: Rectify, upload: receiveEvidence, binds: 'rectification.report', again,
      handle: async ({ actor, params, body, req }) => {
        await rectifications.rectify(actor, params.id, body, () => filesOf(req, 'files'))
        return back(params.id, 'rectify')
      },
    }),
    form({
      path: '/evaluations/:id/rectification/confirm', may: evaluationPolicy.demand, params: Id, body: Confirm, binds: 'rectification.confirm', again,
      handle: async ({ actor, params, body }) => {
        await rectifications.confirm(actor, params.id, body.revision)
        return back(params.id, 'confirm')
      },
    }),
    form({
      path: '/evaluations/:id/rectification/return', may: evaluationPolicy.demand, params: Id, body: Reject, binds: 'rectification.return', again,
      handle: async ({ actor, params, body }) => {
        await rectifications.reject(actor, params.id, body)
        return back(params.id, 'reject')
      },
    }),
  ]
}
