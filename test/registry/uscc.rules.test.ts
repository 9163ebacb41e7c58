import { expect } from 'chai'
import fc from 'fast-check'
import { makeUscc, normalizeUscc, usccProblem, usccTypeOf } from '../../src/registry/uscc.rules.ts'

const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
const aBody = fc.array(fc.constantFrom(...ALPHABET), { minLength: 8, maxLength: 8 }).map(characters => characters.join(''))
const aCode = fc.tuple(fc.constantFrom('51', '52', '53', '54', '55', '59', '91', '93'), fc.integer({ min: 110_000, max: 659_999 }), aBody)
  .map(([prefix, division, body]) => makeUscc(prefix, String(division), body))
const replaced = (code: string, at: number, character: string) => code.slice(0, at) + character + code.slice(at + 1)

describe('a unified social credit code', () => {
  it('is valid as made', () => fc.assert(fc.property(aCode, code => {
    expect(usccProblem(code)).to.equal(null)
  })))

  it('is invalid with any one character changed', () => fc.assert(fc.property(
    aCode, fc.nat({ max: 17 }), fc.constantFrom(...ALPHABET), (code, at, character) => {
      fc.pre(code[at] !== character)
      expect(usccProblem(replaced(code, at, character))).not.to.equal(null)
    }), { numRuns: 1000 }))

  it('is invalid with two neighbours swapped', () => fc.assert(fc.property(aCode, fc.nat({ max: 16 }), (code, at) => {
    fc.pre(code[at] !== code[at + 1])
    const swapped = replaced(replaced(code, at, code[at + 1]!), at + 1, code[at]!)
    expect(usccProblem(swapped)).not.to.equal(null)
  }), { numRuns: 1000 }))

  it('ends in 0 when the sum is divisible by 31', () => {
    expect(makeUscc('52', '230600', 'MJ0T0010')).to.equal('52230600MJ0T001020')
  })

  it('carries X as the check of an organization code whose remainder is 10, as the example of GB 11714', () => {
    expect(makeUscc('91', '110000', 'D2143569').slice(8, 17)).to.equal('D2143569X')
  })

  const vectors: [prefix: string, division: string, body: string, code: string][] = [
    ['51', '230600', 'MJ0TE5T1', '51230600MJ0TE5T198'], ['52', '230604', 'MJ0TE5T2', '52230604MJ0TE5T27R'],
    ['53', '230000', 'MJ0TE5T3', '53230000MJ0TE5T35Q'], ['52', '230602', 'MJ0TE5TA', '52230602MJ0TE5TA2M'],
  ]
  for (const [prefix, division, body, code] of vectors) it(`${code} is made`, () => expect(makeUscc(prefix, division, body)).to.equal(code))

  const problems: [code: string, problem: ReturnType<typeof usccProblem>][] = [
    ['', 'length'], ['51230600MJ0TE5T1980', 'length'], ['5123060OMJ0TE5T198', 'alphabet'], ['51A30600MJ0TE5T198', 'alphabet'],
    ['51230600MJ0TE5T188', 'organization-check'], ['51230600MJ0TE5T199', 'check'], ['51230600MJ0TE5T198', null],
  ]
  for (const [code, problem] of problems) it(`'${code}' has the problem ${problem}`, () => expect(usccProblem(code)).to.equal(problem))

  it('is normalized from what people write', () => {
    for (const text of ['52230604mj0te5t27r', ' 52 230604 MJ0TE5T2 7R ', '５２２３０６０４ＭＪ０ＴＥ５Ｔ２７Ｒ', '52230604-MJ0TE5T27-R']) {
      expect(normalizeUscc(text), text).to.equal('52230604MJ0TE5T27R')
    }
  })
  it('tells what kind of body it names', () => {
    expect(['51', '52', '53', '91', '54', '55', '12', '13', '11', '59'].map(usccTypeOf))
      .to.deep.equal(['association', 'service-institution', 'foundation', 'enterprise', 'committee', 'committee', 'institution', 'mass-organization', 'other', 'other'])
  })
  it('is not made from what cannot be one', () => {
    expect(() => makeUscc('52', '230604', 'SHORT')).to.throw(RangeError)
    expect(() => makeUscc('5Z', '230604', 'MJ0TE5T2')).to.throw(RangeError)
  })
})
