import { view } from '../kernel/view.ts'
import { apiDocument } from './api-words.ts'
import type { AnyEndpoint } from './endpoint.ts'
import { page, show } from './page.ts'
import { everybody } from './route.ts'
import { localeOf } from './text.ts'

/** Where the OpenAPI document of all calls stands. */
export const API_DOCUMENT = '/api/v1/openapi.json'

type Document = { paths?: Record<string, Record<string, { summary?: string; description?: string }>> }

/** What a reader without JavaScript gets: each call with what it does and who may. */
const callsOf = ({ paths = {} }: Document) => Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, { summary, description = '' }]) => ({ call: `${method.toUpperCase()} ${path}`, summary, who: description.replace(/^.*?[:：] */, '') })))

export const apiDocs = view('platform/api-docs', (document: Document) => ({ document: API_DOCUMENT, calls: callsOf(document) }))

/** Every call of the API to be read and tried, by Swagger UI from this site's own files, under the site's own CSP. */
export function apiDocsPage(endpoints: () => AnyEndpoint[]) {
  const document = apiDocument(endpoints, '')
  return page({ path: '/api/docs', may: everybody, handle: async ({ req }) => show(apiDocs, document(localeOf(req)) as Document) })
}
