import type { Balance } from './ledger.schema.ts'
import { Source, type Line } from './line.schema.ts'

type Translate = (key: string) => string
type Listed = { line: Line; balance: Balance }
type Cell = string | number | Date | null

/** Lines as a table for a file, in yuan, headed in the reader's language. */
export function lineTable(listed: Listed[], areaNames: Map<string, string>, t: Translate): { name: string; columns: string[]; rows: Cell[][] } {
  const yuan = (words: string) => `${words} ${t('budget.in-yuan')}`
  const columns: [label: string, value: (listed: Listed) => Cell][] = [
    [t('budget.reference'), ({ line }) => line.reference], [t('budget.name'), ({ line }) => line.name], [t('budget.year'), ({ line }) => line.year],
    [t('budget.area'), ({ line }) => areaNames.get(line.area) ?? line.area], [t('budget.item'), ({ line }) => line.itemName],
    [t('budget.purchase-area'), ({ line }) => t(`catalogue.area.${line.purchaseArea}`)],
    [yuan(t('budget.amount')), ({ line }) => line.amount / 100],
    ...Source.options.map((source): [string, (listed: Listed) => Cell] =>
      [yuan(t(`budget.source.${source}`)), ({ line }) => (line.sources.find(part => part.source === source)?.amount ?? 0) / 100]),
    ...(['available', 'reserved', 'committed', 'paid'] as const).map((pot): [string, (listed: Listed) => Cell] =>
      [yuan(t(`budget.pot.${pot}`)), ({ balance }) => balance[pot] / 100]),
    [t('budget.status.label'), ({ line }) => t(`budget.status.${line.status}`)], [t('budget.drafter'), ({ line }) => line.drafter.name],
    [t('budget.decider'), ({ line }) => line.decision?.by.name ?? null], [t('budget.decided-at'), ({ line }) => line.decision?.at ?? null],
  ]
  return { name: t('budget.list.title'), columns: columns.map(([words]) => words), rows: listed.map(each => columns.map(([, value]) => value(each))) }
}
