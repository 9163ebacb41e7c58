import { z } from 'zod'
import { JobState } from '../kernel/job.ts'
import { endpoint, Id, type AnyEndpoint } from '../platform/endpoint.ts'
import { sheetOf, type ImportPagesDeps } from './import.pages.ts'
import { Import, ImportRow, StartImport } from './import.schema.ts'
import { organizationPolicy } from './registry.policy.ts'

const Reply = Import.meta({ id: 'RegisterImport' })
const Row = ImportRow.pick({ line: true, cells: true, problems: true, state: true })

export const importApi = ({ imports, receiveRegister, openFile }: ImportPagesDeps): AnyEndpoint[] => {
  const may = organizationPolicy.import
  return [
    endpoint({
      method: 'post', path: '/organization-imports', may, summary: 'Read a register from a file (XLSX or CSV); nothing is entered yet',
      upload: { fields: ['file'], receive: receiveRegister }, reply: Reply, status: 201,
      handle: async ({ actor, req }) => imports.preview(actor, await sheetOf(req, openFile)),
    }),
    endpoint({
      method: 'get', path: '/organization-imports/:id', may, summary: 'How far an import and its job are, and its bad lines with what is wrong',
      params: Id, reply: z.object({ import: Reply, job: JobState.nullable(), bad: z.array(Row), refused: z.array(Row) }),
      handle: async ({ actor, params }) => {
        const { importing, job } = await imports.progress(actor, params.id)
        return { import: importing, job, bad: await imports.rows(importing, 'bad'), refused: await imports.rows(importing, 'refused') }
      },
    }),
    endpoint({
      method: 'post', path: '/organization-imports/:id/start', may, summary: 'Enter the good lines',
      params: Id, body: StartImport, reply: Reply, handle: ({ actor, params, body }) => imports.start(actor, params.id, body),
    }),
    endpoint({
      method: 'post', path: '/organization-imports/:id/retry', may, summary: 'Let an entering that failed go on',
      params: Id, reply: JobState, handle: ({ actor, params }) => imports.retry(actor, params.id),
    }),
    endpoint({
      method: 'post', path: '/organization-imports/:id/drop', may, summary: 'Drop an import that was only looked at',
      params: Id, body: StartImport, reply: Reply, handle: ({ actor, params, body }) => imports.drop(actor, params.id, body),
    }),
  ]
}
