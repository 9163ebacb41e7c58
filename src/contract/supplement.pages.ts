import type { Actor } from '../kernel/actor.ts'
import { Id } from '../platform/endpoint.ts'
import type { Opened } from '../platform/files.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import type { ContractService } from './contract.service.ts'
import { supplementPolicy } from './supplement.policy.ts'
import { DrawUpSupplement, SignSupplement, WithdrawSupplement } from './supplement.schema.ts'
import type { SupplementService } from './supplement.service.ts'
import { supplementNew, supplementPage } from './supplement.view.ts'

type Deps = { supplements: SupplementService; contracts: ContractService; openFile: (key: string) => Promise<Opened> }

export const supplementPages = ({ supplements, contracts, openFile }: Deps): AnyPage[] => {
  const one = async (actor: Actor, id: string) => {
    const supplement = await supplements.see(actor, id)
    return show(supplementPage, {
      supplement, actor, contract: await contracts.known(supplement.contractId), blockers: await supplements.signing(supplement), events: await supplements.timeline(supplement),
    })
  }
  const preparing = async (actor: Actor, id: string) => show(supplementNew, await supplements.preparing(actor, id))
  return [
    page({ path: '/contracts/:id/supplements/new', may: supplementPolicy.drawUp, params: Id, handle: ({ actor, params }) => preparing(actor, params.id) }),
    form({
      path: '/contracts/:id/supplements', may: supplementPolicy.drawUp, params: Id, body: DrawUpSupplement, binds: 'supplement.draw-up',
      handle: async ({ actor, params, body }) => goTo(`/supplements/${(await supplements.drawUp(actor, params.id, body)).id}`, 'supplement.flash.drawn-up'),
      again: ({ actor, params }) => preparing(actor, params.id),
    }),
    page({ path: '/supplements/:id', may: supplementPolicy.list, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({
      path: '/supplements/:id/file', may: supplementPolicy.list, params: Id,
      handle: async ({ actor, params }) => {
        const { name, key } = await supplements.file(actor, params.id)
        return send({ name, type: 'application/pdf', body: await openFile(key), inline: true })
      },
    }),
    form({
      path: '/supplements/:id/sign', may: supplementPolicy.sign, params: Id, body: SignSupplement, binds: 'supplement.sign',
      handle: async ({ actor, params, body }) => goTo(`/supplements/${params.id}`, `supplement.flash.${(await supplements.sign(actor, params.id, body)).status}`),
      again: ({ actor, params }) => one(actor, params.id),
    }),
    form({
      path: '/supplements/:id/withdraw', may: supplementPolicy.withdraw, params: Id, body: WithdrawSupplement, binds: 'supplement.withdraw',
      handle: async ({ actor, params, body }) => {
        await supplements.withdraw(actor, params.id, body)
        return goTo(`/supplements/${params.id}`, 'supplement.flash.withdrawn')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
  ]
}
