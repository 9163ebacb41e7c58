import { add } from '../kernel/money.ts'
import type { PrintRequest } from '../platform/print.schema.ts'
import type { Contract } from './contract.schema.ts'
import { instalmentOf, partOfContract, suppliedBy } from './supplement.rules.ts'
import type { Supplement } from './supplement.schema.ts'

/** The supplement as both parties sign it, dated by its drawing up; `contract` is as it stood then. */
export function supplementPrint(supplement: Omit<Supplement, 'file'>, { contract, publicUrl }: { contract: Contract; publicUrl: string }): PrintRequest {
  const { id, reference, number, amount, additions, reason, priceBasis, createdAt } = supplement
  const agreed = add(suppliedBy(contract), amount)
  return {
    template: 'contract/supplement', title: `政府购买服务补充合同 ${reference}`, author: contract.buyer.name, reference, issuedAt: createdAt,
    verifyUrl: `${publicUrl}/supplements/${id}`,
    signatures: [
      { id: 'signature-buyer', label: '甲方电子签名', lines: [contract.buyer.name] }, { id: 'signature-supplier', label: '乙方电子签名', lines: [contract.supplier.name] },
    ],
    values: {
      number, reason, priceBasis, amount, agreed, share: partOfContract(agreed, contract), total: add(contract.amount, agreed),
      additions: additions.map(({ name, unit, quantity, unitPrice, amount: sum }) => ({ name, unit, quantity: quantity.toLocaleString('zh-CN'), unitPrice, amount: sum })),
      contract: { reference: contract.reference, title: contract.title, amount: contract.amount, term: contract.term, place: contract.place },
      buyer: contract.buyer, supplier: contract.supplier,
      instalment: { seq: contract.instalments.length + 1, condition: instalmentOf(supplement, 0).condition },
    },
  }
}
