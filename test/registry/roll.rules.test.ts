import { expect } from 'chai'
import fc from 'fast-check'
import { anOrganization } from '../../fixtures/registry.ts'
import { startOfDay } from '../../src/kernel/period.ts'
import { pageAfter, rollOf } from '../../src/registry/roll.rules.ts'
import { initials, spell } from '../../src/platform/pinyin.ts'
import { matches } from '../../src/registry/search.rules.ts'

const now = startOfDay('2026-03-02')
const row = (id: string, sortKey: string, founded = '2015-04-01') => anOrganization({ id, sortKey, name: `大庆市${sortKey}中心`, founded: startOfDay(founded) })
const rows = [row('1', 'CCC', '2016-01-01'), row('2', 'AAA', '2018-01-01'), row('3', 'BBB', '2012-01-01'), row('4', 'AAA', '2018-01-01')]
const ids = (sort: 'name' | '-name' | 'founded' | '-founded') => rollOf(rows, { sort }, now).map(({ id }) => id)

describe('the roll', () => {
  it('has one order for each way of sorting', () => {
    expect([ids('name'), ids('-name'), ids('founded'), ids('-founded')]).to.deep.equal([['2', '4', '3', '1'], ['1', '3', '4', '2'], ['3', '1', '2', '4'], ['4', '2', '1', '3']])
  })
  it('gives every row once over its pages, even when a row goes between them', () => fc.assert(fc.property(
    fc.integer({ min: 1, max: 5 }), fc.array(fc.constantFrom('AA', 'AB', 'BA', 'CC'), { maxLength: 30 }), fc.constantFrom('name' as const, '-name' as const), fc.boolean(), (size, keys, sort, drops) => {
      const all = keys.map((key, n) => row(String(n).padStart(2, '0'), key))
      let left = all
      let after: string | undefined
      const seen: string[] = []
      do {
        const page = pageAfter(rollOf(left, { sort }, now), { after, sort }, size)
        seen.push(...page.ids)
        if (drops) left = left.filter(({ id }) => id !== page.ids.at(-1))
        after = page.next ?? undefined
      } while (after)
      expect(seen).to.have.length(all.length)
      expect(new Set(seen).size).to.equal(all.length)
    })))
  it('keeps to area and list', () => {
    const listed = { ...row('5', 'DDD'), listings: [{ list: 'serious' as const, reason: '', document: '', from: startOfDay('2025-01-01') }] }
    expect(rollOf([...rows, listed], { flag: 'serious', sort: 'name' }, now).map(({ id }) => id)).to.deep.equal(['5'])
    expect(rollOf([...rows, listed], { area: '230602', sort: 'name' }, now)).to.deep.equal([])
  })
})

describe('searching by pieces', () => {
  const chinese = fc.string({ unit: fc.constantFrom(...'大庆市阳光助老服务中心社区一二'), minLength: 2, maxLength: 12 })
  it('finds whatever has the piece', () => fc.assert(fc.property(chinese, fc.nat(), fc.nat(), (name, a, b) => {
    const from = a % (name.length - 1)
    const piece = name.slice(from, from + 2 + b % (name.length - from - 1))
    expect(matches({ name }, '', piece)).to.equal(true)
  })))
  it('does not find what has the letters in pieces only', () => expect(matches({ name: '暖阳助老' }, 'NYZL', '暖老')).to.equal(false))
  it('finds by the full pinyin from the beginning of a syllable, by full-width letters and traditional characters', () => {
    const found = (typed: string, name = '大庆市阿信养老服务中心（让胡路）', uscc = '52230604MJ0FH0022D') => matches({ name, uscc }, initials(name), typed, spell)
    for (const typed of ['axin', 'AXin', 'a xin yang lao', 'daqing', 'fuwuzhongxin', 'ａｘｉｎ', 'axyl', 'ＡＸＹＬ', '養老', '慶', '讓胡路', '服務中心（', '５２２３０６０４', 'mj0fh', '0604-MJ0F', 'MJ0FH 0022D']) expect(found(typed), typed).to.equal(true)
    for (const typed of ['xinxin', 'inyang', 'aoxin', '养护', '老養', '5222']) expect(found(typed), typed).to.equal(false)
    expect(found('lvshe', '绿舍环保协会')).to.equal(true)
    expect(found('yinhang', '银行家协会'), 'by the reading of the word').to.equal(true)
    expect(matches({ name: '綠色環保協會' }, '', '绿色环保协会'), 'a name that is written so').to.equal(true)
  })
  it('finds by a former name', () => expect(matches({ name: '新名', formerNames: ['旧日名称'] }, 'XM', '旧日')).to.equal(true))
})
