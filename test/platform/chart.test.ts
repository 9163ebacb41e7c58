import { expect } from 'chai'
import { outlined } from '../../src/platform/chart-text.ts'
import { drawBars } from '../../src/platform/chart.ts'

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
})
