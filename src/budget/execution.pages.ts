import { yearOf } from '../kernel/period.ts'
import { drawBars } from '../platform/chart.ts'
import type { Clock } from '../platform/clock.ts'
import { page, send, show, type AnyPage } from '../platform/page.ts'
import { fileOf, type SheetType } from '../platform/spreadsheet.ts'
import { localeOf, translator } from '../platform/text.ts'
import { ExecutionFilter, ExecutionPicture } from './execution.schema.ts'
import type { ExecutionService } from './execution.service.ts'
import { executionBars, executionPage, executionTable } from './execution.view.ts'
import { linePolicy } from './line.policy.ts'
import { LineFilter } from './line.schema.ts'
import type { LineService } from './line.service.ts'
import { lineTable } from './line-table.view.ts'
import type { Choice } from './line.view.ts'

type Deps = { executions: ExecutionService; lines: LineService; clock: Clock; areaChoices: () => Promise<Choice[]> }

export const executionPages = ({ executions, lines, clock, areaChoices }: Deps): AnyPage[] => {
  const names = async () => new Map((await areaChoices()).map(({ value, text }) => [value, text]))
  const exported = (type: SheetType) => [
    page({
      path: `/budget/execution.${type}`, may: linePolicy.see, query: ExecutionFilter,
      handle: async ({ actor, query, req }) => send(await fileOf(executionTable(await executions.see(actor, query), await names(), translator(localeOf(req))), type)),
    }),
    page({
      path: `/budget/export.${type}`, may: linePolicy.see, query: LineFilter,
      handle: async ({ actor, query, req }) => send(await fileOf(lineTable(await lines.list(actor, query), await names(), translator(localeOf(req))), type)),
    }),
  ]
  return [
    page({
      path: '/budget/execution', may: linePolicy.see, query: ExecutionFilter,
      handle: async ({ actor, query, req }) => show(executionPage, await executions.see(actor, query), {
        filter: query, areas: await areaChoices(), year: yearOf(clock()), lang: localeOf(req),
      }),
    }),
    page({
      path: '/charts/budget-execution.svg', may: linePolicy.see, query: ExecutionPicture,
      handle: async ({ actor, query, req }) => {
        const bars = executionBars(await executions.see(actor, query), { areas: await names(), size: query.size, t: translator(localeOf(req)) })
        return send({ name: 'budget-execution.svg', type: 'image/svg+xml', body: await drawBars(bars), inline: true })
      },
    }),
    ...exported('csv'), ...exported('xlsx'),
  ]
}
