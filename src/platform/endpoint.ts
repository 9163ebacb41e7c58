import { Router, type Request, type RequestHandler } from 'express'
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi'
import type { Actor } from '../kernel/actor.ts'
import { check, readForm, readJson } from './form.ts'
import { actorOf, gate, type Route } from './route.ts'

type Shape = z.ZodType
type Call<P extends Shape, Q extends Shape, B extends Shape> =
  { actor: Actor; params: z.output<P>; query: z.output<Q>; body: z.output<B>; req: Request }

type Endpoint<P extends Shape, Q extends Shape, B extends Shape, R extends Shape> = Route & {
  summary: string
  params?: P
  query?: Q
  body?: B
  /** Files come as multipart; the handler finds them in `req.files`. */
  upload?: { fields: string[]; receive: RequestHandler }
  reply: R
  status?: 200 | 201
  /** What callers without a token get may be a second old, as with a page. */
  visitors?: 'kept'
  handle: (call: Call<P, Q, B>) => Promise<z.input<R>>
}

/** One API call: its handler, its checks, its gate and its documentation in one place. */
export const endpoint = <R extends Shape, P extends Shape = z.ZodUnknown, Q extends Shape = z.ZodUnknown, B extends Shape = z.ZodUnknown>(
  spec: Endpoint<P, Q, B, R>) => spec as unknown as AnyEndpoint

export type AnyEndpoint = Omit<Endpoint<Shape, Shape, Shape, Shape>, 'handle'> & { handle: (call: never) => Promise<unknown> }

/** A path with the id of a thing in it. */
export const Id = z.object({ id: z.string().min(1).max(64) })

export function apiRouter(endpoints: AnyEndpoint[]): Router {
  const router = Router()
  for (const spec of endpoints) {
    router[spec.method](spec.path, gate(spec), ...(spec.upload ? [spec.upload.receive] : []), serve(spec))
  }
  return router
}

const serve = (spec: AnyEndpoint): RequestHandler => async (req, res) => {
  const call = {
    actor: actorOf(req), req,
    params: spec.params ? check(spec.params, req.params) : {},
    query: spec.query ? readForm(spec.query, req.query as Record<string, unknown>) : {},
    body: spec.body ? readJson(spec.body, req.body ?? {}) : {},
  }
  const reply = await spec.handle(call as never)
  res.status(spec.status ?? 200).json(spec.reply.parse(reply))
}

const Problem = z.object({ field: z.string(), code: z.string(), text: z.string() })
export const Refused = z.object({
  code: z.string(), text: z.string(), requestId: z.string(), problems: z.array(Problem).optional(),
  blockers: z.array(z.object({ code: z.string(), field: z.string().optional(), law: z.string().optional(), text: z.string() })).optional(),
}).meta({ id: 'Refused', description: 'Why not, in the language of Accept-Language' })

/** The OpenAPI 3.1 document, made of the same shapes that guard the calls. */
export function openApi(endpoints: AnyEndpoint[], version: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const spec of endpoints) {
    const path = spec.path.replace(/:(\w+)/g, '{$1}')
    ;(paths[path] ??= {})[spec.method] = operation(spec)
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Fuhua 孵化', version, description: 'Registry, incubation, purchase of services and evaluation of social organizations. Money is in whole fen, scores in hundredths of a point, times in UTC.' },
    externalDocs: { url: '/api/docs', description: 'To be read and tried' },
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(endpoints.map(groupOf))].map(name => ({ name, description: `Calls on ${name.replaceAll('-', ' ')}` })),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'From POST /tokens' } } },
    paths,
  }, { override: ({ zodSchema, jsonSchema }) => {
    if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
  }, allowEmptySchema: { unknown: true, date: true } as never })
}

/** Calls are grouped by the first part of their address. */
const groupOf = ({ path }: AnyEndpoint): string => path.split('/')[1] ?? ''

/** What is sent: JSON, or the fields of a form with its files. */
function requestBody({ body, upload }: AnyEndpoint): ZodOpenApiOperationObject['requestBody'] {
  if (!upload) return body && { required: true, content: { 'application/json': { schema: body } } }
  const files = Object.fromEntries(upload.fields.map(field => [field, z.array(z.string()).meta({ items: { type: 'string', format: 'binary' } })]))
  return { required: true, content: { 'multipart/form-data': { schema: body instanceof z.ZodObject ? body.extend(files) : z.object(files) } } }
}

function operation(spec: AnyEndpoint): ZodOpenApiOperationObject {
  const { method, path, summary, may, params, query, body, upload, reply, status = 200 } = spec
  const refused = (description: string) => ({ description, content: { 'application/json': { schema: Refused } } })
  const sent = requestBody(spec)
  return {
    summary, tags: [groupOf(spec)],
    operationId: `${method}${path}`.replace(/[^\w]+/g, '_'),
    description: `For: ${Object.keys(may.who).join(', ')}`,
    ...(!may.who.public && { security: [{ token: [] }] }),
    ...((params ?? query) && { requestParams: { ...(params && { path: params as z.ZodObject }), ...(query && { query: query as z.ZodObject }) } }),
    ...(sent && { requestBody: sent }),
    responses: {
      [status]: { description: 'Done', content: { 'application/json': { schema: reply } } },
      ...((body ?? upload) && { 400: refused('The request cannot be read') }),
      ...(!may.who.public && { 401: refused('Not signed in') }),
      // What everybody may ask for can still be a thing that only some may see.
      ...((!may.who.public || params) && { 403: refused('Not for this role or not yours') }),
      ...(params && { 404: refused('Not there') }),
      ...(method !== 'get' && { 409: refused('A rule forbids it, or somebody else was faster') }),
      ...((body ?? upload ?? params ?? query) && { 422: refused('Some answers need correcting') }),
    },
  }
}
