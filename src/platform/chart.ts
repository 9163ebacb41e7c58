import { outlined } from './chart-text.ts'

/** Loaded with the first picture: it would take half of the time in which the site starts. */
const drawing = async () => {
  const [{ BarChart }, { GridComponent, LegendComponent }, { init, use }, { SVGRenderer }] = await Promise.all([
    import('echarts/charts'), import('echarts/components'), import('echarts/core'), import('echarts/renderers'),
  ])
  use([BarChart, GridComponent, LegendComponent, SVGRenderer])
  return init
}

/** The shades of the site, as the style sheet has them. */
const SHADES = ['#0f5b56', '#eda93b', '#6aa39b', '#8a5a34', '#2f6690', '#a9aaa2']
const INK = '#17302e'
const SOFT = '#50625f'
/** Sizes of the writing, in points. */
const WRITING = 12
/** How wide the name of a bar gets, in ems, before it goes on in a second line. */
const NAME = 9
const LEGEND = { row: 34, swatch: 30, gap: 20 }

/** Parts that add up, one bar per category; `across` for names that are long, `up` for months. Values in the unit that is named. */
export type Bars = {
  categories: string[]
  series: { name: string; values: number[] }[]
  unit: string
  direction: 'across' | 'up'
  width: number
  height: number
}

/** In ems, rather too wide than too narrow: a Chinese character is one, of others two are a little more. */
const widthOf = (text: string): number => Array.from(text).reduce((sum, char) => sum + (char > 'ÿ' ? 1 : 0.6), 0)

/** The name of a bar in at most two lines, broken between words or Chinese characters. */
export function nameInLines(name: string): string {
  const [first = '', ...more] = name.split(/(?<=\s)|(?<=[^\x20-ÿ])/)
  const lines = more.reduce<string[]>((lines, piece) =>
    widthOf(lines.at(-1)! + piece.trimEnd()) <= NAME ? [...lines.slice(0, -1), lines.at(-1)! + piece] : [...lines, piece], [first]).map(line => line.trimEnd())
  return [...lines.slice(0, 1), ...lines.slice(1, 2).map(line => lines.length > 2 ? `${line}…` : line)].join('\n')
}

/** The names of the legend in rows that fit, so that the room above the bars is known. */
export function legendRows(names: string[], width: number): string[][] {
  const room = (row: string[]) => row.reduce((sum, name) => sum + LEGEND.swatch + LEGEND.gap + widthOf(name) * WRITING, 0) - LEGEND.gap
  return names.reduce<string[][]>((rows, name) => {
    const wider = [...rows.at(-1) ?? [], name]
    return rows.length > 0 && room(wider) <= width ? [...rows.slice(0, -1), wider] : [...rows, [name]]
  }, [])
}

/** The bars as an SVG picture, to stand beside a table with the same figures. */
export async function drawBars({ categories, series, unit, direction, width, height }: Bars): Promise<string> {
  const init = await drawing()
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  const names = {
    type: 'category' as const, data: categories, inverse: direction === 'across', axisTick: { show: false },
    axisLabel: { color: INK, formatter: nameInLines, lineHeight: 14, interval: direction === 'across' ? 0 : 'auto' }, axisLine: { lineStyle: { color: '#8b9a96' } },
  }
  const rows = legendRows(series.map(({ name }) => name), width)
  const values = {
    type: 'value' as const, name: unit, nameTextStyle: { color: SOFT, ...(direction === 'up' && { align: 'left' as const }) }, ...(direction === 'across' && { nameLocation: 'middle' as const, nameGap: 28 }),
    axisLabel: { color: SOFT }, splitLine: { lineStyle: { color: '#dfddd4' } },
  }
  chart.setOption({
    animation: false, color: SHADES, textStyle: { fontSize: 13 },
    // An empty name begins a new row.
    legend: { top: 0, left: 0, itemGap: LEGEND.gap, textStyle: { color: INK, fontSize: WRITING }, data: rows.flatMap((row, at) => at === 0 ? row : ['', ...row]) },
    grid: { left: 8, right: 24, top: 22 + rows.length * LEGEND.row, bottom: direction === 'across' ? 28 : 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    ...(direction === 'across' ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values }),
    series: series.map(({ name, values }) => ({ type: 'bar' as const, stack: 'all', name, data: values, barMaxWidth: 28 })),
  })
  const picture = chart.renderToSVGString()
  chart.dispose()
  return outlined(picture)
}
