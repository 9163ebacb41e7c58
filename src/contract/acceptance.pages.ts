import type { RequestHandler } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { commentForms } from '../platform/comment.pages.ts'
import { Id } from '../platform/endpoint.ts'
import type { Opened } from '../platform/files.ts'
import { mediaTypes } from '../platform/files.schema.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import { filesOf } from '../platform/upload.ts'
import { acceptanceDiscussion, acceptancePolicy } from './acceptance.policy.ts'
import { DecideAcceptance, RequestAcceptance } from './acceptance.schema.ts'
import type { AcceptanceService } from './acceptance.service.ts'
import { acceptancePage } from './acceptance.view.ts'
import type { ContractService } from './contract.service.ts'
import { contractShown, type Around } from './contract-shown.pages.ts'

type Deps = Around & {
  acceptances: AcceptanceService; contracts: ContractService
  openFile: (key: string) => Promise<Opened>
  receiveAcceptanceFiles: RequestHandler
}

export const acceptancePages = (deps: Deps): AnyPage[] => {
  const { acceptances, contracts, comments, openFile, receiveAcceptanceFiles } = deps
  const one = async (actor: Actor, id: string) => {
    const acceptance = await acceptances.see(actor, id)
    const events = await acceptances.timeline(acceptance)
    return show(acceptancePage, {
      acceptance, actor, contract: await contracts.known(acceptance.contractId), events, discussion: await comments.shown(actor, acceptanceDiscussion(acceptance), events),
    })
  }
  return [
    form({
      path: '/contracts/:id/acceptances', may: acceptancePolicy.request, params: Id, body: RequestAcceptance, upload: receiveAcceptanceFiles, binds: 'acceptance.request',
      handle: async ({ actor, params, body, req }) => {
        const { id } = await acceptances.request(actor, params.id, body, await filesOf(req, 'files'))
        return goTo(`/acceptances/${id}`, 'contract.flash.acceptance-requested')
      },
      again: ({ actor, params }) => contractShown(deps)(actor, params.id),
    }),
    page({ path: '/acceptances/:id', may: acceptancePolicy.list, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({
      path: '/acceptances/:id/file', may: acceptancePolicy.list, params: Id,
      handle: async ({ actor, params }) => {
        const request = await acceptances.record(actor, params.id)
        return send({ name: `${request.reference}-验收书.pdf`, type: 'application/pdf', body: await print(request), inline: true })
      },
    }),
    page({
      path: '/acceptances/:id/files/:key', may: acceptancePolicy.readFiles, params: Id.extend({ key: z.string().max(64) }),
      handle: async ({ actor, params }) => {
        const { name, type, key } = await acceptances.file(actor, params.id, params.key)
        return send({ name, type: mediaTypes[type], body: await openFile(key) })
      },
    }),
    ...commentForms({ comments, path: '/acceptances/:id', may: acceptancePolicy.comment, of: async (actor, id) => acceptanceDiscussion(await acceptances.see(actor, id)), again: one }),
    form({
      path: '/acceptances/:id/decide', may: acceptancePolicy.decide, params: Id, body: DecideAcceptance, binds: 'acceptance.decide',
      handle: async ({ actor, params, body }) => {
        const { status } = await acceptances.decide(actor, params.id, body)
        return goTo(`/acceptances/${params.id}`, status === 'passed' ? 'contract.flash.acceptance-passed' : 'contract.flash.acceptance-failed')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
  ]
}
