import type { Actor } from './actor.ts'
import { reach, type Conditions, type Sentence } from './policy.ts'

type Identified = { id: string }

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
