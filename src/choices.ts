import { visitor, type Actor } from './kernel/actor.ts'
import type { Method } from './kernel/ruleset.ts'
import type { PastResult } from './budget/index.ts'
import type { Services } from './services.ts'

type Purchase = { reference: string; method: Method }

/** What forms offer of other domains' things, which their own domain does not know. */
export const formChoices = ({ areas, items, organizations, lines, tenders, contracts, evaluations, executions }: Services) => ({
  items: async () => (await items.list(visitor, { status: 'published' })).map(({ id, code, name }) => ({ value: id, text: `${code} ${name}` })),
  areas: async () => (await areas.places()).map(({ id, name, areas }) => ({ value: id, text: name, areas })),
  places: async () => [
    ...(await areas.places()).map(({ id, name }) => ({ value: id, text: name, kind: 'area' as const })),
    ...(await organizations.choices()).map(({ id, name }) => ({ value: id, text: name, kind: 'organization' as const })),
  ],
  /** References and methods of purchases by their ids; one that cannot be found goes by its id, and nobody knows that it was open. */
  purchases: async (ids: string[]) => new Map(await Promise.all(ids.map(async (id): Promise<[string, Purchase]> =>
    [id, await tenders.known(id).then(({ reference, method }): Purchase => ({ reference, method }), (): Purchase => ({ reference: id, method: 'small-purchase' }))]))),
  /** Published results of services of one item of the catalogue, the latest first. */
  results: async (itemId: string): Promise<PastResult[]> => {
    const [judged, signed, approved] = await Promise.all([evaluations.published(), contracts.published(), executions.approved()])
    const ofItem = new Set(approved.filter(line => line.itemId === itemId).map(({ id }) => id))
    const itsContracts = new Set(signed.filter(({ lineId }) => ofItem.has(lineId)).map(({ id }) => id))
    return judged.flatMap(({ id, contractId, title, supplierName, amount, result, publishedAt }) =>
      itsContracts.has(contractId) && result && publishedAt ? [{ href: `/evaluations/${id}`, title, supplier: supplierName, amount, score: result.total, grade: result.grade, at: publishedAt }] : [])
      .sort((a, b) => b.at.getTime() - a.at.getTime())
  },
  lines: async (actor: Actor) => (await lines.open(actor))
    .map(({ line: { id, reference, name }, balance }) => ({ id, text: `${reference} ${name}`, available: balance.available })),
})
