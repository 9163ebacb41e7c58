import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { hashRaw } from '@node-rs/argon2'
import { Invalid, RuleBroken } from '../kernel/refusal.ts'
import { newSealKey, publicKeyOf, seal, unseal } from './seal.ts'

/** A person who keeps half of a tender's key; the private key is stored only wrapped under the passphrase. */
export type Custodian = { publicKey: string; wrappedKey: string }
/** Two sealed halves, in the order of the custodians, and the SHA-256 by which the joined key is known to be right. */
export type SplitKey = { shares: [string, string]; check: string }

export const SHORTEST_PASSPHRASE = 10
/** Argon2id, about a quarter of a second: the opening is rare, and a stolen database should stay shut. */
const COST = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 }

/** Makes a custodian's keys; a passphrase under 10 characters is Invalid at `passphrase`. */
export async function newCustodian(passphrase: string): Promise<Custodian> {
  if ([...passphrase].length < SHORTEST_PASSPHRASE) {
    throw new Invalid('invalid-input', 'The passphrase is too short', {
      problems: [{ field: 'passphrase', code: 'passphrase-too-short', params: { minimum: SHORTEST_PASSPHRASE } }],
    })
  }
  const { publicKey, privateKey } = newSealKey()
  return { publicKey, wrappedKey: await wrap(passphrase, privateKey) }
}

/** Splits a tender's private key so that two custodians together open it and one alone learns nothing; then forget the key. */
export function splitKey(privateKey: string, custodians: [string, string], context: string): SplitKey {
  const [one, other] = custodians
  if (one === other) throw new RuleBroken('same-custodian', 'The two halves of a key need two custodians')
  const half = randomBytes(32)
  const rest = xor(half, Buffer.from(privateKey, 'base64url'))
  return { shares: [sealText(one, half, shareOf(context)), sealText(other, rest, shareOf(context))], check: checkOf(privateKey) }
}

/** The first custodian's half, sealed to the second: after this passphrase was typed, still nothing readable is stored. */
export async function handOver(first: {
  passphrase: string; wrappedKey: string; share: string; to: string; context: string
}): Promise<string> {
  const own = await unwrap(first.passphrase, first.wrappedKey)
  return sealText(first.to, unsealText(own, first.share, shareOf(first.context)), handedOf(first.context))
}

/** The tender's private key, from the second custodian's half and the one handed over; `check` as given by `splitKey`. */
export async function joinShares(second: {
  passphrase: string; wrappedKey: string; share: string; handedOver: string; check: string; context: string
}): Promise<string> {
  const own = await unwrap(second.passphrase, second.wrappedKey)
  const joined = xor(
    unsealText(own, second.share, shareOf(second.context)),
    unsealText(own, second.handedOver, handedOf(second.context)),
  ).toString('base64url')
  if (checkOf(joined) !== second.check) throw new RuleBroken('seal-broken', 'The two halves do not make the key of this tender')
  return joined
}

const shareOf = (context: string) => `key share ${context}`
const handedOf = (context: string) => `key share handed over ${context}`
const checkOf = (privateKey: string) => createHash('sha256').update(publicKeyOf(privateKey)).digest('base64url')

const sealText = (publicKey: string, plain: Buffer, context: string) => seal(publicKey, plain, context).toString('base64url')
const unsealText = (privateKey: string, sealed: string, context: string) =>
  unseal(privateKey, bytesOf(sealed), context)

/** Node skips what is not base64url; here one changed character must be found. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw new RuleBroken('seal-broken', 'The sealed text was changed')
  return bytes
}

function xor(one: Buffer, other: Buffer): Buffer {
  if (one.length !== other.length) throw new RuleBroken('seal-broken', 'The two halves differ in length')
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))
}

type Cost = typeof COST

/** `argon2id.m.t.p.salt.box`: the box is nonce, ciphertext and tag of AES-256-GCM, bound to what stands before it. */
async function wrap(passphrase: string, privateKey: string): Promise<string> {
  const salt = randomBytes(16)
  const head = ['argon2id', COST.memoryCost, COST.timeCost, COST.parallelism, salt.toString('base64url')].join('.')
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await stretch(passphrase, salt, COST), nonce).setAAD(Buffer.from(head))
  const box = Buffer.concat([nonce, cipher.update(Buffer.from(privateKey, 'base64url')), cipher.final(), cipher.getAuthTag()])
  return `${head}.${box.toString('base64url')}`
}

async function unwrap(passphrase: string, wrappedKey: string): Promise<string> {
  const [, head, m, t, p, salt, sealed] = /^(argon2id\.(\d+)\.(\d+)\.(\d+)\.([\w-]+))\.([\w-]+)$/.exec(wrappedKey) ?? []
  if (!head || !salt || !sealed) throw new RuleBroken('seal-broken', 'The stored key of the custodian is damaged')
  const box = bytesOf(sealed)
  const cost = { memoryCost: Number(m), timeCost: Number(t), parallelism: Number(p) }
  try {
    const key = await stretch(passphrase, bytesOf(salt), cost)
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(head))
    decipher.setAuthTag(box.subarray(-16))
    return Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()]).toString('base64url')
  } catch {
    throw new Invalid('wrong-passphrase', 'The passphrase does not open the custodian’s key', { problems: [{ field: 'passphrase', code: 'wrong-passphrase' }] })
  }
}

/** Full-width and half-width typing of one passphrase count as one; argon2id is what the library does unless told. */
const stretch = (passphrase: string, salt: Buffer, cost: Cost): Promise<Buffer> =>
  hashRaw(passphrase.normalize('NFKC'), { ...cost, salt, outputLen: 32 })
