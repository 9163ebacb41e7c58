import { DomUtils, parseDocument } from 'htmlparser2'
import { chineseNumber } from './print-template.ts'
import type { Alignment, Block, Cell, Column, Face, Run, Table } from './print.schema.ts'

type Node = ReturnType<typeof parseDocument>['children'][number]
type Element = Extract<Node, { attribs: object }>

/** The blocks of a page written in the few elements that a print template may use; any other one is an error. */
export const blocksOf = (html: string): Block[] => elements(parseDocument(html).children).flatMap(block)

function block(element: Element): Block[] {
  switch (element.name) {
    case 'h1': return [{ kind: 'heading', level: 1, runs: runs(element) }]
    case 'h2': return [{ kind: 'heading', level: 2, runs: runs(element) }]
    case 'h3': return [{ kind: 'heading', level: 3, runs: runs(element) }]
    case 'p': return paragraph(element)
    case 'ul':
    case 'ol': return [{
      kind: 'list',
      items: elements(element.children, 'li').map((item, at) =>
        ({ label: element.name === 'ol' ? `（${chineseNumber(at + 1)}）` : '•', runs: runs(item) })),
    }]
    case 'table': return [table(element)]
    case 'hr': return [{ kind: classes(element).includes('page') ? 'page-break' : 'rule' }]
    case 'div': return [figure(element)]
    default: throw new Error(`A print template cannot hold <${element.name}>`)
  }
}

function paragraph(element: Element): Block[] {
  const text = runs(element)
  const align = alignment(element)
  const indented = align === 'left' && !classes(element).includes('flush')
  return text.length === 0 ? [] : [{ kind: 'paragraph', runs: text, align, indented }]
}

function figure(element: Element): Block {
  const { 'data-qr': alt, 'data-url': url } = element.attribs
  if (alt !== undefined) return { kind: 'qr', alt, runs: runs(element), ...(url !== undefined && { url }) }
  if ('data-signatures' in element.attribs) return { kind: 'signatures', runs: runs(element) }
  throw new Error('A <div> of a print template says data-qr or data-signatures')
}

function table(element: Element): Table {
  const parts = elements(element.children, 'tr', 'caption')
  const heads = Number(element.attribs['data-header'] ?? 0)
  const rows = parts.filter(({ name }) => name === 'tr')
    .map((row, at) => elements(row.children, 'th', 'td').map(cell => cellOf(cell, at < heads ? 'column' : 'row')))
  const columns = (element.attribs['data-cols'] ?? '').split(',').map(column)
  for (const row of rows) {
    if (row.length !== columns.length) throw new Error(`A row has ${row.length} cells, its table ${columns.length} columns`)
  }
  const caption = parts.find(({ name }) => name === 'caption')
  return { kind: 'table', caption: caption ? runs(caption, 'sans') : [], columns, head: rows.slice(0, heads), rows: rows.slice(heads) }
}

function cellOf(element: Element, heads: 'column' | 'row'): Cell {
  const isHeading = element.name === 'th'
  return {
    runs: runs(element, isHeading ? 'sans' : 'serif'),
    align: isHeading && heads === 'column' ? 'center' : alignment(element),
    ...(isHeading && { heads }),
  }
}

/** `90` is points; `*` and `2*` are shares of the rest. */
function column(width: string): Column {
  const share = /^(\d*)\*$/.exec(width.trim())
  if (share) return { share: Number(share[1] || 1) }
  const points = Number(width)
  if (!(points > 0)) throw new Error(`"${width}" is not a width of a column`)
  return { points }
}

function runs(element: Element, face: Face = /^h\d$/.test(element.name) ? 'sans' : 'serif'): Run[] {
  return trimmed(joined(element.children.flatMap(node => inline(node, face))))
}

function inline(node: Node, face: Face): Run[] {
  if (DomUtils.isText(node)) return [{ text: node.data, face }]
  if (!DomUtils.isTag(node)) return []
  if (node.name === 'br') return [{ text: '\v', face }]
  if (node.name === 'b') return node.children.flatMap(child => inline(child, 'sans'))
  throw new Error(`A line of a print template cannot hold <${node.name}>`)
}

/** Neighbours in one face become one run, so that white space is judged by what really stands beside it. */
function joined(parts: Run[]): Run[] {
  return parts.reduce<Run[]>((all, { text, face }) => {
    const before = all.at(-1)
    return before?.face === face ? [...all.slice(0, -1), { face, text: before.text + text }] : [...all, { text, face }]
  }, [])
}

const INVISIBLE = /[\0-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g
/** Radicals that copying out of a PDF leaves in the place of characters; they look the same and are not found again. */
const RADICALS = /[\u2f00-\u2fd5]/g
const HAN = /[\u2014-\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/

/** As a browser folds white space, but a line break of the source beside a Chinese character leaves none. */
const folded = (text: string): string => text
  .replace(INVISIBLE, '')
  .replace(RADICALS, radical => radical.normalize('NFKC'))
  .replace(/[ \t\r\f\xa0]*\n[ \t\r\n\f\xa0]*/g, (space, at: number) =>
    HAN.test(text.charAt(at - 1)) || HAN.test(text.charAt(at + space.length)) ? '' : ' ')
  .replace(/[ \t\r\f\xa0]+/g, ' ')
  .replace(/ ?\v ?/g, '\n')

function trimmed(parts: Run[]): Run[] {
  const texts = parts.map(({ text, face }) => ({ text: folded(text), face }))
  const [first, last] = [texts.at(0), texts.at(-1)]
  if (first) first.text = first.text.replace(/^[ \n]+/, '')
  if (last) last.text = last.text.replace(/[ \n]+$/, '')
  return texts.filter(({ text }) => text !== '')
}

const classes = ({ attribs }: Element): string[] => (attribs.class ?? '').split(' ')

function alignment(element: Element): Alignment {
  const names = classes(element)
  return names.includes('c') ? 'center' : names.includes('r') ? 'right' : 'left'
}

/** The elements among nodes, all of the given names; text between them is a slip of the template's author. */
function elements(nodes: Node[], ...names: string[]): Element[] {
  const text = nodes.filter(DomUtils.isText).map(({ data }) => data).join('').trim()
  if (text !== '') throw new Error(`Text outside of any block: ${text}`)
  const found = nodes.filter(DomUtils.isTag)
  const stranger = found.find(({ name }) => names.length > 0 && !names.includes(name))
  if (stranger) throw new Error(`<${stranger.name}> stands where only ${names.join(', ')} may`)
  return found
}
