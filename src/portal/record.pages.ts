import { page, send, show, type AnyPage } from '../platform/page.ts'
import { everybody } from '../platform/route.ts'
import { csvOf, xlsxOf } from '../platform/spreadsheet.ts'
import { localeOf, translator } from '../platform/text.ts'
import type { AreaService } from '../registry/index.ts'
import type { PublishedService } from './published.service.ts'
import { found, pageOf, recordsOf, yearOf } from './record.rules.ts'
import { RecordFilter, RecordKind } from './record.schema.ts'
import { PATH, recordList, recordTable } from './record.view.ts'

type Deps = { published: PublishedService; areas: Pick<AreaService, 'top' | 'names'> }
const PAGE = 50

/** Awards, contracts and results, each as a list that everybody may search, sort and take home. */
export const recordPages = ({ published, areas }: Deps): AnyPage[] => RecordKind.options.flatMap(kind => {
  const exported = (type: 'csv' | 'xlsx') => page({
    path: `${PATH[kind]}/export.${type}`, may: everybody, query: RecordFilter,
    handle: async ({ query, req }) => {
      const table = recordTable(kind, found(recordsOf(kind, await published.all()), query), { t: translator(localeOf(req)), areaNames: await areas.names() })
      return type === 'csv' ? send({ name: `${table.name}.csv`, type: 'text/csv; charset=utf-8', body: csvOf(table) })
        : send({ name: `${table.name}.xlsx`, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body: await xlsxOf(table) })
    },
  })
  return [
    page({
      path: PATH[kind], may: everybody, query: RecordFilter,
      handle: async ({ query: filter, req }) => {
        const all = recordsOf(kind, await published.all())
        const wanted = found(all, filter)
        const { records, next } = pageOf(wanted, filter, PAGE)
        const years = new Set([...all.map(yearOf), ...(filter.year ? [filter.year] : [])])
        return show(recordList, {
          kind, page: records, next, count: wanted.length, filter, query: queryOf(req.originalUrl),
          years: [...years].sort((a, b) => b - a), grades: [...new Set(all.flatMap(({ grade }) => grade ?? []))].sort(),
          areas: (await areas.top()).map(({ id, name }) => ({ value: id, text: name })),
        })
      },
    }),
    exported('csv'), exported('xlsx'),
  ]
})

/** The filter goes into the file, the page does not: a file holds all of it. */
function queryOf(url: string): string {
  const asked = new URLSearchParams(url.split('?')[1] ?? '')
  asked.delete('after')
  return asked.size > 0 ? `?${asked}` : ''
}
