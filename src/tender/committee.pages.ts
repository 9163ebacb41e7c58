import type { Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { committeePolicy } from './committee.policy.ts'
import { Declare, DrawCommittee, Recuse } from './committee.schema.ts'
import type { CommitteeService } from './committee.service.ts'
import { committeePage } from './committee.view.ts'

export const committeePages = ({ evaluationCommittees }: { evaluationCommittees: CommitteeService }): AnyPage[] => {
  const one = async (actor: Actor, id: string) => show(committeePage, await evaluationCommittees.desk(actor, id), actor)
  return [
    page({ path: '/tenders/:id/committee', may: committeePolicy.see, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    form({
      path: '/tenders/:id/committee', may: committeePolicy.draw, params: Id, body: DrawCommittee, binds: 'committee.draw',
      handle: async ({ actor, params, body }) => {
        await evaluationCommittees.draw(actor, params.id, body)
        return goTo(`/tenders/${params.id}/committee`, 'scoring.flash.drawn')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    form({
      path: '/tenders/:id/committee/declare', may: committeePolicy.sit, params: Id, body: Declare, binds: 'committee.declare',
      handle: async ({ actor, params }) => {
        await evaluationCommittees.declare(actor, params.id)
        return goTo(`/tenders/${params.id}/committee`, 'scoring.flash.declared')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    form({
      path: '/tenders/:id/committee/recuse', may: committeePolicy.sit, params: Id, body: Recuse, binds: 'committee.recuse',
      handle: async ({ actor, params, body }) => {
        await evaluationCommittees.recuse(actor, params.id, body)
        return goTo('/home', 'scoring.flash.recused')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
  ]
}
