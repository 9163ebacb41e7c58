import { expect } from 'chai'
import express from 'express'
import request from 'supertest'
import { z } from 'zod'
import { form, goTo, page, pageRouter, send } from '../../src/platform/page.ts'
import { everybody } from '../../src/platform/route.ts'

describe('the address of a form', () => {
  const sent = async () => send({ name: 'x.txt', type: 'text/plain', body: 'shown' })
  const app = express().use(pageRouter([
    form({ path: '/things/:id/keep', may: everybody, body: z.object({}), handle: async () => goTo('/') }),
    form({ path: '/things/:id/parts/:part', may: everybody, body: z.object({}), handle: async () => goTo('/') }),
    form({ path: '/leave', may: everybody, body: z.object({}), handle: async () => goTo('/') }),
    page({ path: '/things/:id', may: everybody, handle: sent }), page({ path: '/things/:id/seen', may: everybody, handle: sent }),
  ], (_req, _res, next) => next()))
  const led = async (path: string) => (await request(app).get(path)).headers.location

  it('leads to the page above it, in the language that is asked for', async () => {
    expect(await led('/things/7/keep?lang=en')).to.equal('/things/7?lang=en')
    expect(await led('/things/7/parts/2')).to.equal('/things/7')
  })
  it('leads to the front page where there is none above', async () => expect(await led('/leave')).to.equal('/'))
  it('takes nothing from the pages', async () => expect((await request(app).get('/things/7/seen')).status).to.equal(200))
})
