const bigramsOf = (text: string): string[] =>
  Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2))

const plain = (text: string): string => text.toUpperCase().replace(/[\s（）()·,，.。]/g, '')

type Named = { name: string; uscc?: string | undefined; formerNames?: string[] | undefined }

/** What an organization is found by: pairs of letters of its names and code, and of its pinyin initials. */
export function searchTokens({ name, uscc, formerNames = [] }: Named, initials: string): string[] {
  return [...new Set([name, ...formerNames, initials, uscc ?? ''].flatMap(text => bigramsOf(plain(text))))]
}

/** The pairs that something typed must have; the store asks for the first, and the rest is compared in memory. */
export const askedTokens = (typed: string): string[] => bigramsOf(plain(typed))

/** Does the organization really have what was typed, in one piece? */
export function matches({ name, uscc, formerNames = [] }: Named, initials: string, typed: string): boolean {
  const asked = plain(typed)
  return [name, ...formerNames, initials, uscc ?? ''].some(text => plain(text).includes(asked))
}
