import { dayOf } from '../kernel/period.ts'
import type { Clock } from '../platform/clock.ts'
import { page, send, show, type AnyPage } from '../platform/page.ts'
import { preview, print } from '../platform/print.ts'
import { samplePrint } from './contract-print.rules.ts'
import { TEMPLATES, templateAt, templateBefore, templateOf } from './contract-template.rules.ts'
import { TemplateVersion } from './contract-template.schema.ts'
import { contractPreview, templateList, templatePage } from './contract-template.view.ts'
import { contractPolicy } from './contract.policy.ts'
import { DrawUp } from './contract.schema.ts'
import type { ContractService } from './contract.service.ts'

const Version = TemplateVersion.pick({ version: true })
const PDF = 'application/pdf'

/** The wordings of the contract, and what a contract would look like; they stand before `/contracts/:id`. */
export const contractTemplatePages = ({ contracts, clock }: { contracts: ContractService; clock: Clock }): AnyPage[] => {
  const current = () => templateAt(dayOf(clock()))
  const may = contractPolicy.readTemplates
  return [
    page({ path: '/contracts/templates', may, handle: async () => show(templateList, TEMPLATES, current()) }),
    page({
      path: '/contracts/templates/:version', may, params: Version,
      handle: async ({ params }) => {
        const template = templateOf(params.version)
        const before = templateBefore(template)
        return show(templatePage, { template, current: current(), blocks: await preview(samplePrint(template)), before: before && await preview(samplePrint(before)) })
      },
    }),
    page({
      path: '/contracts/templates/:version/file', may, params: Version,
      handle: async ({ params }) => {
        const request = samplePrint(templateOf(params.version))
        return send({ name: `${request.title}.pdf`, type: PDF, body: await print(request), inline: true })
      },
    }),
    page({
      path: '/contracts/preview', may: contractPolicy.drawUp, query: DrawUp,
      handle: async ({ actor, query }) => show(contractPreview, await contracts.proposal(actor, query), await preview(await contracts.preview(actor, query))),
    }),
    page({
      path: '/contracts/preview/file', may: contractPolicy.drawUp, query: DrawUp,
      handle: async ({ actor, query }) => {
        const request = await contracts.preview(actor, query)
        return send({ name: `${request.title}.pdf`, type: PDF, body: await print(request), inline: true })
      },
    }),
  ]
}
