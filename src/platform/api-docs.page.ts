import { view } from '../kernel/view.ts'
import { page, show } from './page.ts'
import { everybody } from './route.ts'

/** Where the OpenAPI document of all calls stands. */
export const API_DOCUMENT = '/api/v1/openapi.json'

export const apiDocs = view('platform/api-docs', () => ({ document: API_DOCUMENT }))

/** Every call of the API to be read and tried, by Swagger UI from this site's own files, under the site's own CSP. */
export const apiDocsPage = page({ path: '/api/docs', may: everybody, handle: async () => show(apiDocs) })
