import { view } from '../kernel/view.ts'
import type { Block } from '../platform/print.schema.ts'
import { articlesOf, differences, templateBefore, wordingBlockers } from './contract-template.rules.ts'
import type { TemplateVersion } from './contract-template.schema.ts'
import type { Contract } from './contract.schema.ts'

const TITLE = { key: 'contract.template.title' }
const home = { key: 'contract.list.title', href: '/contracts' }
const textOf = (runs: { text: string }[]): string => runs.map(({ text }) => text).join('')

/** `label` is the column's heading, for a phone, where the cells stand one under the other. */
type Cell = { text: string; heads: boolean; label: string }
/** One part of a document; only one of its fields says something. */
type Shown = { h1: string; h2: string; h3: string; text: string; centred: boolean; items: string[]; caption: string; head: string[][]; rows: Cell[][] }
const NOTHING: Shown = { h1: '', h2: '', h3: '', text: '', centred: false, items: [], caption: '', head: [], rows: [] }

/** A printed document as a page shows it. */
const shownBlocks = (blocks: Block[]): Shown[] => blocks.map(block => ({ ...NOTHING, ...shownBlock(block) }))

function shownBlock(block: Block): Partial<Shown> {
  switch (block.kind) {
    case 'heading': return { [`h${block.level}`]: textOf(block.runs) }
    case 'paragraph': return { text: textOf(block.runs), centred: block.align === 'center' }
    case 'list': return { items: block.items.map(({ label, runs }) => `${label}${textOf(runs)}`) }
    case 'table': {
      const head = block.head.map(row => row.map(({ runs }) => textOf(runs)))
      const labels = head.at(-1) ?? []
      return {
        caption: textOf(block.caption), head,
        rows: block.rows.map(row => row.map(({ runs, heads }, at) => ({ text: textOf(runs), heads: heads === 'row', label: row.length === labels.length ? labels[at]! : '' }))),
      }
    }
    case 'signatures':
    case 'qr': return { text: textOf(block.runs) }
    default: return {}
  }
}

export const templateList = view('contract/templates', (templates: readonly TemplateVersion[], current: TemplateVersion) => ({
  title: TITLE, breadcrumbs: [home, TITLE],
  columns: [
    { name: 'version', label: { key: 'contract.template.version' }, href: 'href' }, { name: 'from', label: { key: 'contract.template.from' } },
    { name: 'what', label: { key: 'contract.template.what' } }, { name: 'status', label: { key: 'contract.status.label' }, type: 'chip' },
  ],
  rows: templates.toReversed().map(({ version, from }) => ({
    version, href: `/contracts/templates/${version}`, from, what: { key: `contract.template.change.${version}` }, status: statusOf({ version, from }, current),
  })),
}))

function statusOf({ version, from }: TemplateVersion, current: TemplateVersion) {
  if (version === current.version) return { key: 'contract.template.in-force', tone: 'good' }
  return from > current.from ? { key: 'contract.template.to-come', tone: 'waiting' } : { key: 'contract.template.former', tone: 'muted' }
}

type Wording = { template: TemplateVersion; current: TemplateVersion; blocks: Block[]; before: Block[] | null }

/** One wording: what it changed, whether it has what the law asks for, and a sample of it. */
export const templatePage = view('contract/template', ({ template, current, blocks, before }: Wording) => {
  const title = { key: 'contract.template.heading', params: { version: template.version } }
  const changes = before && differences(before, blocks)
  return {
    title, breadcrumbs: [home, { ...TITLE, href: '/contracts/templates' }, title], status: statusOf(template, current), blockers: wordingBlockers(blocks),
    facts: [
      { label: { key: 'contract.template.from' }, value: template.from },
      { label: { key: 'contract.template.what' }, value: { key: `contract.template.change.${template.version}` } },
      { label: { key: 'contract.template.articles' }, value: articlesOf(blocks).length - 1, type: 'number' },
    ],
    before: { key: 'contract.template.one', params: { version: templateBefore(template)?.version ?? '' } }, after: title,
    changes: changes && changes.map(({ article, from, to }) =>
      ({ label: article === '' ? { key: 'contract.template.head' } : { text: article }, from: from.join('\n') || null, to: to.join('\n') || null })),
    fileHref: `/contracts/templates/${template.version}/file`, blocks: shownBlocks(blocks),
  }
})

/** The contract of an award as it would be printed, before it is drawn up. */
export const contractPreview = view('contract/preview', (proposal: Contract, blocks: Block[]) => {
  const back = `/contracts/new?tenderId=${proposal.tenderId}`
  const title = { key: 'contract.preview.title' }
  return {
    title, lead: { text: proposal.title }, template: proposal.template, back, fileHref: `/contracts/preview/file?tenderId=${proposal.tenderId}`, blocks: shownBlocks(blocks),
    breadcrumbs: [home, { text: proposal.tenderReference, href: `/tenders/${proposal.tenderId}` }, { key: 'contract.new.title', href: back }, title],
  }
})
