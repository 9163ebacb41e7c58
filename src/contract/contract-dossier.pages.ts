import { may } from '../kernel/policy.ts'
import type { Clock } from '../platform/clock.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { dossierPage } from '../platform/dossier.pages.ts'
import { commentsPaper, filePapers, jsonPaper, plain, timelinePaper, type Paper } from '../platform/dossier.ts'
import type { Opened } from '../platform/files.ts'
import type { AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import { contractDiscussion, contractPolicy, paymentPolicy } from './contract.policy.ts'
import { Contract } from './contract.schema.ts'
import type { ContractService } from './contract.service.ts'
import { Payment } from './payment.schema.ts'
import type { PaymentService } from './payment.service.ts'

type Deps = {
  contracts: ContractService; payments: PaymentService; comments: CommentService; clock: Clock; openFile: (key: string) => Promise<Opened>
}

/** All that one person may read of a contract: the signed file and, for those inside, the claims with their invoices. */
export const contractDossier = ({ contracts, payments, comments, clock, openFile }: Deps): AnyPage => {
  const claimPapers = (payment: Payment): Paper[] => [
    jsonPaper(`payments/${payment.reference}/payment.json`, Payment.parse(payment)),
    ...filePapers(`payments/${payment.reference}`, payment.invoice.file ? [payment.invoice.file] : [], plain(openFile)),
  ]
  return dossierPage({
    path: '/contracts/:id', may: contractPolicy.list,
    of: async (actor, id, t) => {
      const contract = await contracts.see(actor, id)
      const claims = (await payments.ofContract(contract)).filter(payment => may(paymentPolicy.see, actor, payment))
      const { file, signatures, reference } = contract
      return {
        reference, at: clock(),
        papers: [
          jsonPaper('record.json', Contract.parse(contract)), timelinePaper(await contracts.timeline(contract), t),
          ...(may(contractPolicy.comment, actor, contract) ? [commentsPaper(await comments.read(actor, contractDiscussion(contract)), t)] : []),
          ...(file ? [{ path: `${reference}.pdf`, body: () => plain(openFile)(file) }] : []),
          ...(signatures.length > 0 ? [{ path: 'signature-record.pdf', body: async () => print(await contracts.signatureRecord(actor, id)) }] : []),
          ...claims.flatMap(claimPapers),
        ],
      }
    },
  })
}
