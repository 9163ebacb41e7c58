import type { Actor } from './actor.ts'
import { reach, type Conditions, type Sentence } from './policy.ts'

type Identified = { id: string }

const fits = (conditions: Conditions, thing: Record<string, unknown>): boolean => Object.entries(conditions).every(([field, wanted]) => {
  const held = thing[field]
  return Array.isArray(held) ? held.includes(wanted) : held === wanted
})

/** Those of many things at hand that an actor may see; asks what `may` asks, without building an ability for each. */
export function reached<T extends object>(sentence: Sentence, actor: Actor, things: readonly T[]): T[] {
  const ways = reach(sentence, actor)
  return things.filter(thing => ways.some(conditions => fits(conditions, thing as Record<string, unknown>)))
}

/**
 * All things an actor may see: one plain question for each way in which the actor reaches them, and the answers together.
 * The stores answer plain questions fast and right, an "or" of them neither.
 */
export async function within<T extends Identified>(sentence: Sentence, actor: Actor, ask: (conditions: Conditions) => Promise<T[]>): Promise<T[]> {
  const ways = reach(sentence, actor)
  if (ways.some(conditions => Object.keys(conditions).length === 0)) return ask({})
  const different = [...new Map(ways.map(conditions => [JSON.stringify(conditions), conditions])).values()]
  const found = (await Promise.all(different.map(ask))).flat()
  return [...new Map(found.map(thing => [thing.id, thing])).values()]
}
