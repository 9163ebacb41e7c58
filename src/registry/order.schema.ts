import { z } from 'zod'

/** What stops or ends a registration: 限期停止活动, 注销 at its own wish, 撤销登记, 吊销登记证书. */
export const OrderAction = z.enum(['suspend', 'cancel', 'revoke', 'withdraw-certificate'])
export type OrderAction = z.infer<typeof OrderAction>

const document = z.string().min(4).max(80).meta({ description: 'Number of the document of the decision' })
const reason = z.string().min(4).max(500).meta({ description: 'The ground; public' })

/** The decision by which it was stopped or ended, as everybody may read it (令60 art. 6). */
export const Order = z.object({
  action: OrderAction, document: document.optional(), on: z.date(), reason,
  until: z.date().optional().meta({ description: 'Last day of a suspension for a time' }),
})
export type Order = z.infer<typeof Order>

/** A penalty has its document and its day; who gives up by itself may have neither. */
const Given = z.object({ revision: z.int(), document, on: z.date(), reason })
export const orderBody = {
  suspend: Given.extend({ until: z.date().optional() }), cancel: Given.partial({ document: true, on: true }), revoke: Given, 'withdraw-certificate': Given,
} satisfies Record<OrderAction, z.ZodObject>
export type GiveOrder = { revision: number; reason: string; document?: string | undefined; on?: Date | undefined; until?: Date | undefined }
