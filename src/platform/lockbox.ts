import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { RuleBroken } from '../kernel/refusal.ts'

const NONCE = 12
const TAG = 16

/**
 * Locks with a secret of the running platform, so that neither the database nor its backup can be read alone.
 * It keeps out who has the data without the configuration; against who has both, only `seal` helps.
 */
export function lockbox(secret: string) {
  const key = Buffer.from(hkdfSync('sha256', secret, 'fuhua/lockbox/v1', 'content', 32))
  const tagKey = Buffer.from(hkdfSync('sha256', secret, 'fuhua/lockbox/v1', 'tag', 32))
  return {
    /** A name that only the platform can make: equal parts give an equal tag, and the tag says nothing of them. */
    tag: (...parts: string[]): string => createHmac('sha256', tagKey).update(JSON.stringify(parts)).digest('hex'),

    /** Locks a value, padded to a whole number of `size` bytes, and bound to its context; base64url. */
    lock(value: unknown, { context, size }: { context: string; size: number }): string {
      const plain = Buffer.from(JSON.stringify(value))
      const padded = Buffer.alloc(Math.ceil((plain.length + 1) / size) * size, ' ')
      plain.copy(padded)
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(context))
      return Buffer.concat([nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()]).toString('base64url')
    },

    /** Throws RuleBroken `seal-broken` for another secret, another context or one changed byte. */
    unlock(locked: string, { context }: { context: string }): unknown {
      const bytes = Buffer.from(locked, 'base64url')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
          .setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG))
        return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString())
      } catch {
        throw new RuleBroken('seal-broken', 'What was locked does not open: another secret, another context, or changed bytes')
      }
    },
  }
}
export type Lockbox = ReturnType<typeof lockbox>
