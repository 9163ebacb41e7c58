import { expect } from 'chai'
import type { Redis } from 'ioredis'
import mongoose from 'mongoose'
import { beginClock, platformClock, stopClock } from '../../src/platform/clock.ts'
import { openRedis } from '../../src/platform/redis.ts'
import { testRedisUrl } from '../support/stores.ts'
import { onDatabase } from './ground.ts'

const DAY = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * DAY)
const daysAhead = (clock: { ahead: () => number }) => Math.round(clock.ahead() / DAY)

describe('the clock of the platform', () => {
  onDatabase('clock')
  let redis: Redis
  before(() => { redis = openRedis(testRedisUrl()) })
  after(() => {
    stopClock()
    redis.disconnect()
  })

  it('is the time of day until it is moved', async () => {
    const clock = await platformClock({ movable: 'movable', redis })
    expect(clock.ahead()).to.equal(0)
    expect(Math.abs(clock.now().getTime() - Date.now())).to.be.lessThan(1_000)
  })

  it('moves ahead and never back', async () => {
    const clock = await platformClock({ movable: 'movable', redis })
    await clock.moveTo(inDays(21))
    expect(daysAhead(clock)).to.equal(21)
    await clock.moveTo(inDays(7))
    expect(daysAhead(clock)).to.equal(21)
  })

  it('is followed by all processes, also those that start later', async () => {
    const [web, worker] = await Promise.all([1, 2].map(() => platformClock({ movable: 'movable', redis })))
    await web!.moveTo(inDays(40))
    for (let tries = 0; daysAhead(worker!) !== 40 && tries < 100; tries += 1) await new Promise(done => setTimeout(done, 10))
    expect(daysAhead(worker!)).to.equal(40)
    expect(daysAhead(await platformClock({ movable: 'movable', redis }))).to.equal(40)
  })

  it('is found by a process that missed the message, as when either end of it died', async () => {
    const clock = await platformClock({ movable: 'movable', redis })
    await mongoose.connection.collection<{ _id: string }>('settings').updateOne({ _id: 'clock' }, { $set: { aheadMs: 45 * DAY } })
    for (let tries = 0; daysAhead(clock) !== 45 && tries < 60; tries += 1) await new Promise(done => setTimeout(done, 50))
    expect(daysAhead(clock)).to.equal(45)
  })

  it('is the time of day in production, whatever the demo left', async () => {
    const clock = await platformClock({ movable: 'fixed', redis })
    expect(clock.ahead()).to.equal(0)
  })

  it('moved by two at once stands at the later time', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => platformClock({ movable: 'movable', redis })))
    await Promise.all([one!.moveTo(inDays(60)), other!.moveTo(inDays(50))])
    await new Promise(done => setTimeout(done, 50))
    expect(daysAhead(await platformClock({ movable: 'movable', redis }))).to.equal(60)
  })
})

describe('the clock of a demo that began on a day of its own', () => {
  onDatabase('clockbegun')
  let redis: Redis
  before(async () => {
    redis = openRedis(testRedisUrl())
    await beginClock(inDays(-78))
  })
  after(() => {
    stopClock()
    redis.disconnect()
  })

  it('moves on from that day, not from today', async () => {
    const clock = await platformClock({ movable: 'movable', redis })
    expect(daysAhead(clock)).to.equal(-78)
    await clock.moveTo(inDays(-77))
    expect(daysAhead(clock)).to.equal(-77)
    await clock.moveTo(inDays(-78))
    expect(daysAhead(clock)).to.equal(-77)
  })

  it('begins once', async () => {
    await beginClock(inDays(-5))
    expect(daysAhead(await platformClock({ movable: 'movable', redis }))).to.equal(-77)
  })
})
