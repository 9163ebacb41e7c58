const plain = (text: string): string => text.toUpperCase().replace(/[\s（）()·,，.。]/g, '')

type Named = { name: string; uscc?: string | undefined; formerNames?: string[] | undefined }

/** Does a name, the code or the pinyin initials of the organization have what was typed, in one piece? */
export function matches({ name, uscc, formerNames = [] }: Named, initials: string, typed: string): boolean {
  const asked = plain(typed)
  return [name, ...formerNames, initials, uscc ?? ''].some(text => plain(text).includes(asked))
}
