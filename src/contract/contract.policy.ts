import { anywhere, inItsArea, ofItsOrganization, policy, where } from '../kernel/policy.ts'
import type { Discussion } from '../kernel/discussion.ts'
import type { Contract } from './contract.schema.ts'
import type { Payment } from './payment.schema.ts'

const staff = { bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere }
const supplier = { owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization }

export const contractPolicy = policy('contract', {
  see: {
    public: where(anywhere, { published: true }),
    bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere,
    owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
  },
  list: { public: anywhere },
  /** The wordings of the contract, for those who draw contracts up, and for those who watch them. */
  readTemplates: { bureau: anywhere, district: anywhere, supervisor: anywhere },
  drawUp: { bureau: inItsArea, district: inItsArea },
  signForBuyer: { bureau: inItsArea, district: inItsArea },
  signForSupplier: { owner: ofItsOrganization, signatory: ofItsOrganization },
  sign: { bureau: inItsArea, district: inItsArea, owner: ofItsOrganization, signatory: ofItsOrganization },
  comment: { ...staff, ...supplier },
  /** Among the authorities alone. */
  confer: staff,
  terminate: { bureau: inItsArea, district: inItsArea },
})

export const paymentPolicy = policy('payment', {
  see: {
    bureau: inItsArea, district: inItsArea, community: inItsArea, finance: inItsArea, supervisor: anywhere,
    owner: ofItsOrganization, editor: ofItsOrganization, signatory: ofItsOrganization,
  },
  invoice: { owner: ofItsOrganization, signatory: ofItsOrganization },
  approve: { finance: inItsArea },
  comment: { ...staff, ...supplier },
  /** Among the authorities alone. */
  confer: staff,
})

export const contractDiscussion = (contract: Contract): Discussion => ({
  kind: 'contract', title: contract.title, href: `/contracts/${contract.id}`, thing: contract, organizationId: contract.organizationId,
  readers: { staff: contractPolicy.confer, parties: contractPolicy.comment },
})

export const paymentDiscussion = (payment: Payment): Discussion => ({
  kind: 'payment', title: payment.reference, href: `/payments/${payment.id}`, thing: payment, organizationId: payment.organizationId,
  readers: { staff: paymentPolicy.confer, parties: paymentPolicy.comment },
})
