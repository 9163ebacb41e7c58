import { expect } from 'chai'
import fc from 'fast-check'
import { z } from 'zod'
import { Money } from '../../src/kernel/money.ts'
import { Invalid } from '../../src/kernel/refusal.ts'
import { readForm, readJson } from '../../src/platform/form.ts'

const Typed = z.object({
  name: z.string().min(2).max(20), price: Money.optional(), points: z.int().min(0).max(10_000).meta({ input: 'points' }).optional(),
  count: z.int().optional(), agreed: z.boolean().default(false), kind: z.enum(['a', 'b']).optional(), on: z.date().optional(), email: z.email().optional(),
  code: z.string().regex(/^[AB]\d\d$/, 'catalogue-code').optional(), zip: z.string().regex(/^\d{6}$/).optional(),
  factors: z.array(z.object({ name: z.string().min(1), max: z.int() })).max(3).default([]), tags: z.array(z.string()).default([]),
  marks: z.record(z.string(), z.int()).optional(), inner: z.object({ from: z.date() }).optional(),
})
const read = (fields: Record<string, unknown>) => readForm(Typed, { name: '晨曦', ...fields })
const problems = (act: () => unknown): string[] => {
  try { act() } catch (error) {
    if (error instanceof Invalid) return error.details.problems.map(({ field, code }) => `${field}: ${code}`)
    throw error
  }
  return []
}

describe('reading a form', () => {
  const meant: [what: string, fields: Record<string, unknown>, means: object][] = [
    ['yuan as fen', { price: '486,000.5' }, { price: 48_600_050 }],
    ['yuan in Chinese type', { price: '￥１，２３４．５６' }, { price: 123_456 }],
    ['points as hundredths', { points: '89.5' }, { points: 8_950 }],
    ['a day as its beginning in Beijing', { on: '2026-03-02' }, { on: new Date('2026-03-01T16:00:00Z') }],
    ['a time as one in Beijing', { on: '2026-03-02T09:30' }, { on: new Date('2026-03-02T01:30:00Z') }],
    ['a box that is ticked', { agreed: 'on' }, { agreed: true }],
    ['a box that is not there', {}, { agreed: false }],
    ['text without the blanks around it, with plain line ends', { name: '  晨曦\r\n服务 ' }, { name: '晨曦\n服务' }],
    ['rows by the names of their inputs, without the empty ones', { 'factors.0.name': '方案', 'factors.0.max': '50', 'factors.1.name': '', 'factors.1.max': '' }, { factors: [{ name: '方案', max: 50 }] }],
    ['one choice of several as a list', { tags: 'a' }, { tags: ['a'] }],
    ['several choices', { tags: ['a', 'b', ''] }, { tags: ['a', 'b'] }],
    ['answers by name', { 'marks.f1': '30', 'marks.f2': '' }, { marks: { f1: 30 } }],
    ['parts of parts', { 'inner.from': '2026-05-01' }, { inner: { from: new Date('2026-04-30T16:00:00Z') } }],
  ]
  for (const [what, fields, means] of meant) {
    it(`takes ${what}`, () => expect(read(fields)).to.deep.include(means))
  }

  it('takes an empty answer for none, and what nobody asked for not at all', () => {
    const answers = read({ price: '', points: '', count: ' ', on: '', kind: '', email: '', _csrf: 'x', role: 'bureau' })
    expect(answers).to.deep.equal({ name: '晨曦', agreed: false, factors: [], tags: [] })
  })

  const refused: [what: string, fields: Record<string, unknown>, problems: string[]][] = [
    ['nothing where something is needed', { name: '   ' }, ['name: required']],
    ['too little and too much', { name: '大', 'factors.0.name': 'a', 'factors.0.max': '1', 'factors.1.name': 'b', 'factors.1.max': '1', 'factors.2.name': 'c', 'factors.2.max': '1', 'factors.3.name': 'd', 'factors.3.max': '1' }, ['name: too-small-string', 'factors: too-big-array']],
    ['words for a sum', { price: '四十八万' }, ['price: not-number']],
    ['parts of a fen', { price: '1.005' }, ['price: not-number']],
    ['a number with a unit', { count: '12人' }, ['count: not-number']],
    ['an infinite number', { count: '1e999' }, ['count: not-number']],
    ['more points than there are', { points: '100.01' }, ['points: too-big-number']],
    ['a day that does not exist', { on: '2026-02-30' }, ['on: not-date']],
    ['an answer that is no choice', { kind: 'c' }, ['kind: not-a-choice']],
    ['an address that is none', { email: '李敏' }, ['email: not-email']],
    ['a text of another form, by the code of its shape', { code: 'C1', zip: '16300' }, ['code: catalogue-code', 'zip: not-in-format']],
    ['a row that is half filled in', { 'factors.0.name': '方案', 'factors.0.max': '' }, ['factors.0.max: required']],
    ['a list where a text is asked for', { name: ['甲乙', '丙丁'] }, ['name: not-expected']],
  ]
  for (const [what, fields, expected] of refused) {
    it(`names the field at ${what}`, () => expect(problems(() => read(fields))).to.deep.equal(expected))
  }

  it('reads every sum to the fen as it is written', () =>
    fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000_000_00 }), amount => {
      const yuan = `${Math.floor(amount / 100).toLocaleString('en')}.${String(amount % 100).padStart(2, '0')}`
      expect(read({ price: yuan }).price).to.equal(amount)
    })))

  it('lets no name of a field reach into what all objects share', () => {
    problems(() => read({ '__proto__.polluted': 'yes', 'constructor.prototype.polluted': 'yes', 'factors.__proto__.polluted': 'yes', 'toString.polluted': 'yes' }))
    for (const shared of [{}, Object, Object.prototype.toString, []]) expect((shared as { polluted?: string }).polluted).to.equal(undefined)
  })

  it('survives any names and answers, and refuses them by the field at most', () =>
    fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^(name|price|factors|marks|0|__proto__|toString|)(\.(name|max|0|1|__proto__|)){0,2}$/), fc.oneof(fc.string(), fc.array(fc.string()))), fields => {
      problems(() => readForm(Typed, fields))
    })))
})

describe('reading JSON', () => {
  it('takes money as whole fen and times as they are written, and translates nothing else', () => {
    expect(readJson(Typed, { name: '晨曦', price: 48_600_050, on: '2026-03-02T01:30:00Z' })).to.deep.include({ price: 48_600_050, on: new Date('2026-03-02T01:30:00Z') })
    expect(problems(() => readJson(Typed, { name: '晨曦', price: '486000' }))).to.deep.equal(['price: not-number'])
    expect(problems(() => readJson(Typed, { name: '晨曦', price: 1.5 }))).to.deep.equal(['price: not-number'])
    expect(problems(() => readJson(Typed, { name: '晨曦', agreed: 'on' }))).to.deep.equal(['agreed: not-expected'])
  })
  it('refuses what is no object', () => {
    for (const body of [[], null, 7, 'name']) expect(problems(() => readJson(Typed, body)), String(body)).to.deep.equal([': not-expected'])
  })
})
