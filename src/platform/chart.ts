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
const LONG = 12

/** Parts that add up, one bar per category; `across` for names that are long, `up` for months. Values in the unit that is named. */
export type Bars = {
  categories: string[]
  series: { name: string; values: number[] }[]
  unit: string
  direction: 'across' | 'up'
  width: number
  height: number
}

const short = (name: string): string => name.length > LONG ? `${name.slice(0, LONG - 1)}…` : name

/** The bars as an SVG picture, to stand beside a table with the same figures. */
export async function drawBars({ categories, series, unit, direction, width, height }: Bars): Promise<string> {
  const init = await drawing()
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  const names = {
    type: 'category' as const, data: categories, inverse: direction === 'across', axisTick: { show: false },
    axisLabel: { color: INK, formatter: short, interval: direction === 'across' ? 0 : 'auto' }, axisLine: { lineStyle: { color: '#8b9a96' } },
  }
  const values = { type: 'value' as const, name: unit, nameTextStyle: { color: SOFT }, axisLabel: { color: SOFT }, splitLine: { lineStyle: { color: '#dfddd4' } } }
  chart.setOption({
    animation: false, color: SHADES, textStyle: { fontSize: 13 },
    legend: { top: 0, left: 0, itemGap: 20, textStyle: { color: INK } },
    grid: { left: 8, right: 48, top: 56, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    ...(direction === 'across' ? { xAxis: values, yAxis: names } : { xAxis: names, yAxis: values }),
    series: series.map(({ name, values }) => ({ type: 'bar' as const, stack: 'all', name, data: values, barMaxWidth: 28 })),
  })
  const picture = chart.renderToSVGString()
  chart.dispose()
  return outlined(picture)
}
