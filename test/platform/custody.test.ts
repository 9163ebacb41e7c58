import { expect } from 'chai'
import fc from 'fast-check'
import { Refusal } from '../../src/kernel/refusal.ts'
import { handOver, joinShares, newCustodian, splitKey, type Custodian, type SplitKey } from '../../src/platform/custody.ts'
import { newSealKey, seal, unseal } from '../../src/platform/seal.ts'

const PASSPHRASES = { purchaser: '采购人的开标口令二零二六', supervisor: 'correct horse battery' }
const context = 'tender T1'
const bid = Buffer.from('报价 1,280,000.00 元')

const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const thrown = await work.then(() => undefined, (error: unknown) => error)
  expect(thrown).to.be.instanceOf(Refusal)
  return thrown as Refusal
}
const isRefused = async (code: string, work: Promise<unknown>) => expect(await refusalOf(work)).to.have.property('code', code)

describe('custody of a tender’s key by two people', () => {
  const tender = newSealKey()
  const sealedBid = seal(tender.publicKey, bid, context)
  let purchaser: Custodian, supervisor: Custodian, split: SplitKey
  /** What each would type at the opening. */
  const first = () => ({ passphrase: PASSPHRASES.purchaser, wrappedKey: purchaser.wrappedKey, share: split.shares[0], to: supervisor.publicKey, context })
  const second = (handedOver: string) => ({
    passphrase: PASSPHRASES.supervisor, wrappedKey: supervisor.wrappedKey, share: split.shares[1], handedOver, check: split.check, context,
  })

  before(async () => {
    purchaser = await newCustodian(PASSPHRASES.purchaser)
    supervisor = await newCustodian(PASSPHRASES.supervisor)
    split = splitKey(tender.privateKey, [purchaser.publicKey, supervisor.publicKey], context)
  })

  it('opens the bids when both have typed their passphrases', async () => {
    const privateKey = await joinShares(second(await handOver(first())))
    expect(unseal(privateKey, sealedBid, context).toString()).to.equal(bid.toString())
  })

  it('does not care who comes first', async () => {
    const handedOver = await handOver({
      passphrase: PASSPHRASES.supervisor, wrappedKey: supervisor.wrappedKey, share: split.shares[1], to: purchaser.publicKey, context,
    })
    const privateKey = await joinShares({
      passphrase: PASSPHRASES.purchaser, wrappedKey: purchaser.wrappedKey, share: split.shares[0], handedOver, check: split.check, context,
    })
    expect(privateKey).to.equal(tender.privateKey)
  })

  it('leaves nothing readable to the first after handing over, nor to the second before', async () => {
    const handedOver = await handOver(first())
    await isRefused('seal-broken', joinShares({ ...second(handedOver), passphrase: PASSPHRASES.purchaser, wrappedKey: purchaser.wrappedKey, share: split.shares[0] }))
    await isRefused('seal-broken', joinShares(second(split.shares[0])))
    await isRefused('seal-broken', joinShares(second(split.shares[1])))
  })

  it('splits anew every time: one half says nothing of the key', async () => {
    const again = splitKey(tender.privateKey, [purchaser.publicKey, supervisor.publicKey], context)
    expect(again.check).to.equal(split.check)
    const handedOver = await handOver(first())
    await isRefused('seal-broken', joinShares({ ...second(handedOver), share: again.shares[1] }))
    const stored = JSON.stringify([split, purchaser, supervisor, handedOver])
    expect(stored).not.to.contain(tender.privateKey)
  })

  it('gives each custodian a half that by itself opens no bid', () => {
    const [one, other] = [newSealKey(), newSealKey()]
    for (let tries = 0; tries < 20; tries++) {
      const { shares } = splitKey(tender.privateKey, [one.publicKey, other.publicKey], context)
      const halves = [one, other].map(({ privateKey }, at) =>
        unseal(privateKey, Buffer.from(shares[at] ?? '', 'base64url'), `key share ${context}`).toString('base64url'))
      for (const half of halves) expect(() => unseal(half, sealedBid, context)).to.throw(Refusal).with.property('code', 'seal-broken')
      expect(() => unseal(one.privateKey, Buffer.from(shares[1], 'base64url'), `key share ${context}`)).to.throw(Refusal)
    }
  })

  it('refuses a wrong passphrase, and a stored key that is not a key', async () => {
    await isRefused('wrong-passphrase', handOver({ ...first(), passphrase: `${PASSPHRASES.purchaser} ` }))
    await isRefused('wrong-passphrase', handOver({ ...first(), passphrase: '' }))
    await isRefused('wrong-passphrase', joinShares({ ...second(await handOver(first())), passphrase: PASSPHRASES.purchaser }))
    await isRefused('seal-broken', handOver({ ...first(), wrappedKey: 'nothing' }))
  })

  it('takes full-width and half-width typing of a passphrase for the same', async () => {
    const custodian = await newCustodian('ＡＢＣ　１２３　开标口令')
    const own = splitKey(tender.privateKey, [custodian.publicKey, supervisor.publicKey], context)
    await handOver({ passphrase: 'ABC 123 开标口令', wrappedKey: custodian.wrappedKey, share: own.shares[0], to: supervisor.publicKey, context })
  })

  it('refuses halves of another tender', async () => {
    const elsewhere = splitKey(newSealKey().privateKey, [purchaser.publicKey, supervisor.publicKey], 'tender T2')
    await isRefused('seal-broken', handOver({ ...first(), share: elsewhere.shares[0] }))
    const handedOver = await handOver({ ...first(), share: elsewhere.shares[0], context: 'tender T2' })
    await isRefused('seal-broken', joinShares(second(handedOver)))
    await isRefused('seal-broken', joinShares({ ...second(await handOver(first())), check: elsewhere.check }))
  })

  it('finds any changed character in what is stored', async () => {
    const handedOver = await handOver(first())
    const change = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
    await fc.assert(fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async place => {
      const at = (text: string) => Math.floor(place * text.length)
      await isRefused('seal-broken', joinShares({ ...second(handedOver), handedOver: change(handedOver, at(handedOver)) }))
      await isRefused('seal-broken', joinShares({ ...second(handedOver), share: change(split.shares[1], at(split.shares[1])) }))
      const box = purchaser.wrappedKey.lastIndexOf('.') + 1
      const damaged = change(purchaser.wrappedKey, box + Math.floor(place * (purchaser.wrappedKey.length - box)))
      expect((await refusalOf(handOver({ ...first(), wrappedKey: damaged }))).code).to.be.oneOf(['wrong-passphrase', 'seal-broken'])
    }), { numRuns: 6 })
  }).timeout(60_000)

  it('takes a stored text only letter by letter, though the encoding would forgive some changes', async () => {
    const handedOver = await handOver(first())
    for (const changed of [`${handedOver}=`, `${handedOver.slice(0, 9)} ${handedOver.slice(9)}`, `${handedOver}!`]) {
      await isRefused('seal-broken', joinShares({ ...second(handedOver), handedOver: changed }))
    }
  })

  it('does not take a half that was handed over for one that was given', async () => {
    const share = await handOver(first())
    await isRefused('seal-broken', handOver({
      passphrase: PASSPHRASES.supervisor, wrappedKey: supervisor.wrappedKey, share, to: purchaser.publicKey, context,
    }))
  })

  it('refuses to give both halves to one person', () => {
    expect(() => splitKey(tender.privateKey, [purchaser.publicKey, purchaser.publicKey], context)).to.throw(Refusal)
      .with.property('code', 'same-custodian')
  })

  it('refuses a passphrase of fewer than ten characters, counted as people count them', async () => {
    const refusal = await refusalOf(newCustodian('开标口令一二三四五'))
    expect(refusal).to.have.property('status', 422)
    expect(refusal.details).to.deep.equal({
      problems: [{ field: 'passphrase', code: 'passphrase-too-short', params: { minimum: 10 } }],
    })
    await isRefused('invalid-input', newCustodian('😀😀😀😀😀'))
  })

  it('keeps cost and salt with the wrapped key, so that the cost can be raised later', () => {
    expect(purchaser.wrappedKey).to.match(/^argon2id\.65536\.3\.1\./)
    expect(purchaser.wrappedKey.split('.')[4]).not.to.equal(supervisor.wrappedKey.split('.')[4])
  })
})
