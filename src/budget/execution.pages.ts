import { yearOf } from '../kernel/period.ts'
import { drawBars } from '../platform/chart.ts'
import type { Clock } from '../platform/clock.ts'
import { listPage } from '../platform/list-page.ts'
import { page, send, show, type AnyPage } from '../platform/page.ts'
import { localeOf, translator } from '../platform/text.ts'
import { ExecutionFilter, ExecutionPicture } from './execution.schema.ts'
import type { ExecutionService } from './execution.service.ts'
import { executionBars, executionPage } from './execution.view.ts'
import { linePolicy } from './line.policy.ts'
import type { Choice } from './line.view.ts'

type Deps = { executions: ExecutionService; clock: Clock; areaChoices: () => Promise<Choice[]> }

export const executionPages = ({ executions, clock, areaChoices }: Deps): AnyPage[] => {
  const names = async () => new Map((await areaChoices()).map(({ value, text }) => [value, text]))
  return [
    listPage({
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
  ]
}
