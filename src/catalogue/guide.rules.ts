import type { Item } from './item.schema.ts'

/** The levels of the guiding catalogue (指导性目录) that have a name; a code of another stands under its number. */
export const GUIDE = [
  'A', 'B',
  'A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A09', 'A10', 'A11', 'A12', 'A13', 'A14', 'A15', 'A16', 'A17', 'A18',
  'A0201', 'A0302', 'A0303', 'A0304', 'A0401', 'A0402', 'A0403', 'A0406', 'A0501', 'A0502',
  'A1001', 'A1002', 'A1003', 'A1007', 'A1008', 'A1010', 'A1011',
] as const

export type Branch = { code: string; isNamed: boolean; count: number; branches: Branch[]; items: Item[] }
/** How many letters of a code name its levels: A, A10, A1001. */
const LEVELS = [1, 3, 5]

/** The items under the three levels of the guiding catalogue, each level in the order of its codes. */
export function treeOf(items: readonly Item[], [length, ...deeper] = LEVELS): Branch[] {
  if (!length) return []
  const codes = [...new Set(items.map(({ code }) => code.slice(0, length)))].sort()
  return codes.map(code => {
    const below = items.filter(item => item.code.slice(0, length) === code)
    const here = deeper.length === 0 ? below : below.filter(item => item.code.length <= length)
    return {
      code, isNamed: GUIDE.some(each => each === code), count: below.length, items: here,
      branches: deeper.length === 0 ? [] : treeOf(below.filter(item => item.code.length > length), deeper),
    }
  })
}
