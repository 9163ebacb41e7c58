const bigramsOf = (text: string): string[] =>
  Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2))

const plain = (text: string): string => text.toUpperCase().replace(/[\s（）()·,，.。]/g, '')

/** What an organization is found by: pairs of letters of its name and code, and its pinyin initials from every place. */
export function searchTokens({ name, uscc }: { name: string; uscc?: string | undefined }, initials: string): string[] {
  const start = plain(initials)
  return [...new Set([...bigramsOf(plain(name)), ...bigramsOf(start), ...(uscc ? bigramsOf(uscc) : [])])]
}

/** The pairs that something typed must have; the store asks for the first, and the rest is compared in memory. */
export const askedTokens = (typed: string): string[] => bigramsOf(plain(typed))

/** Does the organization really have what was typed, in one piece? */
export function matches({ name, uscc }: { name: string; uscc?: string | undefined }, initials: string, typed: string): boolean {
  const asked = plain(typed)
  return plain(name).includes(asked) || (uscc?.includes(asked) ?? false) || plain(initials).includes(asked)
}
