import { expect } from 'chai'
import { blocksOf } from '../../src/platform/html-blocks.ts'
import { chineseNumber } from '../../src/platform/print-template.ts'

const serif = (text: string) => ({ text, face: 'serif' })
const sans = (text: string) => ({ text, face: 'sans' })
const runsOf = (html: string) => blocksOf(html).map(block => 'runs' in block ? block.runs : [])

describe('the blocks of a print template', () => {
  it('are headings and paragraphs, of which only plain ones are indented', () => {
    expect(blocksOf('<h2>第一条</h2><p>甲<b>乙</b></p><p class="c">丙</p><p class="flush">丁</p>')).to.deep.equal([
      { kind: 'heading', level: 2, runs: [sans('第一条')] },
      { kind: 'paragraph', runs: [serif('甲'), sans('乙')], align: 'left', indented: true },
      { kind: 'paragraph', runs: [serif('丙')], align: 'center', indented: false },
      { kind: 'paragraph', runs: [serif('丁')], align: 'left', indented: false },
    ])
  })

  it('number their lists in Chinese', () => {
    expect(blocksOf('<ol><li>甲</li><li>乙</li></ol><ul><li>丙</li></ul>')).to.deep.equal([
      { kind: 'list', items: [{ label: '（一）', runs: [serif('甲')] }, { label: '（二）', runs: [serif('乙')] }] },
      { kind: 'list', items: [{ label: '•', runs: [serif('丙')] }] },
    ])
  })

  it('know which cells are the heads of a table, and how wide it is', () => {
    const html = '<table data-cols="36,*,2*" data-header="1"><caption>表</caption>'
      + '<tr><th>序号</th><th>项</th><th>值</th></tr><tr><td class="c">1</td><th>合计</th><td class="r">¥1.00</td></tr></table>'
    expect(blocksOf(html)).to.deep.equal([{
      kind: 'table', caption: [sans('表')], columns: [{ points: 36 }, { share: 1 }, { share: 2 }],
      head: [['序号', '项', '值'].map(text => ({ runs: [sans(text)], align: 'center', heads: 'column' }))],
      rows: [[
        { runs: [serif('1')], align: 'center' }, { runs: [sans('合计')], align: 'left', heads: 'row' }, { runs: [serif('¥1.00')], align: 'right' },
      ]],
    }])
  })

  it('keep what was escaped as text', () =>
    expect(runsOf('<p>&lt;b&gt;&amp;&quot;&lt;/b&gt;</p>')).to.deep.equal([[serif('<b>&"</b>')]]))

  it('take a line of the source beside Chinese for no space, and between words for one', () => {
    expect(runsOf('<p>\n  甲方，\n  乙方\n  (A\n  B)\n</p>')).to.deep.equal([[serif('甲方，乙方(A B)')]])
    expect(runsOf('<p>为\n  <b>项目</b>\n  事宜</p>')).to.deep.equal([[serif('为'), sans('项目'), serif('事宜')]])
  })

  it('keep a forced line break and the wide space, and drop what cannot be seen', () =>
    expect(runsOf('<p>甲 <br> 乙　丙\u200b\u202e</p>')).to.deep.equal([[serif('甲\n乙　丙')]]))

  it('hold no radical in the place of a character', () =>
    expect(runsOf('<p>\u{2f08}民</p>')).to.deep.equal([[serif('人民')]]))

  for (const [slip, html] of [
    ['an element that cannot be printed', '<section>甲</section>'],
    ['an element that cannot stand in a line', '<p><img src="x"></p>'],
    ['a script', '<p><script>1</script></p>'],
    ['text outside of any block', '甲<p>乙</p>'],
    ['a row of too few cells', '<table data-cols="*,*"><tr><td>甲</td></tr></table>'],
    ['a width that is none', '<table data-cols="wide"><tr><td>甲</td></tr></table>'],
    ['a paragraph in a list', '<ul><p>甲</p></ul>'],
    ['a division that says nothing', '<div>甲</div>'],
  ] as const) {
    it(`refuse ${slip}`, () => expect(() => blocksOf(html)).to.throw())
  }
})

describe('the number of an article', () => {
  for (const [n, words] of [[1, '一'], [10, '十'], [11, '十一'], [20, '二十'], [21, '二十一'], [99, '九十九']] as const) {
    it(`${n} is ${words}`, () => expect(chineseNumber(n)).to.equal(words))
  }
})
