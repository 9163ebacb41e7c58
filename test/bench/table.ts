/** One line of the bench: what was measured, beside what, and the limit that it has to keep. */
export type Row = { what: string; measured: string; beside: string; ratio: string; limit: string; met: boolean | null }

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
export const perSecond = (figure: number): string => `${figure < 20 ? figure.toFixed(1) : figures.format(figure)}/s`
export const milliseconds = (figure: number): string => `${figures.format(figure)} ms`

/** A figure that must reach a share of the raw one beside it; without a share it is only told. */
export function besideRaw(what: string, measured: number, raw: { what: string; figure: number }, least?: number): Row {
  const ratio = measured / raw.figure
  return {
    what, measured: perSecond(measured), beside: `${raw.what} ${perSecond(raw.figure)}`, ratio: `${Math.round(ratio * 100)}%`,
    limit: least === undefined ? '' : `≥ ${Math.round(least * 100)}%`, met: least === undefined ? null : ratio >= least,
  }
}

const HEAD = ['what', 'measured', 'beside it', 'ratio', 'limit', 'met']

/** All rows as one table in Markdown, so that it can be put into the README as it is. */
export function tableOf(rows: Row[]): string {
  const cells = [HEAD, ...rows.map(({ what, measured, beside, ratio, limit, met }) => [what, measured, beside, ratio, limit, met === null ? '' : met ? 'yes' : 'MISSED'])]
  const widths = HEAD.map((_, at) => Math.max(...cells.map(row => row[at]!.length)))
  const line = (row: string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`
  const [head = [], ...body] = cells
  return [line(head), `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join('\n')
}
