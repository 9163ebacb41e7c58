import { expect } from 'chai'
import type { Response } from 'supertest'
import type { Actor } from '../../src/kernel/actor.ts'
import type { World } from '../support/world.ts'

type Body = { id: string; revision: number }

/** Calls of /api/v1 as each person, with one token for each. */
export function caller(world: World) {
  const agents = new Map<string, Awaited<ReturnType<World['as']>>>()
  async function as(actor: Actor) {
    const agent = agents.get(actor.id) ?? await world.as(actor)
    agents.set(actor.id, agent)
    return agent
  }
  return {
    get: async (actor: Actor, path: string): Promise<Response> => (await as(actor)).get(`/api/v1${path}`),
    post: async (actor: Actor, path: string, body: object = {}): Promise<Response> => (await as(actor)).post(`/api/v1${path}`).send(body),
    put: async (actor: Actor, path: string, body: object): Promise<Response> => (await as(actor)).put(`/api/v1${path}`).send(body),
    /** What a call answered, which must have gone well. */
    async done<More = Record<string, unknown>>(status: number, answer: PromiseLike<Response>): Promise<Body & More> {
      const { status: given, body, req } = await answer as Response & { req: { method: string; path: string } }
      expect(given, `${req.method} ${req.path}: ${JSON.stringify(body)}`).to.equal(status)
      return body as Body & More
    },
  }
}
export type Caller = ReturnType<typeof caller>
