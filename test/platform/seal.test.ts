import { expect } from 'chai'
import { randomBytes } from 'node:crypto'
import { Readable, type Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { newSealKey, publicKeyOf, seal, sealStream, unseal, unsealStream } from '../../src/platform/seal.ts'

const SEGMENT = 64 * 1024
const key = newSealKey()
const other = newSealKey()
const context = 'tender T1, bidder B1, version 1'

const flip = (bytes: Buffer, at: number, bits = 1): Buffer => {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ bits
  return changed
}
const isBroken = (work: () => unknown) => {
  let thrown: unknown
  try { work() } catch (error) { thrown = error }
  expect(thrown).to.be.instanceOf(RuleBroken).and.have.property('code', 'seal-broken')
}
const isBrokenLater = async (work: Promise<unknown>) => {
  const thrown = await work.then(() => undefined, (error: unknown) => error)
  expect(thrown).to.be.instanceOf(RuleBroken).and.have.property('code', 'seal-broken')
}
/** Sends bytes through a transform in pieces of uneven sizes, as a network would. */
const through = (bytes: Buffer, transform: Transform, step = 10_007): Promise<Buffer> => {
  const pieces = function* () { for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step) }
  const source = Readable.from(pieces())
  return buffer(source.on('error', error => transform.destroy(error)).pipe(transform))
}

describe('sealing', () => {
  it('gives back any plaintext to the right key and context', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.string(), (bytes, bound) => {
      const plain = Buffer.from(bytes)
      expect(unseal(key.privateKey, seal(key.publicKey, plain, bound), bound).equals(plain)).to.equal(true)
    }), { numRuns: 100 })
  })

  it('gives back what is longer than a segment', () => {
    const plain = randomBytes(3 * SEGMENT + 5)
    expect(unseal(key.privateKey, seal(key.publicKey, plain, context), context).equals(plain)).to.equal(true)
  })

  it('is broken by any changed bit anywhere', () => {
    const sealed = seal(key.publicKey, Buffer.from('报价 1,280,000.00 元'), context)
    for (let at = 0; at < sealed.length; at++) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        // X25519 ignores the highest bit of a public key, but the key derivation does not.
        isBroken(() => unseal(key.privateKey, flip(sealed, at, bit), context))
      }
    }
  }).timeout(60_000)

  it('is broken by another key, another context, a cut or an addition', () => {
    const sealed = seal(key.publicKey, Buffer.from('一'), context)
    isBroken(() => unseal(other.privateKey, sealed, context))
    isBroken(() => unseal(key.privateKey, sealed, 'tender T1, bidder B2, version 1'))
    for (let length = 0; length < sealed.length; length++) isBroken(() => unseal(key.privateKey, sealed.subarray(0, length), context))
    isBroken(() => unseal(key.privateKey, Buffer.concat([sealed, Buffer.from([0])]), context))
    isBroken(() => unseal('not a key', sealed, context))
  })

  it('refuses a sender key that makes the secret guessable', () => {
    const sealed = seal(key.publicKey, Buffer.from('x'), context)
    isBroken(() => unseal(key.privateKey, Buffer.concat([Buffer.alloc(32), sealed.subarray(32)]), context))
  })

  it('never seals twice alike and hides the digits of a price in the length', () => {
    const sealed = ['999999', '1000000', '1'].map(price => seal(key.publicKey, Buffer.from(price), context))
    expect(new Set(sealed.map(({ length }) => length)).size).to.equal(1)
    expect(seal(key.publicKey, Buffer.from('1'), context).equals(seal(key.publicKey, Buffer.from('1'), context))).to.equal(false)
  })

  it('knows the public key of a private one', () => {
    expect(publicKeyOf(key.privateKey)).to.equal(key.publicKey)
    expect(Buffer.from(key.publicKey, 'base64url')).to.have.length(32)
  })
})

describe('sealing a stream', () => {
  const sealed = (plain: Buffer) => through(plain, sealStream(key.publicKey, context))
  const opened = (bytes: Buffer, step?: number) => through(bytes, unsealStream(key.privateKey, context), step)

  it('gives back every length around the edges of segments', async () => {
    for (const length of [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 1, 5 * SEGMENT + 77]) {
      const plain = randomBytes(length)
      expect((await opened(await sealed(plain))).equals(plain), `${length} bytes`).to.equal(true)
    }
  })

  it('gives back any bytes however they are cut on the way', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 40 }), async (bytes, step) => {
      const plain = Buffer.from(bytes)
      expect((await opened(await through(plain, sealStream(key.publicKey, context), step), step)).equals(plain)).to.equal(true)
    }), { numRuns: 60 })
  })

  it('finds a cut at every edge, so that half a file is never taken for a whole one', async () => {
    const whole = await sealed(randomBytes(3 * SEGMENT))
    const edge = (segments: number) => 32 + segments * (SEGMENT + 16)
    for (const length of [0, 31, 32, 40, edge(1), edge(1) + 16, edge(2), whole.length - 1]) {
      await isBrokenLater(opened(whole.subarray(0, length)))
    }
  })

  it('finds segments that were swapped, doubled or left out', async () => {
    const whole = await sealed(randomBytes(3 * SEGMENT))
    const size = SEGMENT + 16
    const [header, a, b, c] = [whole.subarray(0, 32), ...[0, 1, 2].map(n => whole.subarray(32 + n * size, 32 + (n + 1) * size))]
    for (const order of [[b, a, c], [a, a, b, c], [a, c], [c], [a, b, c, c]]) {
      await isBrokenLater(opened(Buffer.concat([header, ...order] as Buffer[])))
    }
  })

  it('finds any flipped byte', async () => {
    const whole = await sealed(Buffer.from('投标文件'.repeat(10_000)))
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) =>
      isBrokenLater(opened(flip(whole, at, bits)))), { numRuns: 80 })
  })

  it('does not open with another key or context, nor as something sealed at once', async () => {
    const whole = await sealed(randomBytes(1_000))
    await isBrokenLater(through(whole, unsealStream(other.privateKey, context)))
    await isBrokenLater(through(whole, unsealStream(key.privateKey, `${context}0`)))
    isBroken(() => unseal(key.privateKey, whole, context))
  })
})
