import { expect } from 'chai'
import { outlined } from '../../src/platform/chart-text.ts'
import { drawBars, legendRows, nameInLines } from '../../src/platform/chart.ts'

describe('a drawn chart', () => {
  it('holds its texts as outlines, so that it reads the same on a machine without Chinese fonts', async () => {
    const picture = await drawBars({ categories: ['萨尔图区', '让胡路区'], series: [{ name: '已付', values: [10, 20] }], unit: '万元', direction: 'across', width: 720, height: 320 })
    expect(picture).to.not.match(/<text\b|font-family/)
    expect(picture).to.include('<title>让胡路区</title>').and.include('<title>万元</title>')
    const drawn = new Set([...picture.matchAll(/<path id="(g\d+)"/g)].map(([, id]) => id))
    const used = [...picture.matchAll(/<use href="#(g\d+)"/g)].map(([, id]) => id)
    expect(used.length).to.be.greaterThan('萨尔图区让胡路区已付万元'.length)
    expect(used.every(id => drawn.has(id))).to.equal(true)
    expect(drawn.size, 'each character once').to.be.lessThan(used.length)
  })
  it('keeps the place, the side and the colour of a text, and what it says', () => {
    const text = (anchor: string) => outlined(`<svg><text text-anchor="${anchor}" dominant-baseline="central" style="font-size:10px" x="50" y="20" fill="#123456">区&amp;区</text></svg>`)
    const begin = (svg: string) => Number(/translate\(([\d.-]+) ([\d.-]+)\)/.exec(svg)?.[1])
    expect([begin(text('start')), begin(text('end')) < begin(text('middle')), begin(text('middle')) < 50]).to.deep.equal([50, true, true])
    expect(text('start')).to.include('fill="#123456"').and.include('<title>区&amp;区</title>').and.include('50.00 23.80')
  })

  for (const [unit, names] of [['10,000 yuan', ['Paid', 'Committed', 'Reserved', 'Available', 'Carried over']], ['万元', ['已支付', '已签约', '已预留', '可用', '结转下年']]] as const) {
    it(`has room between its legend and its unit on a phone too: ${unit}`, async () => {
      const picture = await drawBars({ categories: ['2025', '2026'], series: names.map(name => ({ name, values: [10, 20] })), unit, direction: 'up', width: 340, height: 320 })
      const [legend, below] = [names.map(name => place(picture, name)), place(picture, unit)]
      expect(new Set(legend.map(({ y }) => y)).size, 'it takes two rows here').to.equal(2)
      for (const { x, y } of legend) expect([y < below.y - 12, x < 340]).to.deep.equal([true, true])
    })
  }
  it('puts as many names into a row of the legend as fit', () => {
    expect(legendRows(['已支付', '已签约', '可用'], 880)).to.deep.equal([['已支付', '已签约', '可用']])
    expect(legendRows(['已支付', '已签约', '可用'], 170)).to.deep.equal([['已支付', '已签约'], ['可用']])
    expect(legendRows(['已支付'], 10)).to.deep.equal([['已支付']])
  })
  it('breaks the name of a bar between words or characters, and cuts it after two lines', () => {
    const names = ['Employment', 'Community services', 'Services for disabled people', '大庆市和美婚姻家庭服务中心', '大庆市让胡路区暖阳助老服务中心（银浪社区）', 'Donaudampfschifffahrtsgesellschaft']
    expect(names.map(nameInLines)).to.deep.equal([
      'Employment', 'Community\nservices', 'Services for\ndisabled people', '大庆市和美婚姻家庭\n服务中心', '大庆市让胡路区暖阳\n助老服务中心（银浪…', 'Donaudampfschifffahrtsgesellschaft',
    ])
  })
})

/** Where a text of a picture begins. */
function place(picture: string, words: string): { x: number; y: number } {
  const [, transform = ''] = new RegExp(`<g transform="([^"]*)"[^>]*><title>${words}</title>`).exec(picture) ?? []
  const moves = [...transform.matchAll(/translate\(([\d.-]+) ([\d.-]+)\)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)
  return { x: moves.reduce((sum, [x]) => sum + x, 0), y: moves.reduce((sum, [, y]) => sum + y, 0) }
}
