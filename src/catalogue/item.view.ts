import { may } from '../kernel/policy.ts'
import type { Actor } from '../kernel/actor.ts'
import { openActions } from '../kernel/flow.ts'
import { view } from '../kernel/view.ts'
import { itemPolicy } from './item.policy.ts'
import { itemFlow, publishBlockers } from './item.rules.ts'
import { PurchaseArea, type Item, type ItemFilter } from './item.schema.ts'

type Event = { at: Date; actorName: string; action: string; reason?: string; changes: { field: string }[] }

export const TONE = { draft: 'muted', 'in-review': 'waiting', published: 'good', withdrawn: 'bad' } as const

export const itemList = view('catalogue/list', (items: Item[], filter: ItemFilter, actor: Actor) => ({
  items: items.map(item => ({ ...item, tone: TONE[item.status], href: `/catalogue/${item.id}` })),
  areas: PurchaseArea.options.map(value => ({ value, selected: value === filter.area })),
  q: filter.q ?? '', area: filter.area ?? '', count: items.length,
  mayDraft: may(itemPolicy.draft, actor, {}),
}))

export const itemPage = view('catalogue/show', (item: Item, timeline: Event[], actor: Actor, now: Date) => {
  const decides = may(itemPolicy.decide, actor, item)
  const drafts = may(itemPolicy.draft, actor, item)
  return {
    item, tone: TONE[item.status], timeline,
    blockers: item.status === 'in-review' ? publishBlockers(item, now) : [],
    actions: openActions(itemFlow, item.status).filter(action => action === 'submit' ? drafts : decides),
    mayEdit: drafts && item.status === 'draft', staff: drafts || decides,
  }
})

export const itemForm = view('catalogue/edit', (item: Item | null) => ({
  item, action: item ? `/catalogue/${item.id}` : '/catalogue',
  areas: PurchaseArea.options, rows: [0, 1, 2, 3, 4].map(index => ({ index, indicator: item?.indicators[index] ?? null })),
}))
