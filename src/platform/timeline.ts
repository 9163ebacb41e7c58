/** An event as the partial `timeline` is given it: what was done is a key, or an action whose words stand under the page's texts. */
export type ShownEvent = { at: Date; who?: unknown; actorName?: string; key?: string; action?: string }
type Choice = { value: string; text: string }
/** What of a timeline is shown; `acts` and `people` are all that could be asked for, in the order of their names. */
export type History<E> = { events: E[]; total: number; acts: Choice[]; people: Choice[]; act: string; by: string; kept: Choice[] }

/** The questions in the address by which a timeline is narrowed. */
const ASKED = ['act', 'by']

const actOf = ({ key, action }: ShownEvent): string => (key ?? action ?? '').replace(/^audit\./, '')

/**
 * The events of a record, latest first, narrowed by what the address asks: by the kind of act, by the person, or by both. An answer that
 * no event has asks for nothing, so that an old address never shows an empty record.
 */
export function historyOf<E extends ShownEvent>(events: E[], { query, texts, say }: { query: string; texts: string; say: (words: unknown) => string }): History<E> {
  const personOf = ({ who, actorName }: ShownEvent): string => say(who ?? actorName ?? '')
  const asked = new URLSearchParams(query)
  const acts = choices(events.map((event): Choice => ({ value: actOf(event), text: say(event.action ? { key: `${texts}.action.${event.action}` } : event) })))
  const people = choices(events.map((event): Choice => ({ value: personOf(event), text: personOf(event) })))
  const among = (given: Choice[], name: string): string => given.find(({ value }) => value === asked.get(name))?.value ?? ''
  const [act, by] = [among(acts, 'act'), among(people, 'by')]
  return {
    events: events.filter(event => (!act || actOf(event) === act) && (!by || personOf(event) === by)).toSorted((a, b) => b.at.getTime() - a.at.getTime()),
    total: events.length, acts, people, act, by,
    kept: [...asked].filter(([name]) => !ASKED.includes(name)).map(([value, text]) => ({ value, text })),
  }
}

const choices = (given: Choice[]): Choice[] => [...new Map(given.map(each => [each.value, each])).values()]
  .toSorted((a, b) => a.text.localeCompare(b.text, 'zh-CN'))
