import type { Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { may } from '../kernel/policy.ts'
import { timelineOf, type TimelineEvent } from '../kernel/timeline.ts'
import { view } from '../kernel/view.ts'
import type { Discussed } from '../platform/comment.service.ts'
import { discussionPart } from '../platform/comment.view.ts'
import { itemPolicy } from './item.policy.ts'
import { treeOf, type Branch } from './guide.rules.ts'
import { itemFlow, publishBlockers, type ItemAction } from './item.rules.ts'
import { differences } from './version.rules.ts'
import { ItemStatus, PurchaseArea, REASONED_STEPS, type Item, type ItemFilter, type ItemVersion } from './item.schema.ts'

const TONE: Record<ItemStatus, string> = { draft: 'muted', 'in-review': 'waiting', published: 'good', withdrawn: 'done' }
const statusChip = ({ status }: Item) => ({ key: `catalogue.status.${status}`, tone: TONE[status] })
const areaChoices = PurchaseArea.options.map(value => ({ value, key: `catalogue.area.${value}` }))
const home = { key: 'catalogue.list.title', href: '/catalogue' }
const label = (key: string) => ({ key: `catalogue.${key}` })

const TYPES: Partial<Record<keyof Item, string>> = { referencePrice: 'money', validFrom: 'date', validTo: 'date' }
const LABELS: Partial<Record<keyof Item, string>> = {
  purchaseArea: 'purchase-area', referencePrice: 'reference-price', validFrom: 'valid-from', validTo: 'valid-to', onNegativeList: 'on-negative-list',
}
/** What changed, as the partial `compare` takes it. */
const changesOf = (from: Item, to: Item) => differences(from, to).map(({ field, ...values }) => {
  const words = (value: unknown) => field === 'purchaseArea' ? { key: `catalogue.area.${String(value)}` } : typeof value === 'boolean' ? label(value ? 'yes' : 'no') : value
  return { label: label(LABELS[field] ?? field), from: words(values.from), to: words(values.to), type: TYPES[field] }
})

export const itemList = view('catalogue/list', (items: Item[], filter: ItemFilter, actor: Actor) => {
  const works = may(itemPolicy.work, actor, {})
  return {
    title: label('list.title'), lead: label('list.lead'),
    actions: [
      { ...label('tree.nav'), href: '/catalogue/tree', icon: 'diagram-3' },
      ...(may(itemPolicy.draft, actor, {}) ? [{ ...label('new.title'), href: '/catalogue/new', tone: 'primary', icon: 'plus-lg' }] : []),
    ],
    fields: [
      { name: 'q', label: label('list.search'), type: 'search', value: filter.q },
      { name: 'area', label: label('purchase-area'), type: 'select', value: filter.area, options: areaChoices },
      ...(works ? [{ name: 'status', label: label('status.label'), type: 'select', value: filter.status,
        options: ItemStatus.options.map(value => ({ value, key: `catalogue.status.${value}` })) }] : []),
    ],
    bulk: [
      ...(may(itemPolicy.draft, actor, {}) ? [{ ...label('bulk.submit'), href: '/catalogue/bulk/submit' }] : []),
      ...(may(itemPolicy.decide, actor, {}) ? ['publish', 'return'].map(act => ({ ...label(`bulk.${act}`), href: `/catalogue/bulk/${act}` })) : []),
    ],
    columns: [
      { name: 'code', label: label('code') }, { name: 'name', label: label('name'), href: 'href' },
      { name: 'area', label: label('purchase-area') }, { name: 'department', label: label('department') },
      { name: 'price', label: label('reference-price'), type: 'money' }, { name: 'unit', label: label('unit') },
      ...(works ? [{ name: 'status', label: label('status.label'), type: 'chip' }] : []),
    ],
    rows: items.map(item => ({
      code: item.code, name: item.name, href: `/catalogue/${item.id}`, area: { key: `catalogue.area.${item.purchaseArea}` },
      department: item.department, price: item.referencePrice, unit: item.unit, status: statusChip(item),
    })),
    empty: { title: label('list.none'), text: label('list.none-text') },
  }
})

/** What a person who may not decide is told instead of a button. */
const NEXT: Record<ItemStatus, string> = { draft: 'submit', 'in-review': 'decide', published: 'in-force', withdrawn: 'gone' }
const isReasoned = (action: ItemAction): boolean => REASONED_STEPS.some(each => each === action)

type Shown = { item: Item; versions: ItemVersion[]; events: TimelineEvent[]; discussion: Discussed | null; actor: Actor; now: Date }

export const itemPage = view('catalogue/show', ({ item, versions, events, discussion, actor, now }: Shown) => {
  const drafts = may(itemPolicy.draft, actor, item)
  const decides = may(itemPolicy.decide, actor, item)
  const blockers = item.status === 'in-review' ? publishBlockers(item, { by: { accountId: actor.id, name: actor.name }, now }) : []
  const open = openActions(itemFlow, item.status).filter(action => action === 'submit' ? drafts : decides)
  const address = (action: string) => `/catalogue/${item.id}/${action}`
  const revision = [{ name: 'revision', value: item.revision }]
  return {
    title: { text: item.name }, item, status: statusChip(item), breadcrumbs: [home, { text: item.code }], staff: may(itemPolicy.work, actor, item),
    next: { status: statusChip(item), text: label(`next.${NEXT[item.status]}`), blockers },
    edit: drafts && item.status === 'draft' ? [{ ...label('edit'), href: address('edit'), icon: 'pencil' }] : [],
    plain: open.filter(action => !isReasoned(action) && (action !== 'publish' || blockers.length === 0))
      .map(action => ({ href: address(action), submit: label(`do.${action}`) })),
    asks: open.filter(isReasoned).map(action => ({
      href: address(action), open: label(`do.${action}`), title: label(`ask.${action}`), text: label(`ask-text.${action}`),
      reason: label('reason'), submit: label(`do.${action}`), fields: revision, tone: action === 'withdraw' ? 'danger' : 'primary',
    })),
    figures: [
      { label: label('reference-price'), value: item.referencePrice, type: 'money', hint: { key: 'catalogue.per-unit', params: { unit: item.unit } } },
      { label: label('indicators'), value: item.indicators.length, type: 'number' },
      { label: label('version'), value: item.version, type: 'number' },
    ],
    facts: [
      { label: label('code'), value: item.code }, { label: label('purchase-area'), value: { key: `catalogue.area.${item.purchaseArea}` } },
      { label: label('department'), value: item.department }, { label: label('description'), value: item.description },
      { label: label('standard'), value: item.standard }, { label: label('valid-from'), value: item.validFrom, type: 'date' },
      { label: label('valid-to'), value: item.validTo ?? label('no-end'), ...(item.validTo && { type: 'date' }) },
      { label: label('source'), value: item.source },
      ...(may(itemPolicy.work, actor, item) && item.drafters.length > 0 ? [{ label: label('drafters'), value: item.drafters.map(({ name }) => name).join('、') }] : []),
    ],
    ...versionsOf(item, versions),
    indicatorColumns: [
      { name: 'name', label: label('indicator.name') }, { name: 'target', label: label('indicator.target'), type: 'number' },
      { name: 'unit', label: label('indicator.unit') },
    ],
    events: timelineOf(events), discussion: discussionPart(discussion),
  }
})

/** The published versions, and how the one in work differs from the one in force. */
function versionsOf(item: Item, versions: ItemVersion[]) {
  const forced = versions.find(({ version }) => version === item.inForce)
  return {
    revising: forced && forced.version !== item.version ? { from: forced.version, to: item.version, changes: changesOf(forced.content, item) } : null,
    versionColumns: [
      { name: 'version', label: label('version'), href: 'href' }, { name: 'at', label: label('published-at'), type: 'date' },
      { name: 'by', label: label('published-by') }, { name: 'state', label: label('status.label'), type: 'chip' },
    ],
    versions: versions.map(({ version, publishedAt, publishedBy }) => ({
      version: { key: 'catalogue.version-number', params: { version } }, at: publishedAt, by: publishedBy,
      href: version > 1 ? `/catalogue/${item.id}/versions?to=${version}` : '',
      state: version === item.inForce ? { ...label('in-force'), tone: 'good' } : { ...label('past'), tone: 'done' },
    })).reverse(),
  }
}

type Compared = { item: Item; versions: ItemVersion[]; from: ItemVersion | undefined; to: ItemVersion | undefined }

export const versionsPage = view('catalogue/versions', ({ item, versions, from, to }: Compared) => ({
  title: { key: 'catalogue.versions', params: { name: item.name } }, breadcrumbs: [home, { text: item.code, href: `/catalogue/${item.id}` }, label('version')],
  fields: [['from', from], ['to', to] as const].map(([name, chosen]) => ({
    name: name as string, label: label(`compare.${name as string}`), type: 'select', value: (chosen as ItemVersion | undefined)?.version,
    options: versions.map(({ version }) => ({ value: version, key: 'catalogue.version-number', params: { version } })),
  })),
  changes: from && to ? changesOf(from.content, to.content) : [],
  before: { key: 'catalogue.version-number', params: { version: from?.version ?? 0 } }, after: { key: 'catalogue.version-number', params: { version: to?.version ?? 0 } },
  same: { icon: 'check-circle', title: label('compare.same') },
}))

const branchWords = ({ code, isNamed }: Branch) => isNamed ? { key: 'catalogue.branch', params: { code, name: { key: `catalogue.guide.${code}` } } } : { text: code }
const leaves = (items: Item[]) => items.map(({ id, code, name, referencePrice, unit }) => ({ href: `/catalogue/${id}`, code, name, referencePrice, unit }))

export const treePage = view('catalogue/tree', (items: Item[]) => ({
  title: label('tree.title'), lead: label('tree.lead'), breadcrumbs: [home, label('tree.nav')],
  kinds: treeOf(items).map(kind => ({
    name: branchWords(kind), count: kind.count,
    classes: kind.branches.map(each => ({
      name: branchWords(each), count: each.count, items: leaves(each.items),
      groups: each.branches.map(group => ({ name: branchWords(group), items: leaves(group.items) })),
    })),
  })),
  empty: { title: label('list.none') },
}))

const ROWS = 5
const SPARE = 2

export const itemForm = view('catalogue/edit', (item: Item | null) => {
  const cancel = item ? `/catalogue/${item.id}` : '/catalogue'
  return {
    title: label(item ? 'edit' : 'new.title'), lead: label('new.lead'), item: item ?? {}, isNew: !item, action: cancel, cancel,
    breadcrumbs: [home, ...(item ? [{ text: item.code, href: cancel }, label('edit')] : [label('new.title')])],
    areas: areaChoices, submit: label(item ? 'save' : 'new.submit'),
    rows: Array.from({ length: Math.max(ROWS, (item?.indicators.length ?? 0) + SPARE) }, (_, at) => ({
      prefix: `indicators.${at}`, number: at + 1, isFirst: at === 0, indicator: item?.indicators[at] ?? {},
    })),
  }
})
