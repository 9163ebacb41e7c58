import { yearOf } from '../kernel/period.ts'
import { formatOf, listPage } from '../platform/list-page.ts'
import { show, type AnyPage } from '../platform/page.ts'
import { everybody } from '../platform/route.ts'
import type { AreaService } from '../registry/index.ts'
import type { PublishedService } from './published.service.ts'
import { found, pageOf, recordsOf } from './record.rules.ts'
import { RecordFilter, RecordKind } from './record.schema.ts'
import { PATH, recordList } from './record.view.ts'

type Deps = { published: PublishedService; areas: Pick<AreaService, 'top' | 'names'> }
const PAGE = 50

/** Awards, contracts and results, each as a list that everybody may search, sort and take home. */
export const recordPages = ({ published, areas }: Deps): AnyPage[] => RecordKind.options.flatMap(kind => {
  return [
    listPage({
      path: PATH[kind], may: everybody, query: RecordFilter,
      handle: async ({ query: filter, req }) => {
        const all = recordsOf(kind, await published.all())
        const wanted = found(all, filter)
        const { records, next } = formatOf(req) === 'page' ? pageOf(wanted, filter, PAGE) : { records: wanted, next: null }
        const years = new Set([...all.map(({ at }) => yearOf(at)), ...(filter.year ? [filter.year] : [])])
        return show(recordList, {
          kind, page: records, next, count: wanted.length, filter, names: await areas.names(),
          years: [...years].sort((a, b) => b - a), grades: [...new Set(all.flatMap(({ grade }) => grade ?? []))].sort(),
          areas: (await areas.top()).map(({ id, name }) => ({ value: id, text: name })),
        })
      },
    }),
  ]
})
