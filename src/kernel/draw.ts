import { createHash } from 'node:crypto'

const BITS = 2n ** 64n

/** Whole numbers below a bound: SHA-256 of `seed|counter`, its first eight bytes; what would favour some is refused. */
function numbersFrom(seed: string): (below: number) => number {
  let counter = 0
  const next = () => createHash('sha256').update(`${seed}|${counter++}`).digest().readBigUInt64BE(0)
  return below => {
    const bound = BigInt(below)
    let value = next()
    while (value >= BITS - BITS % bound) value = next()
    return Number(value % bound)
  }
}

/**
 * The pool in drawn order: Fisher–Yates from the last place down, so that anybody who has the pool and the published
 * seed finds the same order again (条例 art. 39; 令87 art. 48, 68). The pool's own order counts: give it sorted.
 */
export function drawOrder(pool: readonly string[], seed: string): string[] {
  const numberBelow = numbersFrom(seed)
  const order = [...pool]
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = numberBelow(last + 1)
    const moved = order[last]!
    order[last] = order[chosen]!
    order[chosen] = moved
  }
  return order
}
