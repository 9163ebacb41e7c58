import type { Field } from './section.rules.ts'

/** What a field of the profile is called. */
export const labelOf = ({ path }: Pick<Field, 'path'>) => ({ key: `registry.field.${path.replace('.', '-')}` })
/** How the value of a field is set, where it is not words. */
export const TYPES: Partial<Record<Field['input'], string>> = { date: 'date', number: 'number', money: 'money' }

/** A value of the profile as people read it. */
export const shownValue = ({ input }: Field, value: unknown, areaName: (code: string) => string): unknown =>
  value === null || value === undefined ? null
    : input === 'yes-no' ? { key: value ? 'registry.yes' : 'registry.no' }
      : input === 'party' || input === 'type' ? { key: `registry.${input}.${value as string}` }
        : input === 'area' ? areaName(value as string) : value
