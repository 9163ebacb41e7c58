import { view } from '../kernel/view.ts'
import { datetime, money } from './format.ts'
import type { PrintRequest } from './print.schema.ts'
import { numberOf, receiptAt } from './receipt.rules.ts'
import type { Receipt } from './receipt.service.ts'
import { translator, type Locale } from './text.ts'

type Row = { key: string; value: unknown; type?: string }
const label = (key: string) => ({ key: `platform.receipt.${key}` })
const words = (value: unknown): string => typeof value === 'string' ? value : ''

/** What was done, with which record, by whom, when, why and on which rule; the digests hold it to the log. */
function rowsOf({ event, concerned }: Receipt): Row[] {
  const { action, actorName, at, reason, ruleSet, seq, digest, hash } = event
  const { title, name, ref, contract, amount } = concerned?.facts ?? {}
  const rows: Row[] = [
    { key: 'act', value: { key: `audit.${action}` } },
    { key: 'record', value: words(title) || words(name) }, { key: 'reference', value: words(ref) }, { key: 'contract', value: words(contract) },
    { key: 'amount', value: amount, type: 'money' },
    { key: 'by', value: actorName }, { key: 'at', value: at, type: 'datetime' }, { key: 'reason', value: reason }, { key: 'rule', value: ruleSet },
    { key: 'entry', value: { key: 'platform.receipt.nth', params: { seq } } }, { key: 'digest', value: digest, type: 'code' }, { key: 'hash', value: hash, type: 'code' },
  ]
  return rows.filter(({ value }) => value !== undefined && value !== '')
}

export const receiptPage = view('platform/receipt', (receipt: Receipt) => ({
  title: label('title'), number: numberOf(receipt), at: receipt.event.at,
  rows: rowsOf(receipt).map(({ key, ...row }) => ({ label: label(key), ...row })),
  actions: [
    { ...label('print'), href: `${receiptAt(receipt.event.id)}/file`, icon: 'file-earmark-pdf' },
    ...(receipt.concerned ? [{ ...label('back'), href: receipt.concerned.href, icon: 'arrow-left' }] : []),
  ],
}))

/** The same to keep on paper, in the language in which it is read. */
export function receiptPrint(receipt: Receipt, lang: Locale): PrintRequest {
  const t = translator(lang)
  const said = ({ value, type }: Row): string => value instanceof Date ? datetime(value, lang) : type === 'money' ? money(value as number, lang)
    : typeof value === 'object' && value !== null ? t((value as { key: string }).key, (value as { params?: object }).params as never) : String(value)
  return {
    template: 'platform/receipt', title: t('platform.receipt.title'), author: t('platform.product'), reference: numberOf(receipt), issuedAt: receipt.event.at, lang,
    values: { title: t('platform.receipt.title'), text: t('platform.receipt.text'), rows: rowsOf(receipt).map(row => ({ label: t(`platform.receipt.${row.key}`), value: said(row) })) },
  }
}
