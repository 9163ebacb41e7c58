import { fen } from '../../src/kernel/money.ts'
import { compositionBounds, type Composition } from '../../src/tender/composition.rules.ts'

/** A lawful committee of n with as many purchasers as may sit; the first expert leads. Override what the test is about. */
export function aCommittee(n: number, overrides: Partial<Composition> = {}): Composition {
  const { minExperts } = compositionBounds(n)
  return {
    method: 'open-tender', kind: 'services', budget: fen(600_000_00), complex: false, leaderId: 'M1',
    members: Array.from({ length: n }, (_, at) => ({
      personId: `M${at + 1}`, kind: at < minExperts ? 'expert' as const : 'purchaser' as const, ofPurchaser: at >= minExperts,
    })),
    ...overrides,
  }
}
