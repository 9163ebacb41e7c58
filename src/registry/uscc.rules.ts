/** GB 32100-2015 leaves out I, O, S, V and Z; a character's value is its place. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
/** GB 11714 keeps all letters: A is 10, Z is 35. */
const ORGANIZATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

const LENGTH = 18
const SHAPE = new RegExp(`^[${ALPHABET}]{2}\\d{6}[${ALPHABET}]{10}$`)

export type UsccProblem = 'length' | 'alphabet' | 'organization-check' | 'check'
export type UsccType = 'association' | 'service-institution' | 'foundation' | 'enterprise' | 'committee' | 'institution' | 'mass-organization' | 'other'

const TYPES: Record<string, UsccType> = {
  12: 'institution', 13: 'mass-organization', 51: 'association', 52: 'service-institution', 53: 'foundation', 54: 'committee', 55: 'committee', 91: 'enterprise',
}

/** As it is stored: half-width, capital, without the blanks and dashes that people write between groups. */
export const normalizeUscc = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()

const weighed = (text: string, weights: readonly number[], valueOf: (character: string) => number) =>
  weights.reduce((sum, weight, at) => sum + weight * valueOf(text.charAt(at)), 0)

/** The ninth character of an organization code, from its first eight. */
function organizationCheck(body: string): string {
  const check = (11 - weighed(body, ORGANIZATION_WEIGHTS, character => Number.parseInt(character, 36)) % 11) % 11
  return check === 10 ? 'X' : String(check)
}

/** The last character, from the seventeen before it; the outer remainder makes a sum divisible by 31 end in 0. */
function checkOf(seventeen: string): string {
  const sum = weighed(seventeen, WEIGHTS, character => ALPHABET.indexOf(character))
  return ALPHABET.charAt((31 - sum % 31) % 31)
}

/** What is wrong with a normalized 统一社会信用代码, or null (GB 32100-2015; GB 11714 for characters 9–17). */
export function usccProblem(code: string): UsccProblem | null {
  if (code.length !== LENGTH) return 'length'
  if (!SHAPE.test(code)) return 'alphabet'
  if (organizationCheck(code.slice(8, 16)) !== code[16]) return 'organization-check'
  return checkOf(code) === code[17] ? null : 'check'
}

/** What the first two characters say: 12 事业单位, 13 群众团体, 51 社会团体, 52 民办非企业单位, 53 基金会, 54 and 55 基层群众性自治组织, 91 企业. */
export const usccTypeOf = (code: string): UsccType => TYPES[code.slice(0, 2)] ?? 'other'

/** A code with both checks computed, from the prefix (`52`), the division (`230604`) and the eight-character body. */
export function makeUscc(prefix: string, division: string, body: string): string {
  const seventeen = prefix + division + body + organizationCheck(body)
  const code = seventeen + checkOf(seventeen)
  const problem = usccProblem(code)
  if (problem) throw new RangeError(`${prefix} ${division} ${body} makes no code: ${problem}`)
  return code
}
