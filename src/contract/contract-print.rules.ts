import { sampleContract } from './contract-template.rules.ts'
import type { TemplateVersion } from './contract-template.schema.ts'
import { printed } from './contract.rules.ts'
import type { Contract, Party } from './contract.schema.ts'
import type { PrintRequest } from '../platform/print.schema.ts'

const wording = (version: string) => `contract/templates/${version}`
const signatures = ({ buyer, supplier }: { buyer: { name: string }; supplier: { name: string } }) => [
  { id: 'signature-buyer', label: '甲方电子签名', lines: [buyer.name] },
  { id: 'signature-supplier', label: '乙方电子签名', lines: [supplier.name] },
]
type Names = Record<string, string>

/** A contract with the wording that it was drawn up with, whatever was published since. */
export const contractPrint = (contract: Contract, gradeNames: Names, publicUrl: string): PrintRequest => ({
  template: wording(contract.template), values: printed(contract, gradeNames), title: `政府购买服务合同 ${contract.reference}`,
  author: contract.buyer.name, reference: contract.reference, issuedAt: contract.createdAt, verifyUrl: `${publicUrl}/contracts/${contract.id}`,
  signatures: signatures(contract),
})

const UNNUMBERED = '（预览，未编号）'
/** The same before it is drawn up: without a number, and nothing to verify. */
export function previewPrint(proposal: Contract, gradeNames: Names): PrintRequest {
  const unnumbered = { ...proposal, reference: UNNUMBERED }
  return {
    template: wording(proposal.template), values: printed(unnumbered, gradeNames), title: `政府购买服务合同${UNNUMBERED}`,
    author: proposal.buyer.name, reference: UNNUMBERED, issuedAt: proposal.createdAt, signatures: signatures(proposal),
  }
}

/** A wording with a contract about nothing in particular. */
export const samplePrint = ({ version, from }: TemplateVersion): PrintRequest => ({
  template: wording(version), values: sampleContract, title: `政府购买服务合同（${version}版样本）`, author: '孵化平台', reference: `${version}版样本`,
  issuedAt: new Date(`${from}T00:00:00+08:00`), signatures: signatures(sampleContract),
})

const PARTY: Record<Party, string> = { buyer: '甲方', supplier: '乙方' }
/** Who signed which file, and when; dated by the last signature, so that it is the same whenever it is asked for. */
export const signaturePrint = ({ signatures: given, file, ...contract }: Contract, publicUrl: string): PrintRequest => ({
  template: 'contract/signature-record', title: `合同电子签名记录 ${contract.reference}`, author: contract.buyer.name, reference: contract.reference,
  issuedAt: given.at(-1)!.at, verifyUrl: `${publicUrl}/contracts/${contract.id}`,
  values: {
    contract: {
      reference: contract.reference, title: contract.title, buyer: contract.buyer.name, supplier: contract.supplier.name, amount: contract.amount,
      file: file?.name ?? '', sha256: file?.sha256 ?? '',
    },
    signatures: given.map(({ party, name, at, fileHash, lateReason = null }) => ({ party: PARTY[party], name, at, fileHash, lateReason })),
    complete: given.length === 2,
  },
})
