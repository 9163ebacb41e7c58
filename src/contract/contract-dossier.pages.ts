import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import type { Clock } from '../platform/clock.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { dossierPage } from '../platform/dossier.pages.ts'
import { commentsPaper, filePapers, jsonPaper, plain, timelinePaper, type Paper } from '../platform/dossier.ts'
import type { Opened } from '../platform/files.ts'
import type { AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import { Acceptance, AcceptanceNotice } from './acceptance.schema.ts'
import type { AcceptanceService } from './acceptance.service.ts'
import { acceptancePolicy } from './acceptance.policy.ts'
import { contractDiscussion, contractPolicy, paymentPolicy } from './contract.policy.ts'
import { Contract } from './contract.schema.ts'
import type { ContractService } from './contract.service.ts'
import { Payment } from './payment.schema.ts'
import type { PaymentService } from './payment.service.ts'
import { Supplement } from './supplement.schema.ts'
import type { SupplementService } from './supplement.service.ts'

type Deps = {
  contracts: ContractService; acceptances: AcceptanceService; payments: PaymentService; supplements: SupplementService; comments: CommentService; clock: Clock; openFile: (key: string) => Promise<Opened>
}

/** All that one person may read of a contract: the signed file and, for those inside, the claims with their invoices. */
export const contractDossier = ({ contracts, acceptances, payments, supplements, comments, clock, openFile }: Deps): AnyPage => {
  const claimPapers = (payment: Payment): Paper[] => [
    jsonPaper(`payments/${payment.reference}/payment.json`, Payment.parse(payment)),
    ...filePapers(`payments/${payment.reference}`, payment.invoice.file ? [payment.invoice.file] : [], plain(openFile)),
  ]
  const supplementPapers = (supplement: Supplement): Paper[] => [
    jsonPaper(`supplements/${supplement.reference}/supplement.json`, Supplement.parse(supplement)),
    { path: `supplements/${supplement.reference}/${supplement.reference}.pdf`, body: () => plain(openFile)(supplement.file) },
  ]
  /** The record in print once there is one; what the supplier said and sent for those inside. */
  const acceptancePapers = (actor: Actor, acceptance: Acceptance): Paper[] => {
    const folder = `acceptances/${acceptance.reference}`
    const inside = may(acceptancePolicy.readFiles, actor, acceptance)
    return [
      jsonPaper(`${folder}/acceptance.json`, inside ? Acceptance.parse(acceptance) : AcceptanceNotice.parse(acceptance)),
      ...(acceptance.published ? [{ path: `${folder}/record.pdf`, body: async () => print(await acceptances.record(actor, acceptance.id)) }] : []),
      ...filePapers(folder, inside ? acceptance.files : [], plain(openFile)),
    ]
  }
  return dossierPage({
    path: '/contracts/:id', may: contractPolicy.list,
    of: async (actor, id, t) => {
      const contract = await contracts.see(actor, id)
      const claims = (await payments.ofContract(contract)).filter(payment => may(paymentPolicy.see, actor, payment))
      const accepted = await acceptances.ofContract(actor, contract)
      const supplemented = await supplements.ofContract(actor, contract)
      const { file, signatures, reference } = contract
      return {
        reference, at: clock(),
        papers: [
          jsonPaper('record.json', Contract.parse(contract)), timelinePaper(await contracts.timeline(contract), t),
          ...(may(contractPolicy.comment, actor, contract) ? [commentsPaper(await comments.read(actor, contractDiscussion(contract)), t)] : []),
          ...(file ? [{ path: `${reference}.pdf`, body: () => plain(openFile)(file) }] : []),
          ...(signatures.length > 0 ? [{ path: 'signature-record.pdf', body: async () => print(await contracts.signatureRecord(actor, id)) }] : []),
          ...supplemented.flatMap(supplementPapers), ...accepted.flatMap(each => acceptancePapers(actor, each)), ...claims.flatMap(claimPapers),
        ],
      }
    },
  })
}
