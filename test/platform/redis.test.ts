import { expect } from 'chai'
import { freePort } from '../../src/platform/embedded/stores.mjs'
import { openRedis, whenConnected } from '../../src/platform/redis.ts'
import { testRedisUrl } from '../support/stores.ts'

describe('the first connection to the queue store', function () {
  this.timeout(10_000)
  it('is waited for', async () => {
    const redis = openRedis(testRedisUrl())
    expect(redis.status).to.not.equal('ready')
    await whenConnected(redis)
    expect(redis.status).to.equal('ready')
    await whenConnected(redis)
    redis.disconnect()
  })
  it('is not waited for without end where there is no store', async () => {
    const redis = openRedis(`redis://127.0.0.1:${await freePort()}`)
    const begun = performance.now()
    await whenConnected(redis)
    expect(redis.status).to.not.equal('ready')
    expect(performance.now() - begun).to.be.within(2_900, 5_000)
    redis.disconnect()
  })
})
