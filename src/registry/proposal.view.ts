import { view } from '../kernel/view.ts'
import type { Area } from './area.schema.ts'
import { Listing } from './organization.schema.ts'
import type { Proposal, Proposed } from './proposal.rules.ts'
import { choice, home } from './roll.view.ts'
import type { ProposalFilter } from './standing.schema.ts'

export const groundOf = ({ code, params }: Proposal) => ({ key: `registry.proposal.${code}`, params: params ?? {} })
const dueChip = (due: Date | null, now: Date) => !due ? { key: 'registry.proposal.uncounted', tone: 'muted' }
  : due < now ? { key: 'registry.listing.late', tone: 'bad' } : { key: 'registry.proposal.in-time', tone: 'waiting' }

type Shown = { proposed: Proposed[]; unknown: number; filter: ProposalFilter; areas: Area[]; names: Map<string, string>; now: Date }
/** Who belongs on a list by what the platform knows; the authority enters each, or lets it be. */
export const proposalList = view('registry/proposals', ({ proposed, unknown, filter, areas, names, now }: Shown) => ({
  title: { key: 'registry.proposal.list' }, lead: { key: 'registry.proposal.lead' }, breadcrumbs: [home, { key: 'registry.proposal.list' }],
  unknown: unknown > 0 ? { key: 'registry.proposal.unknown', params: { count: unknown } } : null,
  fields: [
    { name: 'q', label: { key: 'registry.proposal.search' }, type: 'search', value: filter.q },
    { name: 'list', label: { key: 'registry.flag.label' }, type: 'select', value: filter.list, options: Listing.shape.list.options.map(value => ({ value, key: `registry.flag.${value}` })) },
    { name: 'area', label: { key: 'registry.area.label' }, type: 'select', value: filter.area, options: areas.map(choice) },
  ],
  columns: [
    { name: 'name', label: { key: 'registry.name' }, href: 'href' }, { name: 'list', label: { key: 'registry.proposal.onto' } }, { name: 'ground', label: { key: 'registry.proposal.ground' } },
    { name: 'law', label: { key: 'registry.proposal.law' }, only: 'file' }, { name: 'since', label: { key: 'registry.proposal.since' }, type: 'date' }, { name: 'due', label: { key: 'registry.proposal.due' }, type: 'date' },
    { name: 'state', label: { key: 'registry.listing.entry' }, type: 'chip' }, { name: 'area', label: { key: 'registry.area.label' }, only: 'file' },
  ],
  rows: proposed.map(({ organization, proposal, due }) => ({
    name: organization.name, href: `/organizations/${organization.id}/enlist/${proposal.list}`, list: { key: `registry.flag.${proposal.list}` }, ground: groundOf(proposal), law: proposal.law,
    since: proposal.since, due, state: dueChip(due, now), area: names.get(organization.areas.at(-1) ?? '') ?? '',
  })),
  empty: { title: { key: 'registry.proposal.none' }, text: { key: 'registry.proposal.none-text' } },
}))
