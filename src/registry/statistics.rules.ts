import { dayOf } from '../kernel/period.ts'
import { z } from 'zod'
import { OrganizationStatus, OrganizationType, type Organization } from './organization.schema.ts'
import { gradeNow } from './standing.rules.ts'

export const By = z.enum(['type', 'district', 'year'])
export type By = z.infer<typeof By>

/** As much of an organization as is counted. */
export type Counted = Pick<Organization, 'type' | 'areas' | 'founded' | 'serves' | 'grade' | 'status'> & { results: unknown[] }

/** Types that make up the parts of a bar; the rest are counted together. */
export const PARTS = ['association', 'service-institution', 'foundation', 'other'] as const
export type Part = (typeof PARTS)[number]
const partOf = ({ type }: Counted): Part => PARTS.find(part => part === type) ?? 'other'

export const Group = z.object({
  id: z.string(), total: z.int(), serving: z.int(), suppliers: z.int(), parts: z.record(z.enum(PARTS), z.int()),
})
export type Group = z.infer<typeof Group>
export const Statistics = z.object({
  states: z.array(z.object({ status: OrganizationStatus, total: z.int() })).meta({ description: 'All that were ever registered, by how they stand' }),
  by: By, total: z.int(), social: z.int().meta({ description: 'Social organizations; the rest are others that may be bought from' }), serving: z.int(), suppliers: z.int(), graded: z.int(), groups: z.array(Group),
})
export type Statistics = z.infer<typeof Statistics>

const count = (organizations: Counted[], is: (each: Counted) => boolean): number => organizations.filter(is).length
/** 社会团体, 民办非企业单位, 基金会; enterprises, residents' committees and recorded bodies are none, though the register has them. */
export const SOCIAL: readonly OrganizationType[] = ['association', 'service-institution', 'foundation']
export const isSocial = ({ type }: Pick<Organization, 'type'>): boolean => SOCIAL.includes(type)
const isSupplier = ({ results }: Counted): boolean => results.length > 0

function groupOf(id: string, members: Counted[]): Group {
  return {
    id, total: members.length, serving: count(members, ({ serves }) => serves), suppliers: count(members, isSupplier),
    parts: Object.fromEntries(PARTS.map(part => [part, count(members, each => partOf(each) === part)])) as Group['parts'],
  }
}

const yearOf = ({ founded }: Counted): string => dayOf(founded).slice(0, 4)
/** The groups in their order: types as they are declared, districts by code with the city's own first, years as they went by. */
function keysOf(organizations: Counted[], by: By, districts: string[]): [id: string, is: (each: Counted) => boolean][] {
  if (by === 'type') return OrganizationType.options.map(type => [type, each => each.type === type])
  if (by === 'year') return [...new Set(organizations.map(yearOf))].sort().map(year => [year, each => yearOf(each) === year])
  return [
    ['', each => !each.areas.some(code => districts.includes(code))],
    ...districts.toSorted().map((code): [string, (each: Counted) => boolean] => [code, each => each.areas.includes(code)]),
  ]
}

/** Those that were registered once, as everybody may see them. */
const STATES = OrganizationStatus.options.filter(status => !['applied', 'refused'].includes(status))

/** The registered organizations counted by type, district or year of founding, groups without any left out; and all by how they stand. */
export function statisticsOf(all: Counted[], { by, districts, now }: { by: By; districts: string[]; now: Date }): Statistics {
  const organizations = all.filter(({ status }) => status === 'registered')
  return {
    states: STATES.map(status => ({ status, total: count(all, each => each.status === status) })),
    by, total: organizations.length, social: count(organizations, isSocial), serving: count(organizations, ({ serves }) => serves), suppliers: count(organizations, isSupplier),
    graded: count(organizations, each => gradeNow(each, now) !== null),
    groups: keysOf(organizations, by, districts).map(([id, is]) => groupOf(id, organizations.filter(is))).filter(({ total }) => total > 0),
  }
}
