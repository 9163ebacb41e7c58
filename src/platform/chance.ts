import { randomInt } from 'node:crypto'

/** So long after a start or a fault, on average. */
const REST_MS = 600_000

/**
 * Does something again and again at moments that nobody can foretell or take for others: the gaps have no memory (a Poisson process).
 * The work gives the mean gap to the next time, in milliseconds; a fault makes it rest.
 */
export function atMomentsByChance(work: () => Promise<number>): { stop: () => void } {
  let timer: NodeJS.Timeout | null = null
  const again = (mean: number): void => {
    timer = setTimeout(() => void work().catch(() => REST_MS).then(next => timer && again(next)), gap(mean))
  }
  again(REST_MS)
  return {
    stop: () => {
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}

/** A time with this mean by chance; the exponential distribution. */
export const gap = (mean: number): number => -Math.log(randomInt(1, 2 ** 32) / 2 ** 32) * mean
