import { commentForms } from '../platform/comment.pages.ts'
import { Id } from '../platform/endpoint.ts'
import type { RequestHandler } from 'express'
import type { Actor } from '../kernel/actor.ts'
import type { Opened } from '../platform/files.ts'
import { mediaTypes } from '../platform/files.schema.ts'
import { progressPages } from '../platform/job-progress.ts'
import { filesOf } from '../platform/upload.ts'
import { bulkPages } from '../platform/bulk.pages.ts'
import { readForm } from '../platform/form.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import type { AreaService } from '../registry/index.ts'
import { contractDossier } from './contract-dossier.pages.ts'
import { contractTemplatePages } from './contract-template.pages.ts'
import { contractDiscussion, contractPolicy, paymentDiscussion, paymentPolicy } from './contract.policy.ts'
import { ContractFilter, DrawUp, Sign, Terminate } from './contract.schema.ts'
import { contractShown, type Around } from './contract-shown.pages.ts'
import { contractList, contractNew, paymentList, paymentPage, printProgress } from './contract.view.ts'
import { Decide, Invoice, PaymentFilter, Return } from './payment.schema.ts'

type Deps = Around & {
  areas: Pick<AreaService, 'choices'>
  openFile: (key: string) => Promise<Opened>
  receiveInvoice: RequestHandler
}

export const contractPages = ({ contracts, acceptances, payments, supplements, areas, comments, clock, openFile, receiveInvoice }: Deps): AnyPage[] => {
  const one = contractShown({ contracts, acceptances, payments, supplements, comments, clock })
  const onePayment = async (actor: Actor, id: string) => {
    const payment = await payments.see(actor, id)
    const events = await payments.timeline(payment)
    return show(paymentPage, payment, await contracts.known(payment.contractId), events, { waits: await payments.paused(payment), discussion: await comments.shown(actor, paymentDiscussion(payment), events), actor })
  }
  const drawing = async (actor: Actor, query: DrawUp) => show(contractNew, await contracts.proposal(actor, query), await contracts.paused(query.tenderId))
  return [
    listPage({
      path: '/contracts', may: contractPolicy.list, query: ContractFilter, nav: { text: 'contract.nav.contracts', icon: 'file-earmark-text', order: 50 },
      handle: async ({ actor, query }) => show(contractList, await contracts.list(actor, query), { filter: query, areas: await areas.choices(), actor }),
    }),
    form({
      path: '/contracts', may: contractPolicy.drawUp, body: DrawUp, binds: 'contract.draw-up',
      handle: async ({ actor, body }) => goTo(`/contracts/${(await contracts.drawUp(actor, body)).id}`, 'contract.flash.drawn-up'),
      again: ({ actor, req }) => drawing(actor, readForm(DrawUp, req.body as Record<string, unknown>)),
    }),
    page({
      path: '/contracts/new', may: contractPolicy.drawUp, query: DrawUp,
      handle: ({ actor, query }) => drawing(actor, query),
    }),
    ...contractTemplatePages({ contracts, clock }),
    page({ path: '/contracts/:id', may: contractPolicy.list, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({
      path: '/contracts/:id/signatures', may: contractPolicy.list, params: Id,
      handle: async ({ actor, params }) => {
        const request = await contracts.signatureRecord(actor, params.id)
        return send({ name: `${request.reference}-签名记录.pdf`, type: 'application/pdf', body: await print(request), inline: true })
      },
    }),
    ...progressPages({
      path: '/contracts/:id/printing', may: contractPolicy.list, page: id => `/contracts/${id}`,
      progress: async (actor, id) => {
        const printing = await contracts.printing(actor, id)
        return printing && printProgress(await contracts.known(id), printing, actor)
      },
      retry: { may: contractPolicy.drawUp, ask: contracts.retryPrinting, again: one },
    }),
    page({
      path: '/contracts/:id/file', may: contractPolicy.list, params: Id,
      handle: async ({ actor, params }) => {
        const { name, key } = await contracts.file(actor, params.id)
        return send({ name, type: 'application/pdf', body: await openFile(key), inline: true })
      },
    }),
    contractDossier({ contracts, acceptances, payments, supplements, comments, clock, openFile }),
    ...commentForms({ comments, path: '/contracts/:id', may: contractPolicy.comment, of: async (actor, id) => contractDiscussion(await contracts.see(actor, id)), again: one }),
    form({
      path: '/contracts/:id/sign', may: contractPolicy.sign, params: Id, body: Sign, binds: 'contract.sign',
      handle: async ({ actor, params, body }) => {
        const { status } = await contracts.sign(actor, params.id, body)
        return goTo(`/contracts/${params.id}`, `contract.flash.${status}`)
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    form({
      path: '/contracts/:id/terminate', may: contractPolicy.terminate, params: Id, body: Terminate, binds: 'contract.terminate',
      handle: async ({ actor, params, body }) => {
        await contracts.terminate(actor, params.id, body)
        return goTo(`/contracts/${params.id}`, 'contract.flash.terminated')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    form({
      path: '/contracts/:id/invoices', may: paymentPolicy.invoice, params: Id, body: Invoice, upload: receiveInvoice, binds: 'payment.invoice',
      handle: async ({ actor, params, body, req }) => {
        const [file] = await filesOf(req, 'file')
        const { id } = await payments.invoice(actor, params.id, body, file)
        return goTo(`/payments/${id}`, 'contract.flash.invoiced')
      },
      again: ({ actor, params }) => one(actor, params.id),
    }),
    listPage({
      path: '/payments', may: paymentPolicy.see, query: PaymentFilter, nav: { text: 'contract.nav.payments', icon: 'cash-coin', order: 60 },
      handle: async ({ actor, query }) => show(paymentList, await payments.rows(actor, query), { filter: query, areas: await areas.choices(), actor }),
    }),
    ...(['approve', 'return'] as const).flatMap(act => bulkPages({
      path: '/payments', act, title: { key: `contract.bulk.${act}` }, list: { key: 'contract.payment.list' }, may: paymentPolicy.approve,
      see: async (actor, id) => {
        const { revision, reference, contractId, amount } = await payments.see(actor, id)
        return { id, revision, reference, name: (await contracts.known(contractId)).title, amount, href: `/payments/${id}` }
      },
      foresee: (actor, id) => payments.foresee(actor, id, act),
      ...(act === 'return' ? { reasoned: true, run: (actor, id, revision, reason) => payments.giveBack(actor, id, { revision, reason }) } : { run: payments.approve }),
    })),
    page({ path: '/payments/:id', may: paymentPolicy.see, params: Id, handle: ({ actor, params }) => onePayment(actor, params.id) }),
    page({
      path: '/payments/:id/file', may: paymentPolicy.see, params: Id,
      handle: async ({ actor, params }) => {
        const { name, type, key } = await payments.file(actor, params.id)
        return send({ name, type: mediaTypes[type], body: await openFile(key) })
      },
    }),
    ...commentForms({ comments, path: '/payments/:id', may: paymentPolicy.comment, of: async (actor, id) => paymentDiscussion(await payments.see(actor, id)), again: onePayment }),
    form({
      path: '/payments/:id/approve', may: paymentPolicy.approve, params: Id, body: Decide, binds: 'payment.approve',
      handle: async ({ actor, params, body }) => {
        const { status } = await payments.approve(actor, params.id, body.revision)
        return goTo(`/payments/${params.id}`, `contract.flash.${status}`)
      },
      again: ({ actor, params }) => onePayment(actor, params.id),
    }),
    form({
      path: '/payments/:id/return', may: paymentPolicy.approve, params: Id, body: Return, binds: 'payment.return',
      handle: async ({ actor, params, body }) => {
        await payments.giveBack(actor, params.id, body)
        return goTo(`/payments/${params.id}`, 'contract.flash.returned')
      },
      again: ({ actor, params }) => onePayment(actor, params.id),
    }),
  ]
}
