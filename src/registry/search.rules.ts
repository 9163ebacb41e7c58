import { simplified } from './traditional.rules.ts'

/** As it is compared: half-width capitals, simplified characters, without blanks and marks. */
const plain = (text: string): string => simplified(text.normalize('NFKC').toUpperCase().replace(/[\s()·,，.。-]/g, ''))

type Named = { name: string; uscc?: string | undefined; formerNames?: string[] | undefined }
/** The syllables of a name, small letters. */
export type Spell = (name: string) => string[]

/** Does the full pinyin of a name go on like this from the beginning of one of its syllables? A name that means nothing to it has none. */
function sounds(syllables: string[], asked: string): boolean {
  const [small, whole] = [asked.toLowerCase(), syllables.join('')]
  let at = 0
  return syllables.some(syllable => {
    const isHere = whole.startsWith(small, at)
    at += syllable.length
    return isHere
  })
}

/** Does a name, the code, the pinyin initials or the full pinyin of the organization have what was typed, in one piece? */
export function matches({ name, uscc, formerNames = [] }: Named, initials: string, typed: string, spell: Spell = () => []): boolean {
  const asked = plain(typed)
  return [name, ...formerNames, initials, uscc ?? ''].some(text => plain(text).includes(asked))
    || (/^[A-Z]{2,}$/.test(asked) && [name, ...formerNames].some(each => sounds(spell(each), asked)))
}
