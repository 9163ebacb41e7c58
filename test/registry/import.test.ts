import { expect } from 'chai'
import { aCode, anApplication } from '../../fixtures/registry.ts'
import writeSheet from 'write-excel-file/node'
import { dayOf } from '../../src/kernel/period.ts'
import { makeUscc } from '../../src/registry/uscc.rules.ts'
import { csvOf, rowsOf, xlsxOf } from '../../src/platform/spreadsheet.ts'
import { columnsOf, COLUMNS, dateMeant, formOf, readableCode, isLater } from '../../src/registry/import.rules.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'
import { bureau, layAreas } from './ground.ts'

const HEADING = COLUMNS.map(({ headers }) => headers[0])
const line = (changes: Partial<Record<string, string>> = {}): string[] => {
  const values: Record<string, string> = {
    组织名称: '大庆市台账服务中心', 组织类型: '社会服务机构', 统一社会信用代码: aCode(), 所在区域: '银浪社区', 住所: '让胡路区银浪社区一号', 法定代表人或负责人: '赵明',
    联系人: '赵明', 联系电话: '0459-5550000', 成立日期: '2015年4月1日', 宗旨: '为社区居民提供专业的公益服务。', 业务范围: '社区服务', 业务主管单位: '大庆市民政局',
    状态: '正常', 专职人员: '8', 持证社会工作者: '2', 直接服务居民: '是', ...changes,
  }
  return HEADING.map(heading => values[heading] ?? '')
}

describe('reading a register from a sheet', () => {
  it('tells of a code what is wrong with it, whatever else is wrong with the line', () => {
    const told = (type: string, uscc: string) => readableCode({ type, uscc }).map(({ code }) => code)
    expect(told('service-institution', '52230604MJ0TE5T270')).to.deep.equal(['uscc-check'])
    expect(told('service-institution', '')).to.deep.equal(['required'])
    expect(told('recorded', '')).to.deep.equal([])
    expect(told('无此类型', '52230604MJ0TE5T270')).to.deep.equal([])
  })
  for (const [typed, meant] of [['2015年4月1日', '2015-04-01'], ['2015/4/1', '2015-04-01'], ['2015.12.31', '2015-12-31'], ['20150401', '2015-04-01'], ['２０１５年４月１日', '2015-04-01'], ['2015-04-01 00:00:00', '2015-04-01'], ['42095', '2015-04-01'], ['不详', '不详']] as const) {
    it(`a date of ${typed} is ${meant}`, () => expect(dateMeant(typed)).to.equal(meant))
  }
  it('knows the columns in either language and any order, and names those that are missing', () => {
    expect(columnsOf(['Founded', '组织名称', '备注', ...HEADING]).map(each => each?.path ?? null).slice(0, 3)).to.deep.equal(['founded', 'name', null])
    expect(() => columnsOf(['组织名称'])).to.throw().with.nested.property('details.problems[0].params.column', '统一社会信用代码 / Unified social credit code')
  })
  it('takes the type from the code where none is written, and the area by name', () => {
    const form = formOf(line({ 组织类型: '', 统一社会信用代码: '51230600mj0te5t198' }), columnsOf(HEADING), new Map([['230604001', '银浪社区']]))
    expect(form).to.include({ type: 'association', uscc: '51230600MJ0TE5T198', area: '230604001', serves: 'on', founded: '2015-04-01' })
  })
  it('knows a founding in the future, whatever else is wrong with the line', () => {
    const now = new Date('2026-03-02T01:00:00Z')
    expect(['2035-04-01', '2026-03-03', '2026-03-02', '2015-04-01', '不详', undefined].map(founded => isLater(founded, now))).to.deep.equal([true, true, false, false, false, false])
  })
  it('does not guess between two areas of one name', () => {
    expect(formOf(line(), columnsOf(HEADING), new Map([['230604001', '银浪社区'], ['230605009', '银浪社区']])).area).to.equal('银浪社区')
  })
  it('reads what the export writes, in Excel and in both codings of CSV', async () => {
    const table = { name: '台账', columns: HEADING, rows: [line({ 组织名称: '=公式中心' })] }
    expect((await rowsOf(await xlsxOf(table), 'xlsx'))[1]?.[0]).to.equal('=公式中心')
    expect((await rowsOf(csvOf(table), 'csv'))[1]?.[0]).to.equal('\'=公式中心')
    // 组织,大庆 in GB 18030.
    expect((await rowsOf(Buffer.from([0xd7, 0xe9, 0xd6, 0xaf, 0x2c, 0xb4, 0xf3, 0xc7, 0xec]), 'csv'))[0]).to.deep.equal(['组织', '大庆'])
  })
})

describe('taking over a register from a file', function () {
  this.timeout(60_000)
  let world: World
  let clerk: PageAgent
  before(async () => {
    world = await startWorld('import')
    await layAreas(world)
    clerk = await world.page('bureau')
  })
  after(() => world.stop())
  const give = async (rows: string[][], by = clerk) =>
    by.upload('/organizations/imports', {}, [{ field: 'file', name: '登记台账.csv', body: csvOf({ name: 'x', columns: HEADING, rows }) }])

  it('looks first, explains every bad line, and enters the good ones by a job', async () => {
    const known = anApplication({ name: '已登记的服务中心', uscc: aCode() })
    await world.services.organizations.register(bureau, known)
    const twice = aCode()
    const good = Array.from({ length: 25 }, (_, n) => line({ 组织名称: `大庆市第${n}服务中心` }))
    const sent = await give([
      ...good, line({ 组织名称: '重码一服务中心', 统一社会信用代码: twice }), line({ 组织名称: '重码二服务中心', 统一社会信用代码: twice }),
      line({ 组织名称: '旧户服务中心', 统一社会信用代码: known.uscc! }), line({ 组织名称: '错码服务中心', 统一社会信用代码: '52230604MJ0TE5T270' }),
      line({ 组织名称: '无区服务中心', 所在区域: '火星社区' }), line({ 组织名称: '缺项服务中心', 联系电话: '', 成立日期: '不详', 统一社会信用代码: '52230604MJ0TE5T279', 所在区域: '水星社区' }), line({ 组织名称: '类型不符中心', 组织类型: '基金会' }),
    ])
    expect(sent.status, sent.text.slice(0, 500)).to.equal(303)
    const at = sent.headers.location!
    const looked = await clerk.get(`${at}?lang=en`)
    expect(looked.status, looked.text.slice(0, 300)).to.equal(200)
    for (const words of ['The same code as in line 27', 'In the register already', 'The 18th character does not check', 'There is no such area', 'Answer this', 'Give a valid date', 'Enter 26']) {
      expect(looked.text, words).to.include(words)
    }
    const lacking = looked.text.slice(looked.text.indexOf('缺项服务中心'), looked.text.indexOf('类型不符中心'))
    for (const words of ['Answer this', 'Give a valid date', 'The 18th character does not check', 'There is no such area']) expect(lacking, 'all at once').to.include(words)
    // What stands in the cell is told beside what is wrong with it.
    expect(lacking).to.include('Area “水星社区”: There is no such area').and.include('Telephone: Answer this')
    expect((await world.visitor().get('/api/v1/organizations').query({ q: '服务中心' })).body.count).to.equal(0)
    const { body } = await (await world.as('bureau')).get(`/api/v1/organization-imports/${at.split('/').at(-1)}`)
    expect(body.bad.map((row: { line: number }) => row.line)).to.deep.equal([28, 29, 30, 31, 32, 33])
    expect((await clerk.post(`${at}/start`, { revision: '0' })).status).to.equal(303)
    expect((await clerk.post(`${at}/start`, { revision: '0' })).status).to.equal(409)
    expect((await clerk.get(at)).text).to.include(`hx-get="${at}/progress"`)
    await world.runJobs()
    const done = await world.services.imports.see(bureau, at.split('/').at(-1)!)
    expect(done).to.include({ status: 'done', done: 26, entered: 26 })
    const found = (await world.visitor().get('/api/v1/organizations').query({ q: '服务中心' })).body
    expect(found.count).to.equal(26)
    expect(found.organizations[0]).to.include({ status: 'registered', area: '230604001', staff: 8, serves: true })
    const wrong = await rowsOf(Buffer.from((await clerk.get(`${at}/wrong.csv?lang=zh-CN`)).text), 'csv')
    expect(wrong).to.have.length(7)
    expect(wrong[2]?.at(-1)).to.include('已在名录中')
  })

  it('goes on where it stopped, and enters nothing twice', async () => {
    const codes = Array.from({ length: 60 }, () => aCode())
    const importing = await world.services.imports.preview(bureau, { name: 'a.csv', rows: [HEADING, ...codes.map((code, n) => line({ 组织名称: `大庆市续传${n}服务中心`, 统一社会信用代码: code }))] })
    await world.services.imports.start(bureau, importing.id, { revision: 0 })
    let told = 0
    await world.services.imports.enter(importing.id, async () => { told += 1; throw new Error('the worker died') }).catch(() => undefined)
    expect(told).to.equal(1)
    await Promise.all([world.services.imports.enter(importing.id, async () => undefined).catch(() => undefined), world.services.imports.enter(importing.id, async () => undefined).catch(() => undefined)])
    await world.services.imports.enter(importing.id, async () => undefined)
    await world.runJobs()
    expect((await world.visitor().get('/api/v1/organizations').query({ q: '续传' })).body.count).to.equal(60)
    expect(await world.services.imports.see(bureau, importing.id)).to.include({ status: 'done', entered: 60 })
  })

  it('keeps a line apart whose code was taken meanwhile', async () => {
    const code = aCode()
    const importing = await world.services.imports.preview(bureau, { name: 'b.csv', rows: [HEADING, line({ 组织名称: '大庆市后到服务中心', 统一社会信用代码: code })] })
    await world.services.organizations.register(bureau, anApplication({ name: '大庆市先到服务中心', uscc: code }))
    await world.services.imports.start(bureau, importing.id, { revision: 0 })
    await world.runJobs()
    const done = await world.services.imports.see(bureau, importing.id)
    expect(done).to.include({ status: 'done', entered: 0 })
    expect((await world.services.imports.rows(done, 'refused')).map(({ problems }) => problems[0]?.code)).to.deep.equal(['taken'])
    expect((await clerk.get(`/organizations/imports/${importing.id}`)).status).to.equal(200)
  })

  it('takes over who was struck off with document, day and ground, and asks for them', async () => {
    const ended = { 决定文号: '庆民罚〔2024〕3号', 决定日期: '2024/3/5', 事由和依据: '连续两年未参加年检' }
    const importing = await world.services.imports.preview(bureau, { name: 'c.csv', rows: [
      HEADING, line({ 组织名称: '大庆市已撤服务中心', 状态: '撤销', ...ended }), line({ 组织名称: '大庆市已吊服务中心', 状态: '吊销登记证书', ...ended }), line({ 组织名称: '大庆市已注服务中心', 状态: '注销' }),
      line({ 组织名称: '大庆市无据服务中心', 状态: '吊销', 决定日期: '2024-03-05' }), line({ 组织名称: '大庆市怪状服务中心', 状态: '待定' }),
    ] })
    const bad = await world.services.imports.rows(importing, 'bad')
    expect(bad.map(({ line: n, problems }) => [n, problems.map(({ field, code }) => `${field} ${code}`)])).to.deep.equal([[5, ['orderReason required', 'orderDocument required']], [6, ['status not-a-choice']]])
    await world.services.imports.start(bureau, importing.id, { revision: 0 })
    await world.runJobs()
    const found = async (status: string) => (await world.visitor().get('/api/v1/organizations').query({ status, q: '大庆市已' })).body.organizations as { name: string; order?: { document: string; reason: string } }[]
    for (const [status, name] of [['revoked', '大庆市已撤服务中心'], ['certificate-withdrawn', '大庆市已吊服务中心']] as const) {
      const [one] = await found(status)
      expect([one?.name, one?.order?.document, one?.order?.reason], status).to.deep.equal([name, ended.决定文号, ended.事由和依据])
    }
    expect((await found('cancelled')).map(({ order }) => order)).to.deep.equal([undefined])
    const taken = await rowsOf(Buffer.from((await clerk.get('/organizations?status=revoked&format=csv&lang=zh-CN')).text), 'csv')
    expect(taken[1]).to.include.members(['大庆市已撤服务中心', '撤销登记', ended.决定文号, '2024-03-05', ended.事由和依据])
  })

  it('reads what offices really have: a title above the heading, a sheet of notes first, dates and numbers of Excel, merged and empty cells', async () => {
    const good = line({ 组织名称: '大庆市表格服务中心', 专职人员: '１２', 联系电话: '０４５９－５５５００００' })
    const cells = (row: string[]) => row.map((value, at) => HEADING[at] === '成立日期' ? { value: new Date('2015-04-01T00:00:00Z'), type: Date, format: 'yyyy"年"m"月"d"日"' } : HEADING[at] === '持证社会工作者' ? { value: 2, type: Number } : { value, type: String })
    const merged = line({ 组织名称: '大庆市合并服务中心', 所在区域: '' })
    const file = await writeSheet([
      { sheet: '填表说明', data: [[{ value: '请逐项填写', type: String }]] },
      { sheet: '台账', data: [
        [{ value: '大庆市社会组织登记台账', type: String, columnSpan: 4 }], [{ value: '填表人：张伟', type: String }], [],
        HEADING.map(value => ({ value, type: String })), cells(good), [], cells(merged), cells(line({ 组织名称: '大庆市又一服务中心' })),
      ] },
    ] as never).toBuffer()
    const sent = await clerk.upload('/organizations/imports', {}, [{ field: 'file', name: '台账.xlsx', body: file }])
    expect(sent.status, sent.text.slice(0, 400)).to.equal(303)
    const importing = await world.services.imports.see(bureau, sent.headers.location!.split('/').at(-1)!)
    expect([importing.good, importing.bad]).to.deep.equal([2, 1])
    const [bad] = await world.services.imports.rows(importing, 'bad')
    expect([bad?.line, bad?.problems.map(({ field, code }) => `${field} ${code}`)], 'by the number of its line in the file').to.deep.equal([7, ['area required']])
    const [read] = await world.services.imports.rows(importing, 'ready')
    expect(read?.line).to.equal(5)
    expect(read?.draft).to.include({ staff: 12, socialWorkers: 2 }).and.deep.include({ contact: { name: '赵明', phone: '0459-5550000' } })
    expect(dayOf(read!.draft!.founded)).to.equal('2015-04-01')
  })

  it('reads a CSV of tabs and of semicolons, with a quotation mark in a cell', async () => {
    const table = (mark: string) => [HEADING, line({ 组织名称: '大庆市"引号"服务中心' })].map(row => row.join(mark)).join('\r\n')
    for (const [name, body] of [
      ['制表符', Buffer.from(table('\t'))], ['分号', Buffer.from(table(';'))],
    ] as const) {
      const sent = await clerk.upload('/organizations/imports', {}, [{ field: 'file', name: `${name}.csv`, body }])
      expect(sent.status, `${name}: ${sent.text.slice(0, 300)}`).to.equal(303)
      const [row] = await world.services.imports.rows(await world.services.imports.see(bureau, sent.headers.location!.split('/').at(-1)!), 'ready')
      expect(row?.draft?.name, name).to.equal('大庆市"引号"服务中心')
    }
  })

  it('says of a file that it cannot use why: empty, only a heading, damaged, of another kind, too long', async () => {
    const refused = async (name: string, body: Buffer) => {
      const sent = await clerk.upload('/organizations/imports?lang=zh-CN', {}, [{ field: 'file', name, body }])
      return [sent.status, /href="#file">([^<]*)<\/a>/.exec(sent.text)?.[1]]
    }
    expect(await refused('空.csv', Buffer.alloc(0))).to.deep.equal([422, '台账文件：文件是空的'])
    expect(await refused('表头.csv', csvOf({ name: 'x', columns: HEADING, rows: [] }))).to.deep.equal([422, '台账文件：文件里没有数据行'])
    expect(await refused('空行.csv', Buffer.from(`${HEADING.join(',')}\r\n,,,\r\n`))).to.deep.equal([422, '台账文件：文件里没有数据行'])
    const whole = await xlsxOf({ name: 'x', columns: HEADING, rows: [line()] })
    expect((await refused('坏.xlsx', whole.subarray(0, whole.length - 400)))[0]).to.equal(422)
    expect((await refused('旧.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])))[1]).to.include('只接受')
    expect((await refused('改名.xlsx', Buffer.from('%PDF-1.7\n')))[1]).to.include('只接受以下格式')
    expect((await refused('改名.xlsx', Buffer.from('组织名称,住所\n')))[1]).to.include('文件内容与扩展名不符')
    const many = Array.from({ length: 5_001 }, () => ['大庆市', ...Array.from({ length: HEADING.length - 1 }, () => '')])
    expect(await refused('多.csv', csvOf({ name: 'x', columns: HEADING, rows: many }))).to.deep.equal([422, '台账文件：最多 5000 行'])
  })

  it('looks through 5,000 lines, which the clerk may leave and come back to', async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => line({ 组织名称: `大庆市长表${n}服务中心`, 统一社会信用代码: n % 100 === 99 ? '52230604MJ0TE5T270' : makeUscc('52', '230604', `MK${String(100_000 + n)}`) }))
    const sent = await clerk.upload('/organizations/imports', {}, [{ field: 'file', name: '长表.xlsx', body: await xlsxOf({ name: 'x', columns: HEADING, rows }) }])
    expect(sent.status, sent.text.slice(0, 300)).to.equal(303)
    const at = sent.headers.location!
    const importing = await world.services.imports.see(bureau, at.split('/').at(-1)!)
    expect([importing.good, importing.bad]).to.deep.equal([4_950, 50])
    const back = (await (await world.page('bureau')).get(`${at}?lang=zh-CN`)).text
    expect(back).to.include('长表.xlsx').and.include('导入 4950 条').and.include('第 18 位校验不符')
    expect((await clerk.post(`${at}/drop`, { revision: '0' })).status).to.equal(303)
  })

  it('is refused with the reason when the file is no register, and is the bureau\'s only', async () => {
    expect((await clerk.get('/organizations/import?lang=zh-CN')).status).to.equal(200)
    const empty = await clerk.upload('/organizations/imports', {}, [])
    expect(empty.status).to.equal(422)
    const other = await clerk.upload('/organizations/imports?lang=en', {}, [{ field: 'file', name: 'x.csv', body: Buffer.from('a,b\n1,2\n') }])
    expect([other.status, other.text.includes('Column missing: 组织名称 / Name')]).to.deep.equal([422, true])
    expect((await give([line()], await world.page('district', { area: '230604' }))).status).to.equal(403)
    expect((await clerk.get('/organizations/import/template.xlsx')).status).to.equal(200)
  })
})
