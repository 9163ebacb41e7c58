import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './folder.mjs'
import { installPackages } from './packages.mjs'
import { installStores } from './python.mjs'

/**
 * Brings packages and, when they are needed, the embedded stores to what is pinned; then builds or whatever else comes after.
 * @param {string} root
 * @param {{ stores: 'embedded' | 'own', signal: AbortSignal, then?: () => Promise<unknown> }} how
 * @returns {Promise<import('./python.mjs').Programs | undefined>}
 */
export function setUp(root, { stores, signal, then }) {
  const cache = join(root, '.data', 'cache')
  mkdirSync(cache, { recursive: true })
  return alone(join(cache, 'setup.lock'), async () => {
    const failed = new AbortController()
    const either = AbortSignal.any([signal, failed.signal])
    const packages = installPackages(root, either).then(then)
    const programs = stores === 'embedded' ? installStores(root, either) : undefined
    try {
      await Promise.all([packages, programs])
      return await programs
    } catch (error) {
      failed.abort()
      await Promise.allSettled([packages, programs])
      throw error
    }
  })
}
