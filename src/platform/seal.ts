import {
  createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { RuleBroken } from '../kernel/refusal.ts'

// A sealed thing is: ephemeral X25519 public key (32 bytes), then segments in order.
// A segment is AES-256-GCM of up to 64 KiB, followed by its tag (16 bytes); all but the last are full.
// The key (32) and the nonce's prefix (7) come from HKDF-SHA256 over the shared secret, salted with both public keys.
// A segment's nonce is prefix, its number (4 bytes, big endian), and 1 if it is the last, else 0 (the STREAM construction),
// so that a cut, a swap or an extension is found; the context is bound into every segment.
const SEGMENT = 64 * 1024
const TAG = 16
const KEY = 32
/** Plain bytes of `seal` are padded to whole blocks, since a length would tell the digits of a price. */
const BLOCK = 256

const PUBLIC_DER = Buffer.from('302a300506032b656e032100', 'hex')
const PRIVATE_DER = Buffer.from('302e020100300506032b656e04220420', 'hex')

export type SealKey = { publicKey: string; privateKey: string }

/** A new X25519 pair, both raw (32 bytes) in base64url. */
export function newSealKey(): SealKey {
  const pair = generateKeyPairSync('x25519')
  return { publicKey: encodePublic(pair.publicKey), privateKey: encodePrivate(pair.privateKey) }
}

/** The public key that belongs to a private one; 'seal-broken' if it is not a key. */
export const publicKeyOf = (privateKey: string): string =>
  encodePublic(createPublicKey(readPrivate(privateKey)))

/** Seals for the holder of the private key, who opens it only with the same context. */
export function seal(publicKey: string, plain: Buffer, context: string): Buffer {
  const padded = Buffer.alloc((Math.floor(plain.length / BLOCK) + 1) * BLOCK)
  plain.copy(padded)
  padded[plain.length] = 0x80
  const segments = sealing(publicKey, `whole ${context}`)
  return Buffer.concat([segments.header, ...segments.take(padded), segments.last()])
}

/** Opens; another key, another context or one changed byte is 'seal-broken'. */
export function unseal(privateKey: string, sealed: Buffer, context: string): Buffer {
  const segments = unsealing(privateKey, `whole ${context}`)
  const padded = Buffer.concat([...segments.take(sealed), segments.last()])
  const end = padded.lastIndexOf(0x80)
  if (end < 0) throw broken()
  return padded.subarray(0, end)
}

/** Seals a stream of any length in constant memory; its length shows, its content does not. */
export function sealStream(publicKey: string, context: string): Transform {
  const segments = sealing(publicKey, `stream ${context}`)
  const sealed = transform(segments)
  sealed.push(segments.header)
  return sealed
}

/** Opens a sealed stream; what has flowed before 'seal-broken' is true, but must be thrown away as incomplete. */
export const unsealStream = (privateKey: string, context: string): Transform =>
  transform(unsealing(privateKey, `stream ${context}`))

type Segments = { take: (chunk: Buffer) => Buffer[]; last: () => Buffer }

function sealing(publicKey: string, context: string): Segments & { header: Buffer } {
  const own = generateKeyPairSync('x25519')
  const theirs = readPublic(Buffer.from(publicKey, 'base64url'))
  const { key, nonce } = agree(diffieHellman({ privateKey: own.privateKey, publicKey: theirs }), own.publicKey, theirs)
  const encrypt = (plain: Buffer, last: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(last), { authTagLength: TAG }).setAAD(Buffer.from(context))
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }
  return { header: raw(own.publicKey), ...cut(SEGMENT, encrypt) }
}

function unsealing(privateKey: string, context: string): Segments {
  let header = Buffer.alloc(0)
  let segments: Segments | undefined
  const start = () => guarded(() => {
    const own = readPrivate(privateKey)
    const theirs = readPublic(header)
    const { key, nonce } = agree(diffieHellman({ privateKey: own, publicKey: theirs }), theirs, createPublicKey(own))
    return cut(SEGMENT + TAG, (sealed, last) => guarded(() => {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(last), { authTagLength: TAG }).setAAD(Buffer.from(context))
      decipher.setAuthTag(sealed.subarray(-TAG))
      return Buffer.concat([decipher.update(sealed.subarray(0, -TAG)), decipher.final()])
    }))
  })
  return {
    take: chunk => {
      if (segments) return segments.take(chunk)
      header = Buffer.concat([header, chunk])
      if (header.length < KEY) return []
      const rest = header.subarray(KEY)
      header = header.subarray(0, KEY)
      segments = start()
      return segments.take(rest)
    },
    last: () => {
      if (!segments) throw broken()
      return segments.last()
    },
  }
}

/** Cuts bytes into segments of one size; the last may be short, so a full one waits until more bytes come. */
function cut(size: number, work: (segment: Buffer, last: boolean) => Buffer): Segments {
  let waiting: Buffer[] = []
  let length = 0
  return {
    take: chunk => {
      waiting.push(chunk)
      length += chunk.length
      if (length <= size) return []
      const bytes = Buffer.concat(waiting)
      const done: Buffer[] = []
      let at = 0
      for (; length - at > size; at += size) done.push(work(bytes.subarray(at, at + size), false))
      waiting = [bytes.subarray(at)]
      length -= at
      return done
    },
    last: () => work(Buffer.concat(waiting), true),
  }
}

function transform({ take, last }: Segments): Transform {
  const give = (work: () => Buffer[], stream: Transform, done: TransformCallback) => {
    try {
      for (const piece of work()) stream.push(piece)
      done()
    } catch (error) {
      done(error as Error)
    }
  }
  return new Transform({
    transform(chunk: Buffer, _, done) { give(() => take(chunk), this, done) },
    flush(done) { give(() => [last()], this, done) },
  })
}

function agree(secret: Buffer, ephemeral: KeyObject, receiver: KeyObject) {
  const salt = Buffer.concat([raw(ephemeral), raw(receiver)])
  const derived = Buffer.from(hkdfSync('sha256', secret, salt, 'fuhua/seal/v1', KEY + 7))
  let number = 0
  const nonce = (last: boolean) => {
    const value = Buffer.concat([derived.subarray(KEY), Buffer.alloc(5)])
    value.writeUInt32BE(number++, 7)
    value[11] = last ? 1 : 0
    return value
  }
  return { key: derived.subarray(0, KEY), nonce }
}

const broken = () => new RuleBroken('seal-broken', 'The seal does not open: another key, another context, or changed bytes')

function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch {
    throw broken()
  }
}

const raw = (publicKey: KeyObject): Buffer => publicKey.export({ type: 'spki', format: 'der' }).subarray(-KEY)
const encodePublic = (publicKey: KeyObject): string => raw(publicKey).toString('base64url')
const encodePrivate = (privateKey: KeyObject): string =>
  privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-KEY).toString('base64url')
const readPublic = (bytes: Buffer): KeyObject =>
  createPublicKey({ key: Buffer.concat([PUBLIC_DER, bytes]), format: 'der', type: 'spki' })
const readPrivate = (privateKey: string): KeyObject => guarded(() =>
  createPrivateKey({ key: Buffer.concat([PRIVATE_DER, Buffer.from(privateKey, 'base64url')]), format: 'der', type: 'pkcs8' }))
