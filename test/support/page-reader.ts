import { Parser } from 'htmlparser2'

/** `names` are those of its inputs and buttons; files and the anti-forgery token are read elsewhere. */
type Form = { method: 'get' | 'post'; action: string; names: string[] }
/** What a page holds, as far as its readers and its links are concerned. */
export type ReadPage = {
  /** Everything that is read or spoken; what says that it is Chinese, in a page that is not, is left out. */
  words: string
  headings: number
  ids: string[]
  /** Where links, pictures and quiet requests lead, within this site and without assets. */
  links: string[]
  forms: Form[]
  icons: string[]
  classes: Set<string>
}

const SPOKEN = ['title', 'alt', 'aria-label', 'placeholder', 'data-label', 'content']
const LEADS: Record<string, string[]> = { a: ['href'], img: ['src'], source: ['srcset'] }
const VOID = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr'])
const isWithin = (address: string | undefined): address is string => !!address && /^(?!\/assets\/)[/#?]/.test(address)

/** Reads a rendered page; `at` is its own address, to which a form without an action sends. */
export function readPage(html: string, at: string): ReadPage {
  const page: ReadPage = { words: '', headings: 0, ids: [], links: [], forms: [], icons: [], classes: new Set() }
  const open: { name: string; lang: string | undefined }[] = []
  let form: Form | null = null
  const forms = new Map<string, Form>()
  const isForeign = () => open.slice(1).some(({ lang }) => lang !== undefined && lang !== open[0]?.lang)
  const parser = new Parser({
    onopentag(name, given) {
      open.push({ name, lang: given.lang })
      if (!isForeign()) page.words += SPOKEN.map(spoken => ` ${given[spoken] ?? ''}`).join('')
      if (name === 'h1') page.headings += 1
      if (given.id !== undefined) page.ids.push(given.id)
      if (name === 'form') {
        form = { method: given.method === 'post' ? 'post' : 'get', action: given.action ?? at, names: [] }
        page.forms.push(form)
        if (given.id) forms.set(given.id, form)
        // A draft is saved quietly with the same inputs; another button may send them elsewhere.
        if (given['data-autosave']) page.forms.push({ ...form, method: 'post', action: given['data-autosave'] })
      }
      if (given.formaction && form) page.forms.push({ ...form, action: given.formaction })
      const owner = given.form ? forms.get(given.form) : form
      if (['input', 'select', 'textarea', 'button'].includes(name) && given.name && !given.name.startsWith('_') && given.type !== 'file') owner?.names.push(given.name)
      page.links.push(...[...(LEADS[name] ?? []), 'hx-get'].map(each => given[each]).filter(isWithin))
      if (name === 'use') page.icons.push(given.href?.split('#')[1] ?? '')
      for (const each of given.class?.split(/\s+/) ?? []) page.classes.add(each)
      if (VOID.has(name)) open.pop()
    },
    onclosetag(name) {
      if (name === 'form') form = null
      if (!VOID.has(name)) open.pop()
    },
    ontext(text) { if (!isForeign()) page.words += text },
  }, { decodeEntities: true })
  parser.end(html)
  return page
}

/** The part that the page draws itself, without the frame that all share. */
export const mainOf = (html: string): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html
