import type { Locale } from '../platform/locale.ts'
import type { FeedEntry } from './feed.rules.ts'

type Translate = (key: string, params?: Record<string, unknown>) => string
type Shown = { site: string; lang: Locale; t: Translate }

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&apos;' }
/** What XML 1.0 has no place for is left out: typed texts may hold it, and one letter would break the whole feed. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu
const xml = (text: string): string => text.replace(FORBIDDEN, '').replace(/[&<>"']/g, letter => ESCAPES[letter] ?? letter)

/** When this naming began; an id says it for good, wherever the page moves (RFC 4151). */
const SINCE = '2026'
const EPOCH = new Date('2026-01-01T00:00:00Z')

function entryOf({ kind, id, href, title, published, updated, params }: FeedEntry, { site, lang, t }: Shown): string {
  const grade = typeof params.grade === 'string' ? t(`evaluation.grade.${params.grade}`) : ''
  const outcome = kind === 'decision' ? t(`challenge.complaint-status.${params.status}`) : ''
  const summary = t(`portal.feed.${kind === 'result' && params.winner === '' ? 'failed' : kind}`, { ...params, grade, outcome })
  return `  <entry>
    <id>${xml(`tag:${new URL(site).hostname},${SINCE}:${id}`)}</id>
    <title>${xml(t('portal.feed.entry', { kind: t(`portal.feed.kind.${kind}`), title }))}</title>
    <link rel="alternate" type="text/html" href="${xml(`${site}${href}?lang=${lang}`)}"/>
    <published>${published.toISOString()}</published>
    <updated>${updated.toISOString()}</updated>
    <category term="${kind}" label="${xml(t(`portal.feed.kind.${kind}`))}"/>
    <summary>${xml(summary)}</summary>
  </entry>`
}

export const updatedOf = (entries: FeedEntry[]): Date => entries[0]?.updated ?? EPOCH

/** An Atom feed (RFC 4287). Both languages are one feed: the same things have the same ids. */
export const atomOf = (entries: FeedEntry[], shown: Shown): string => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${shown.lang}">
  <id>${xml(`tag:${new URL(shown.site).hostname},${SINCE}:feed`)}</id>
  <title>${xml(shown.t('portal.feed.title'))}</title>
  <subtitle>${xml(shown.t('portal.feed.lead'))}</subtitle>
  <link rel="self" type="application/atom+xml" href="${xml(`${shown.site}/feed.atom?lang=${shown.lang}`)}"/>
  <link rel="alternate" type="text/html" href="${xml(`${shown.site}/?lang=${shown.lang}`)}"/>
  <author><name>${xml(shown.t('platform.product'))}</name></author>
  <updated>${updatedOf(entries).toISOString()}</updated>
${entries.map(entry => entryOf(entry, shown)).join('\n')}
</feed>
`
