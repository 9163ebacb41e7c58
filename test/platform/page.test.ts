import { expect } from 'chai'
import { anItemDraft } from '../../fixtures/catalogue.ts'
import { bureau } from '../registry/ground.ts'
import type { PageAgent } from '../support/page-agent.ts'
import { startWorld, type World } from '../support/world.ts'

const FORM = {
  code: 'A040201', name: '居家养老上门服务', purchaseArea: 'welfare', department: '市民政局', description: '为高龄、独居老年人提供助餐、助浴和巡访。',
  standard: '服务人员持证上岗，按时上门。', unit: '小时', referencePrice: '45', validFrom: '2026-01-01',
  'indicators.0.name': '服务老人', 'indicators.0.target': '183', 'indicators.0.unit': '人',
}
/** The input of that name, with all of its attributes. */
const inputIn = (html: string, name: string): string => new RegExp(`<(input|textarea|select)[^>]*id="${name.replaceAll('.', '\\.')}"[^>]*>`).exec(html)?.[0] ?? ''

describe('a form on its page', () => {
  let world: World
  let clerk: PageAgent
  before(async () => {
    world = await startWorld('page')
    clerk = await world.page('bureau')
  })
  after(() => world.stop())
  const itemCount = async () => (await world.services.items.list(bureau, {})).length

  it('comes back refused with all that was typed and what is wrong beside each field, and saves nothing', async () => {
    const before = await itemCount()
    const refused = await clerk.post('/catalogue', { ...FORM, code: 'X9', referencePrice: '四十五', validFrom: '', name: '“养老” & <b>上门</b>' })
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('value="“养老” &amp; &lt;b&gt;上门&lt;/b&gt;"').and.include(`>${FORM.description}</textarea>`)
    expect(refused.text).to.match(/<option value="welfare" selected>/)
    expect(inputIn(refused.text, 'referencePrice')).to.include('value="四十五"')
    expect(inputIn(refused.text, 'indicators.0.target')).to.include('value="183"')
    for (const [field, text] of [['code', 'The code has the form'], ['referencePrice', 'Give a number'], ['validFrom', 'Answer this']]) {
      expect(refused.text).to.include(`href="#${field}"`)
      expect(new RegExp(`href="#${field}">([^<]+)`).exec(refused.text)?.[1], 'the summary names the field').to.match(/^(Code|Reference price|Valid from): /)
      expect(inputIn(refused.text, field!)).to.include('aria-invalid="true"').and.include(`${field}-error`)
      expect(refused.text.split(`id="${field}-error"`)[1]?.slice(0, 600), field).to.include(text)
    }
    expect(inputIn(refused.text, 'department')).to.not.include('aria-invalid')
    expect(await itemCount()).to.equal(before)
  })

  it('goes on with 303 when it is taken, and says once what was done', async () => {
    const taken = await clerk.post('/catalogue', FORM)
    expect(taken.status).to.equal(303)
    const at = taken.headers.location!
    expect((await clerk.get(at)).text).to.include('data-flash').and.include(FORM.name)
    expect((await clerk.get(at)).text).to.not.include('data-flash')
  })

  it('of the slower of two comes back with what was typed and the state as it is now', async () => {
    const item = await world.services.items.draft(bureau, anItemDraft({ code: 'A040202' }))
    const fields = { ...FORM, code: 'A040202', revision: String(item.revision) }
    expect((await clerk.post(`/catalogue/${item.id}`, { ...fields, name: '先到的名称' })).status).to.equal(303)
    const late = await clerk.post(`/catalogue/${item.id}`, { ...fields, name: '后到的名称' })
    expect(late.status).to.equal(409)
    expect(late.text).to.include('Somebody else changed this meanwhile').and.include('value="后到的名称"')
    expect(late.text).to.include(`name="revision" value="${item.revision + 1}"`)
    expect(late.text.match(/fh-stands/g), 'what the other wrote, beside what was typed, and only there').to.have.length(1)
    expect(/id="name-now">([^<]*)<span>([^<]*)/.exec(late.text)?.slice(1)).to.deep.equal(['Recorded now: ', '先到的名称'])
    expect(inputIn(late.text, 'name')).to.match(/aria-describedby="[^"]*name-now"/)
    expect((await world.services.items.see(bureau, item.id)).name).to.equal('先到的名称')
  })

  it('of the slower of two names recorded choices and amounts as they are read, not as they are kept', async () => {
    const item = await world.services.items.draft(bureau, anItemDraft({ code: 'A040203' }))
    const fields = { ...FORM, code: 'A040203', revision: String(item.revision) }
    expect((await clerk.post(`/catalogue/${item.id}`, { ...fields, purchaseArea: 'disability', referencePrice: '1,046' })).status).to.equal(303)
    const { text } = await clerk.post(`/catalogue/${item.id}`, { ...fields, validFrom: '2026-03-01' })
    const stands = (name: string) => new RegExp(`id="${name}-now">[^<]*<span>([^<]*)`).exec(text)?.[1]
    expect(stands('purchaseArea')).to.equal('Services for disabled people')
    expect(stands('referencePrice')).to.equal('¥1,046.00')
    expect(stands('validFrom')).to.equal('1 January 2026')
    expect(stands('unit')).to.equal(undefined)
  })

  it('never brings back a password', async () => {
    const administrator = await world.page('administrator')
    const refused = await administrator.post('/accounts', { name: '李', email: 'li@example.org', password: 'a-long-secret-word' })
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('value="li@example.org"').and.not.include('a-long-secret-word')
  })

  it('of somebody who may not is refused whoever made it', async () => {
    const resident = await world.page('resident')
    const before = await itemCount()
    expect((await resident.post('/catalogue', FORM)).status).to.equal(403)
    expect((await resident.get('/catalogue/new')).status).to.equal(403)
    expect(await itemCount()).to.equal(before)
  })

  describe('with a file', () => {
    const send = (name: string, body: Buffer | string) => clerk.upload('/organizations/imports', {}, [{ field: 'file', name, body: Buffer.from(body) }])
    const refusals: [what: string, name: string, body: Buffer | string, text: RegExp][] = [
      ['of a type that is not taken', '登记台账.pdf', '%PDF-1.7\n', /Only these types: xlsx, csv/],
      ['whose content is another than its name says', '登记台账.xlsx', 'a,b\n1,2\n', /does not fit the name/],
      ['that is a program under another name', '登记台账.csv', Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00', 'latin1'), /Only these types|does not fit/],
      ['that is empty', '登记台账.csv', '', /The file is empty/],
      ['that is too large', '登记台账.csv', Buffer.alloc(20 * 2 ** 20 + 1, 'a'), /At most 20 MB/],
    ]
    for (const [what, name, body, text] of refusals) {
      it(`${what} comes back with the reason at the field`, async () => {
        const refused = await send(name, body)
        expect(refused.status).to.equal(422)
        expect(refused.text).to.match(text).and.include('href="#file"')
        expect(inputIn(refused.text, 'file')).to.include('aria-invalid="true"')
      })
    }

    it('is refused without the token of the page, as any other form', async () => {
      const forged = await world.visitor().post('/organizations/imports').attach('file', Buffer.from('a,b'), 'x.csv')
      expect(forged.status).to.equal(303)
      expect(forged.headers.location).to.equal('/sign-in')
    })
  })
})
