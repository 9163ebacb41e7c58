import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import request from 'supertest'
import { endpoints, pages } from '../src/app.ts'
import { Role, type Actor } from '../src/kernel/actor.ts'
import { mayAtAll } from '../src/kernel/policy.ts'
import type { AnyEndpoint } from '../src/platform/endpoint.ts'
import type { AnyPage } from '../src/platform/page.ts'
import { viewsFolder } from '../src/platform/root.ts'
import { noTwin, twinOf } from './support/twins.ts'
import { startWorld, type World } from './support/world.ts'

type Schema = { $ref?: string; type?: string; properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[]; enum?: unknown[]; format?: string }
type Content = { content?: Record<string, { schema: Schema }> }
type Operation = {
  summary?: string; description?: string; operationId: string; security?: object[]
  parameters?: { in: string; name: string; required?: boolean; schema?: Schema }[]
  requestBody?: Content & { required?: boolean }
  responses: Record<string, Content>
}
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`
const namesIn = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
const keysOf = (shape: unknown): string[] => Object.keys((shape as { shape?: object } | undefined)?.shape ?? {})
/** Says nothing about what comes: neither a type nor a place where one is told. */
const isEmpty = (schema: Schema | undefined): boolean => !schema || !['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const'].some(word => word in schema)

/** The refusals that a call can meet by what it is: who may, what names a thing, what is sent. */
function refusalsOf({ method, may, params, query, body, upload }: AnyEndpoint): number[] {
  return [
    ...(body ?? upload ? [400] : []), ...(may.who.public ? [] : [401]), ...(!may.who.public || params ? [403] : []), ...(params ? [404] : []),
    ...(method === 'get' ? [] : [409]), ...(body ?? upload ?? params ?? query ? [422] : []),
  ]
}

describe('the calls of the API', function () {
  this.timeout(120_000)
  let world: World
  let calls: AnyEndpoint[]
  let document: Document
  const operation = ({ method, path }: AnyEndpoint): Operation | undefined => document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method]
  /** All faults at once, each with the call that has it. */
  const faults = (find: (call: AnyEndpoint, told: Operation) => string[]): string[] =>
    calls.flatMap(call => find(call, operation(call)!).map(fault => `${nameOf(call)}: ${fault}`))

  before(async () => {
    world = await startWorld('endpoints')
    calls = endpoints(world.services)
    document = (await request(world.app).get('/api/v1/openapi.json?lang=en')).body as Document
  })
  after(() => world.stop())

  it('stand in the document, each once, and nothing else does', () => {
    const told = Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations).map(method => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`))
    expect(told.toSorted()).to.deep.equal(calls.map(nameOf).toSorted())
  })
  it('say in words what they do and for whom, and have names of their own', () => {
    expect(faults((_, { summary = '', description = '' }) => [...(summary.length < 8 ? ['no summary'] : []), ...(/^For: \w/.test(description) ? [] : ['for whom?'])])).to.deep.equal([])
    const names = calls.map(call => operation(call)!.operationId)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).to.deep.equal([])
  })
  it('say all of it in Chinese too, and have no words for what is said no more', async () => {
    const texts = (part: unknown): string[] => part === null || typeof part !== 'object' ? [] : Object.entries(part).flatMap(([key, each]) =>
      ['summary', 'description'].includes(key) && typeof each === 'string' ? [each] : texts(each))
    const isEnglish = (text: string) => /[A-Za-z]{3}/.test(text) && !/^[A-Z]{2}-2026-0001$/.test(text)
    const chinese = (await request(world.app).get('/api/v1/openapi.json?lang=zh-CN')).body as Document
    const wanted = texts(document).filter(text => isEnglish(text) && !text.startsWith('For: '))
    const words = JSON.parse(readFileSync(join(viewsFolder, 'locales', 'api.zh-CN.json'), 'utf8')) as Record<string, string>
    expect([...new Set(wanted)].toSorted()).to.deep.equal(Object.keys(words).toSorted())
    expect(texts(chinese).filter(text => !/[\u4e00-\u9fff]/.test(text) && isEnglish(text))).to.deep.equal([])
  })
  it('say whether they take a token', () => {
    expect(faults(({ may }, { security }) => !may.who.public === (security?.length === 1) ? [] : ['security'])).to.deep.equal([])
  })
  it('name what stands in their address and in their question', () => {
    expect(faults(({ path, params, query }, { parameters = [] }) => [
      ...namesIn(path).filter(name => !parameters.some(each => each.in === 'path' && each.name === name && each.required && !isEmpty(each.schema))).map(name => `:${name} is not told`),
      ...namesIn(path).filter(name => !keysOf(params).includes(name)).map(name => `:${name} is not checked`),
      ...keysOf(query).filter(name => !parameters.some(each => each.in === 'query' && each.name === name && !isEmpty(each.schema))).map(name => `?${name} is not told`),
    ])).to.deep.equal([])
  })
  it('give the shape of what is sent, files included', () => {
    expect(faults(({ method, body, upload }, { requestBody }) => {
      const sent = requestBody?.content?.[upload ? 'multipart/form-data' : 'application/json']?.schema
      if (!body && !upload) return requestBody ? ['a body that nobody reads'] : []
      const { properties } = resolved(sent)
      return [
        ...(method === 'get' ? ['a body in a question'] : []), ...(requestBody?.required ? [] : ['the body is not required']), ...(isEmpty(sent) ? ['no shape'] : []),
        ...keysOf(body).filter(key => !properties?.[key]).map(key => `${key} is not told`),
        ...(upload?.fields ?? []).filter(field => properties?.[field]?.items?.format !== 'binary').map(field => `file ${field} is not told`),
      ]
    })).to.deep.equal([])
  })
  it('give the shape of the answer', () => {
    expect(faults(({ status = 200 }, { responses }) => isEmpty(responses[status]?.content?.['application/json']?.schema) ? ['no shape of the answer'] : [])).to.deep.equal([])
  })
  it('tell every refusal that can be met, and none that cannot', () => {
    expect(faults((call, { responses }) => {
      const told = Object.keys(responses).map(Number).filter(status => status >= 400)
      const wanted = refusalsOf(call)
      return [
        ...wanted.filter(status => !told.includes(status)).map(status => `${status} is not told`), ...told.filter(status => !wanted.includes(status)).map(status => `${status} cannot be met`),
        ...told.filter(status => responses[status]?.content?.['application/json']?.schema.$ref !== '#/components/schemas/Refused').map(status => `${status} has no shape`),
      ]
    })).to.deep.equal([])
  })
  it('refer only to shapes that the document has', () => {
    const named = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name)
    expect(named).not.to.be.empty
    expect([...new Set(named)].filter(name => !document.components.schemas[name])).to.deep.equal([])
  })
  const resolved = (schema: Schema = {}): Schema => schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!] ?? {} : schema

  it('answer only what they tell, to everybody and to each role, when they are asked for nothing in particular', async () => {
    const people: { actor: Actor; token: string }[] = await Promise.all(Role.options.map(async role => {
      const actor = await world.actor(role, ...(['owner', 'editor', 'signatory'].includes(role) ? [{ organizationId: 'f'.repeat(24) }] : []) as [])
      return { actor, token: (await world.services.tokens.issue(actor.id)).token }
    }))
    const untold: string[] = []
    for (const call of calls) {
      const told = Object.keys(operation(call)!.responses).map(Number)
      const one = people.find(({ actor }) => mayAtAll(call.may, actor))
      for (const token of [undefined, one?.token]) {
        for (const body of call.method === 'get' ? [undefined] : [{}, '{"broken":']) {
          const asked = request(world.app)[call.method](`/api/v1${call.path.replace(/:\w+/g, '0'.repeat(24))}`).set(token ? { Authorization: `Bearer ${token}` } : {}).set('Content-Type', 'application/json')
          const { status } = await (body === undefined ? asked : asked.send(body))
          // A call that reads no body is not asked whether a broken one can be read.
          if (!told.includes(status) && !(body === '{"broken":' && status === 400)) untold.push(`${nameOf(call)} ${token ? 'by who may' : 'by a visitor'}: ${status}`)
        }
      }
    }
    expect([...new Set(untold)]).to.deep.equal([])
  })
})

describe('what is done on pages', () => {
  let world: World
  let calls: AnyEndpoint[]
  let forms: AnyPage[]
  before(async () => {
    world = await startWorld('twins')
    calls = endpoints(world.services).filter(({ method }) => method !== 'get')
    forms = pages(world.services).filter(({ method }) => method === 'post')
  })
  after(() => world.stop())

  it('can be done by a call, for the same people, or the table says why not', () => {
    const lonely = forms.filter(({ path }) => !(path in noTwin)).filter(({ path, may }) => {
      const twin = twinOf(path)
      return !calls.some(call => call.path === twin && call.may.action === may.action)
    })
    expect(lonely.map(({ path, may }) => `${path} (${may.action}) looks for ${twinOf(path)}`)).to.deep.equal([])
  })
  it('is in the table only where there is such a form, and no such call', () => {
    expect(Object.keys(noTwin).filter(path => !forms.some(form => form.path === path) || calls.some(call => call.path === twinOf(path)))).to.deep.equal([])
  })
})
