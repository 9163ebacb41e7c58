import { DraftItem, type Indicator, type Item } from './item.schema.ts'

export type Difference = { field: keyof DraftItem; from: unknown; to: unknown }

const indicator = ({ name, target, unit }: Indicator): string => `${name} ${target} ${unit}`
/** A value as it is compared and shown; indicators one by one. */
const shown = (value: unknown): unknown => Array.isArray(value) ? (value as Indicator[]).map(indicator).join('；') : value
const plain = (value: unknown): unknown => value instanceof Date ? value.getTime() : value

/** What changed between two versions of an item, in the order of the form. */
export const differences = (from: Item, to: Item): Difference[] => (Object.keys(DraftItem.shape) as (keyof DraftItem)[])
  .map(field => ({ field, from: shown(from[field]), to: shown(to[field]) }))
  .filter(each => plain(each.from) !== plain(each.to))
