import { visitor, type Actor } from './kernel/actor.ts'
import type { Method } from './kernel/ruleset.ts'
import type { Services } from './services.ts'

type Purchase = { reference: string; method: Method }

/** What forms offer of other domains' things, which their own domain does not know. */
export const formChoices = ({ areas, items, organizations, lines, tenders }: Services) => ({
  items: async () => (await items.list(visitor, { status: 'published' })).map(({ id, code, name }) => ({ value: id, text: `${code} ${name}` })),
  areas: async () => (await areas.places()).map(({ id, name, areas }) => ({ value: id, text: name, areas })),
  places: async () => [
    ...(await areas.places()).map(({ id, name }) => ({ value: id, text: name, kind: 'area' as const })),
    ...(await organizations.choices()).map(({ id, name }) => ({ value: id, text: name, kind: 'organization' as const })),
  ],
  /** References and methods of purchases by their ids; one that cannot be found goes by its id, and nobody knows that it was open. */
  purchases: async (ids: string[]) => new Map(await Promise.all(ids.map(async (id): Promise<[string, Purchase]> =>
    [id, await tenders.known(id).then(({ reference, method }): Purchase => ({ reference, method }), (): Purchase => ({ reference: id, method: 'small-purchase' }))]))),
  lines: async (actor: Actor) => (await lines.open(actor))
    .map(({ line: { id, reference, name }, balance }) => ({ id, text: `${reference} ${name}`, available: balance.available })),
})
