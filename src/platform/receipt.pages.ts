import { Id } from './endpoint.ts'
import { page, send, show, type AnyPage } from './page.ts'
import { print } from './print.ts'
import { numberOf } from './receipt.rules.ts'
import type { ReceiptService } from './receipt.service.ts'
import { receiptPage, receiptPrint } from './receipt.view.ts'
import { everyAccount } from './route.ts'
import { localeOf } from './text.ts'

export const receiptPages = ({ receipts }: { receipts: ReceiptService }): AnyPage[] => [
  page({ path: '/receipts/:id', may: everyAccount, params: Id, handle: async ({ actor, params }) => show(receiptPage, await receipts.see(actor, params.id)) }),
  page({
    path: '/receipts/:id/file', may: everyAccount, params: Id,
    handle: async ({ actor, params, req }) => {
      const receipt = await receipts.see(actor, params.id)
      return send({ name: `${numberOf(receipt)}.pdf`, type: 'application/pdf', body: await print(receiptPrint(receipt, localeOf(req))), inline: true })
    },
  }),
]
