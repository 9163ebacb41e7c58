import { RuleBroken } from '../kernel/refusal.ts'
import type { PrintRequest } from '../platform/print.schema.ts'
import { standardsOf, type Standard } from './acceptance.rules.ts'
import type { Acceptance } from './acceptance.schema.ts'
import type { Contract } from './contract.schema.ts'
import { workOf } from './supplement.rules.ts'

const GENERAL: Record<string, string> = { content: '服务内容和方式', staff: '服务人员配备', safety: '服务安全' }

const nameOf = ({ id, indicator }: Standard): string => indicator?.name ?? GENERAL[id] ?? id
const targetOf = ({ indicator }: Standard): string => indicator ? `${indicator.target.toLocaleString('zh-CN')}${indicator.unit}` : '合同和响应文件的约定'

/**
 * The record of an acceptance as everybody may read it, dated by the decision, so that it is the same whenever it is asked for.
 * Throws RuleBroken `not-accepted-yet`.
 */
export function acceptancePrint(acceptance: Acceptance, { contract, publicUrl }: { contract: Contract; publicUrl: string }): PrintRequest {
  const { reference, status, decidedAt, decidedBy, findings, opinions, remedy } = acceptance
  if (status === 'requested' || !decidedAt) throw new RuleBroken('not-accepted-yet', `Acceptance ${acceptance.id} is not decided`)
  const instalment = contract.instalments.find(({ seq }) => seq === acceptance.seq)!
  return {
    template: 'contract/acceptance', title: `政府购买服务履约验收书 ${reference}`, author: contract.buyer.name, reference, issuedAt: decidedAt,
    verifyUrl: `${publicUrl}/acceptances/${acceptance.id}`,
    values: {
      contract: { reference: contract.reference, title: contract.title, buyer: contract.buyer.name, supplier: contract.supplier.name, term: contract.term },
      instalment: { seq: instalment.seq, condition: instalment.condition, amount: instalment.amount },
      requestedAt: acceptance.requestedAt, decidedAt, decidedBy: decidedBy?.name ?? '', passed: status === 'passed', remedy: remedy ?? null,
      findings: standardsOf(workOf(contract, acceptance.seq)).map(standard => {
        const finding = findings.find(({ standardId }) => standardId === standard.id)
        return { name: nameOf(standard), target: targetOf(standard), found: finding?.found ?? '', met: finding?.met === 'yes' }
      }),
      opinions,
    },
  }
}
