import { buffer } from 'node:stream/consumers'
import type { Request, RequestHandler } from 'express'
import { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { Invalid } from '../kernel/refusal.ts'
import { Id } from '../platform/endpoint.ts'
import { listPage } from '../platform/list-page.ts'
import { form, goTo, page, send, show, type AnyPage } from '../platform/page.ts'
import { csvOf, sheetsOf, xlsxOf } from '../platform/spreadsheet.ts'
import { localeOf, translator } from '../platform/text.ts'
import type { Opened } from '../platform/files.ts'
import { progressPages } from '../platform/job-progress.ts'
import { filesOf } from '../platform/upload.ts'
import { COLUMNS, headingFound } from './import.rules.ts'
import { ImportFilter, StartImport } from './import.schema.ts'
import type { ImportService, Sheet } from './import.service.ts'
import { importForm, importList, importPage, importProgress, wrongTable } from './import.view.ts'
import { organizationPolicy } from './registry.policy.ts'

export type ImportPagesDeps = { imports: ImportService; receiveRegister: RequestHandler; openFile: (key: string) => Promise<Opened> }

const noSheet = () => new Invalid('invalid-input', 'No sheet', { problems: [{ field: 'file', code: 'required' }] })

/** The sheet that came with the form. Throws Invalid when there is none, or none that can be read. */
export async function sheetOf(req: Request, openFile: ImportPagesDeps['openFile']): Promise<Sheet> {
  const [file] = await filesOf(req, 'file')
  if (!file || (file.type !== 'csv' && file.type !== 'xlsx')) throw noSheet()
  const bytes = await buffer((await openFile(file.key)).bytes())
  const sheets = await sheetsOf(bytes, file.type).catch(() => {
    throw new Invalid('invalid-input', 'The sheet cannot be read', { problems: [{ field: 'file', code: 'sheet-unreadable' }] })
  })
  const found = headingFound(sheets) ?? { rows: sheets[0] ?? [], at: 0 }
  if (!found.rows.slice(found.at + 1).some(row => row.some(Boolean))) throw new Invalid('invalid-input', 'No lines', { problems: [{ field: 'file', code: 'sheet-empty' }] })
  return { name: file.name, rows: found.rows.slice(found.at), first: found.at + 1 }
}

export const importPages = ({ imports, receiveRegister, openFile }: ImportPagesDeps): AnyPage[] => {
  const may = organizationPolicy.import
  const one = async (actor: Actor, id: string) => {
    const { importing, job } = await imports.progress(actor, id)
    const [bad, ready, refused] = await Promise.all((['bad', 'ready', 'refused'] as const).map(state => imports.rows(importing, state)))
    return show(importPage, { importing, job, bad: bad ?? [], ready: importing.status === 'previewed' ? ready ?? [] : [], refused: refused ?? [] })
  }
  const step = (action: 'start' | 'drop') => form({
    path: `/organizations/imports/:id/${action}`, may, params: Id, body: StartImport, ...(action === 'start' && { binds: 'organization.import' }),
    handle: async ({ actor, params, body }) => {
      await imports[action](actor, params.id, body)
      return goTo(`/organizations/imports/${params.id}`, `registry.flash.import-${action}`)
    },
    again: ({ actor, params }) => one(actor, params.id),
  })
  return [
    listPage({
      path: '/organizations/imports', may, query: ImportFilter,
      handle: async ({ actor, query }) => show(importList, await imports.list(actor, query), query),
    }),
    page({ path: '/organizations/import', may, handle: async () => show(importForm) }),
    page({
      path: '/organizations/import/template.xlsx', may,
      handle: async ({ req }) => {
        const at = localeOf(req) === 'en' ? 1 : 0
        const body = await xlsxOf({ name: 'register', columns: COLUMNS.map(({ headers }) => headers[at]), rows: [COLUMNS.map(({ example }) => example)] })
        return send({ name: `${translator(localeOf(req))('registry.import.template')}.xlsx`, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body })
      },
    }),
    form({
      path: '/organizations/imports', may, body: z.object({}), upload: receiveRegister,
      handle: async ({ actor, req }) => goTo(`/organizations/imports/${(await imports.preview(actor, await sheetOf(req, openFile))).id}`, 'registry.flash.import-read'),
      again: async () => show(importForm),
    }),
    page({ path: '/organizations/imports/:id', may, params: Id, handle: ({ actor, params }) => one(actor, params.id) }),
    page({
      path: '/organizations/imports/:id/wrong.csv', may, params: Id,
      handle: async ({ actor, params, req }) => {
        const importing = await imports.see(actor, params.id)
        const wrong = [...await imports.rows(importing, 'bad'), ...await imports.rows(importing, 'refused')]
        const table = wrongTable(importing.file.replace(/\.\w+$/, ''), wrong, importing.heading, translator(localeOf(req)))
        return send({ name: `${table.name}-wrong.csv`, type: 'text/csv; charset=utf-8', body: csvOf(table) })
      },
    }),
    step('start'), step('drop'),
    ...progressPages({
      path: '/organizations/imports/:id/progress', may, page: id => `/organizations/imports/${id}`,
      progress: async (actor, id) => {
        const { importing, job } = await imports.progress(actor, id)
        return job && importProgress(importing, job)
      },
      retry: { path: '/organizations/imports/:id/retry', may, ask: imports.retry, again: one },
    }),
  ]
}
