import type { Request } from 'express'
import { z } from 'zod'
import type { List } from './list.ts'
import { printOf, sheetOf } from './list-file.ts'
import { goTo, page, send, type Answer } from './page.ts'
import { print } from './print.ts'
import { fileOf } from './spreadsheet.ts'
import type { PageContext } from './page-context.ts'
import { localeOf } from './text.ts'
import { turns } from './turns.ts'

const Format = z.enum(['csv', 'xlsx', 'pdf'])
export type Format = z.infer<typeof Format>

const Part = z.coerce.number().int().min(1).max(1_000).catch(1)

/** What a list is wanted as: a page, or a file that holds all of it. */
export const formatOf = ({ query }: Pick<Request, 'query'>): Format | 'page' => Format.safeParse(query.format).data ?? 'page'

/** A page that shows one list, and gives all of it as a file where the address says so: `?status=draft&format=xlsx`. */
export const listPage: typeof page = spec => ({ shows: 'list', ...page({
  ...spec,
  handle: async call => {
    const chosen = call.req.originalUrl.includes('?') ? undefined : localsOf(call.req).savedViews.find(({ isDefault }) => isDefault)
    if (chosen) return goTo(chosen.href)
    const shown = await spec.handle(call)
    const format = formatOf(call.req)
    return shown.kind !== 'shown' || format === 'page' ? shown : inFile(listOf(shown.locals), format, call.req)
  },
}) })

/** Long lists take their memory one after the other. */
const oneByOne = turns()
const localsOf = (req: Request) => req.res?.locals as Pick<PageContext, 'now' | 'savedViews'>

/** The page is its list, or has one among other things. */
const listOf = (locals: object): List => 'list' in locals ? locals.list as List : locals as List

async function inFile(list: List, format: Format, req: Request): Promise<Answer> {
  const { now } = localsOf(req)
  const asked = { path: req.path, query: req.originalUrl.split('?')[1] ?? '', lang: localeOf(req), now }
  if (format !== 'pdf') return send(await fileOf(sheetOf(list, asked), format))
  const part = Part.parse(req.query.part)
  const request = printOf(list, { ...asked, part })
  return send({ name: `${request.title}${part > 1 ? `-${part}` : ''}.pdf`, type: 'application/pdf', body: await oneByOne('list', () => print(request)), inline: true })
}

