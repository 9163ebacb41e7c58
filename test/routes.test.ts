import { expect } from 'chai'
import request from 'supertest'
import { endpoints, pages } from '../src/app.ts'
import { Role, type Actor } from '../src/kernel/actor.ts'
import { mayAtAll } from '../src/kernel/policy.ts'
import type { Route } from '../src/platform/route.ts'
import { startWorld, type World } from './support/world.ts'

const address = (path: string): string => path.replace(/:\w+/g, '0'.repeat(24))

/** Every route is listed with the roles that may use it, and tried with all others. */
describe('routes and roles', function () {
  this.timeout(120_000)
  let world: World
  let people: { role: Role; actor: Actor; token: string }[]
  let routes: { kind: 'page' | 'call'; route: Route }[]

  before(async () => {
    world = await startWorld('routes')
    people = await Promise.all(Role.options.map(async role => {
      const organizationId = ['owner', 'editor', 'signatory'].includes(role) ? 'f'.repeat(24) : undefined
      const actor = await world.actor(role, ...(organizationId ? [{ organizationId }] : []) as [])
      return { role, actor, token: (await world.services.tokens.issue(actor.id)).token }
    }))
    routes = [
      ...pages(world.services).map(route => ({ kind: 'page' as const, route })),
      ...endpoints(world.services).map(route => ({ kind: 'call' as const, route })),
    ]
  })
  after(() => world.stop())

  it('says for each who may', () => {
    expect(routes.length).to.be.greaterThan(10)
    for (const { route } of routes) {
      expect(Object.keys(route.may.who), `${route.method} ${route.path}`).not.to.be.empty
    }
  })

  it('has no two routes of one name', () => {
    const names = routes.map(({ kind, route }) => `${kind} ${route.method} ${route.path}`)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([])
  })

  it('has a call for what is done on pages, open to the same people', () => {
    const done = (kind: string) => new Set(routes.filter(each => each.kind === kind && each.route.method !== 'get').map(({ route }) => route.may.action))
    const missing = [...done('page')].filter(action => !done('call').has(action) && !action.startsWith('account.'))
    expect(missing).to.deep.equal([])
  })

  it('refuses calls to everybody else', async () => {
    for (const { kind, route } of routes) {
      if (kind === 'page' || route.may.who.public) continue
      const path = `/api/v1${address(route.path)}`
      expect((await request(world.app)[route.method](path)).status, `${route.method} ${path} as a visitor`).to.equal(401)
      for (const { role, actor, token } of people) {
        if (mayAtAll(route.may, actor)) continue
        const answer = await request(world.app)[route.method](path).set('Authorization', `Bearer ${token}`)
        expect(answer.status, `${route.method} ${path} as ${role}`).to.equal(403)
      }
    }
  })

  it('refuses pages to everybody else', async () => {
    for (const { role, actor } of people) {
      const agent = await world.page(actor)
      for (const { kind, route } of routes) {
        if (kind === 'call' || mayAtAll(route.may, actor)) continue
        const answer = route.method === 'get' ? await agent.get(address(route.path)) : await agent.post(address(route.path))
        expect(answer.status, `${route.method} ${route.path} as ${role}`).to.equal(403)
      }
    }
  })

  it('sends visitors to the sign-in page', async () => {
    for (const { kind, route } of routes) {
      if (kind === 'call' || route.may.who.public || route.method !== 'get') continue
      const answer = await request(world.app).get(address(route.path))
      expect([answer.status, answer.headers.location?.split('?')[0]], route.path).to.deep.equal([303, '/sign-in'])
    }
  })
})
