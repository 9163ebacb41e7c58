import type { PrintRequest } from '../platform/print.schema.ts'
import type { Desk } from './bid.service.ts'
import type { OpeningShown } from './opening.service.ts'
import type { Tender } from './tender.schema.ts'

const sized = (bytes: number): string => bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

/** The receipt of a sealed bid, as its bidder files it (令87 art. 33). */
export const receiptPrint = ({ tender, bidder, receipt }: Desk, publicUrl: string): PrintRequest => ({
  template: 'tender/bid-receipt', title: '电子投标回执', author: tender.buyer.name, reference: receipt!.receipt, issuedAt: receipt!.receivedAt,
  verifyUrl: `${publicUrl}/tenders/${tender.id}/bid/receipt`,
  values: {
    tender: { name: tender.title, reference: tender.reference, buyer: tender.buyer.name, deadline: tender.bidDeadline! },
    bidder: { name: bidder.name, code: bidder.uscc }, submittedBy: receipt!.signedBy, receivedAt: receipt!.receivedAt, version: receipt!.version,
    files: receipt!.files.map(({ name, size, sha256 }) => ({ name, size: sized(size), hash: sha256 })), sealedHash: receipt!.sha256,
  },
})

/** The record of the opening, for the file of the procurement (令87 art. 41). */
export function openingPrint(tender: Tender, record: OpeningShown, publicUrl: string): PrintRequest {
  const [host = '', supervisor = ''] = ['buyer', 'supervisor'].map(role => tender.custody.custodians.find(each => each.role === role)?.name ?? '')
  const damaged = (receipt: string) => record.damagedFiles.some(each => each.receipt === receipt)
  return {
    template: 'tender/opening-record', title: '开标记录', author: tender.buyer.name, reference: tender.reference, issuedAt: record.at,
    verifyUrl: `${publicUrl}/tenders/${tender.id}/opening`,
    signatures: [{ id: 'host', label: '主持人', lines: [host] }, { id: 'supervisor', label: '监督人', lines: [supervisor] }],
    values: {
      tender: {
        name: tender.title, reference: tender.reference, method: '公开招标', buyer: tender.buyer.name, budget: tender.budgetAmount, ceiling: tender.ceiling,
      },
      openedAt: record.at, place: record.place, host, supervisor, recorder: '平台自动记录',
      bids: record.bids.map(({ organizationName, receivedAt, price, receipt }) =>
        ({ bidder: organizationName, receivedAt, seal: '完好', price, note: damaged(receipt) ? '有附件不能读取' : null })),
      refused: record.unreadable.map(({ receipt }) => ({ bidder: `回执编号 ${receipt}`, reason: '密封内容无法开启' })),
      objections: record.altered ? '投标箱曾被平台以外的途径改动，由监督人核查。' : '本记录生成时，平台未收到投标人的询问或者异议。',
    },
  }
}
