import { DateTime } from 'luxon'
import { z } from 'zod'
import { Invalid, type Problem } from '../kernel/refusal.ts'

export const ZONE = 'Asia/Shanghai'
type Raw = Record<string, unknown>

/** `{ 'factors.0.name': 'x' }` → `{ factors: [{ name: 'x' }] }`: the name of an input is the path of its field. */
export function unflatten(flat: Raw): Raw {
  const root = bare()
  for (const [path, value] of Object.entries(flat)) {
    const keys = path.split('.')
    let at = root
    for (const key of keys.slice(0, -1)) {
      const inner = at[key]
      at = at[key] = isObject(inner) ? inner : bare()
    }
    at[keys.at(-1) ?? ''] = value
  }
  return root
}

/** Without a prototype, so that no name of a field, such as `constructor.x`, reaches what all objects share. */
const bare = (): Raw => Object.create(null) as Raw

/** What a form sends is text; the shape says what is meant. Empty answers are no answers. Wrong ones are left for the check. */
function meant(type: z.core.$ZodType, raw: unknown): unknown {
  const { def } = type._zod as { def: z.core.$ZodTypes['_zod']['def'] }
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'readonly': return raw === '' || raw === undefined ? undefined : meant(def.innerType, raw)
    case 'default':
    case 'prefault': return raw === '' || raw === undefined
      ? (def.innerType._zod.def.type === 'boolean' ? false : undefined)
      : meant(def.innerType, raw)
    case 'pipe': return meant(def.in, raw)
    case 'boolean': return raw === 'on' || raw === 'true' || raw === true
    case 'number': return numberMeant(type, raw)
    case 'date': return typeof raw === 'string' ? dateMeant(raw) : raw
    case 'string': return typeof raw === 'string' ? raw.trim().replace(/\r\n/g, '\n') || undefined : raw
    case 'enum': return raw === '' ? undefined : raw
    case 'array': return listMeant(raw).map(each => meant(def.element, each))
    case 'object': return Object.fromEntries(Object.entries(def.shape)
      .map(([name, each]) => [name, meant(each, (raw as Raw | undefined)?.[name])])
      .filter(([, value]) => value !== undefined))
    case 'record': return Object.fromEntries(Object.entries((raw ?? {}) as Raw)
      .map(([name, each]) => [name, meant(def.valueType, each)])
      .filter(([, value]) => value !== undefined))
    default: return raw
  }
}

function numberMeant(type: z.core.$ZodType, raw: unknown): unknown {
  if (typeof raw !== 'string') return raw
  const text = raw.replace(/[\s,，¥￥]/g, '').replace(/[０-９．]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
  if (text === '') return undefined
  if (!/^-?\d+(\.\d+)?$/.test(text)) return raw
  const unit = (z.globalRegistry.get(type) as { input?: string } | undefined)?.input
  // Yuan and points are typed with two decimals and kept as whole hundredths.
  if (unit === 'yuan' || unit === 'points') return /^-?\d+(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : raw
  return Number(text)
}

function dateMeant(raw: string): unknown {
  if (raw === '') return undefined
  const date = DateTime.fromISO(raw, { zone: ZONE })
  return date.isValid ? date.toJSDate() : raw
}

function listMeant(raw: unknown): unknown[] {
  if (raw === undefined || raw === '') return []
  if (Array.isArray(raw)) return raw.filter(each => each !== '')
  return typeof raw === 'object' && raw !== null
    ? Object.values(raw).filter(each => typeof each !== 'object' || Object.values(each as Raw).some(value => value !== ''))
    : [raw]
}

/** Reads a form by its shape, or names what is wrong at which field. */
export function readForm<S extends z.ZodType>(shape: S, body: Raw): z.output<S> {
  return check(shape, meant(shape, unflatten(body)))
}

/** Reads a JSON body by its shape; only times need translating. */
export const readJson = <S extends z.ZodType>(shape: S, body: unknown): z.output<S> => check(shape, timed(shape, body))

function timed(type: z.core.$ZodType, raw: unknown): unknown {
  const { def } = type._zod as { def: z.core.$ZodTypes['_zod']['def'] }
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'readonly':
    case 'default':
    case 'prefault': return raw === undefined || raw === null ? raw : timed(def.innerType, raw)
    case 'date': return typeof raw === 'string' ? dateMeant(raw) : raw
    case 'array': return Array.isArray(raw) ? raw.map(each => timed(def.element, each)) : raw
    case 'record': return isObject(raw) ? Object.fromEntries(Object.entries(raw).map(([key, each]) => [key, timed(def.valueType, each)])) : raw
    case 'object': return isObject(raw)
      ? Object.fromEntries(Object.entries(raw).map(([key, each]) => [key, def.shape[key] ? timed(def.shape[key], each) : each]))
      : raw
    default: return raw
  }
}

const isObject = (raw: unknown): raw is Raw => typeof raw === 'object' && raw !== null && !Array.isArray(raw)

/** Checks a value by its shape, or names what is wrong at which field. */
export function check<S extends z.ZodType>(shape: S, value: unknown): z.output<S> {
  const result = shape.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  throw new Invalid('invalid-input', 'Some answers need correcting', { problems: result.error.issues.flatMap(problemsOf) })
}

/** The codes stand in locales/…/problem.json. */
function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const field = issue.path.map(String).join('.')
  switch (issue.code) {
    case 'invalid_type': return [{ field, code: issue.input === undefined ? 'required' : `not-${kind(issue.expected)}` }]
    case 'too_small':
      return issue.origin === 'string' && Number(issue.minimum) <= 1 ? [{ field, code: 'required' }]
        : [{ field, code: `too-small-${sized(issue.origin)}`, params: { minimum: Number(issue.minimum) } }]
    case 'too_big': return [{ field, code: `too-big-${sized(issue.origin)}`, params: { maximum: Number(issue.maximum) } }]
    case 'invalid_format': return [{ field, code: named(issue) ?? (issue.format === 'email' ? 'not-email' : 'not-in-format') }]
    case 'invalid_value': return [{ field, code: issue.input === undefined ? 'required' : 'not-a-choice' }]
    case 'unrecognized_keys': return issue.keys.map(key => ({ field: [field, key].filter(Boolean).join('.'), code: 'unknown-field' }))
    case 'custom': return [{ field, code: named(issue) ?? 'not-allowed' }]
    default: return [{ field, code: 'not-allowed' }]
  }
}

/** A shape may name its problem by a code of its own. */
const named = ({ message }: { message: string }): string | undefined => /^[a-z][a-z-]+$/.test(message) ? message : undefined
const kind = (expected: string): string => ['number', 'int'].includes(expected) ? 'number' : expected === 'date' ? 'date' : 'expected'
const sized = (origin: string): string => ['string', 'array'].includes(origin) ? origin : origin === 'date' ? 'date' : 'number'
