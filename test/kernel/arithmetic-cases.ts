import { expect } from 'chai'
import { currentRules } from '../../fixtures/rulesets.ts'
import workdays from '../../fixtures/workdays.json' with { type: 'json' }
import { maxBidBond, maxPerformanceBond, reserveOf, supplementBlockers } from '../../src/budget/limits.rules.ts'
import { allotGrants } from '../../src/incubation/microgrant.rules.ts'
import { add, share } from '../../src/kernel/money.ts'
import { Calendar, deadline, type PeriodRule } from '../../src/kernel/period.ts'
import { normalizeUscc, usccProblem, usccTypeOf } from '../../src/registry/uscc.rules.ts'
import { decimal, hundredths, money } from '../tender/ranking-case.ts'

type Split = { input: { total: string; weights: Record<string, string | number> }; expected: { parts: Record<string, string>; sum?: string } }
function split({ input, expected }: Split) {
  const parts = share(money(input.total), Object.values(input.weights).map(Number))
  expect(Object.fromEntries(Object.keys(input.weights).map((name, at) => [name, decimal(parts[at]!)]))).to.deep.equal(expected.parts)
  expect(decimal(add(...parts))).to.equal(expected.sum ?? input.total)
}

type Grants = {
  input: { pot: string; cap: string; pass: string; applications: [id: string, request: string, scores: string[]][] }
  expected: { grants: Record<string, string>; left: string }
  steps: string[]
}
function grants({ input, expected, steps }: Grants) {
  const { rows, left } = allotGrants(
    input.applications.map(([id, request, scores]) => ({ id, request: money(request), scores: scores.map(hundredths) })),
    {
      pot: money(input.pot), cap: money(input.cap), passMark: hundredths(input.pass),
      bands: [{ from: 8500, rate: 10_000 }, { from: 7500, rate: 9000 }, { from: 6000, rate: 8000 }],
    },
  )
  const given = rows.filter(({ refusal }) => refusal === null)
  expect(Object.fromEntries(given.map(({ id, grant }) => [id, decimal(grant)]))).to.deep.equal(expected.grants)
  expect(decimal(left)).to.equal(expected.left)
  expect(given.map(row => `rank ${row.id} (${decimal(row.mean)}): request ${decimal(row.request)} x ${decimal(row.rate / 100)} -> ${
    decimal(row.grant)}; pot left ${decimal(row.left)}`)).to.deep.equal(steps.filter(line => line.startsWith('rank ')))
  const words = { 'over-cap': 'over cap', 'below-pass-mark': 'below pass mark 60', 'pot-spent': 'pot spent' }
  expect(rows.map(row => `${row.id}: mean ${decimal(row.mean)}; request ${decimal(row.request)}; ${
    row.refusal ? words[row.refusal] : 'eligible'}`).sort()).to.deep.equal(steps.filter(line => line.startsWith('M')))
}

const calendar = Calendar.parse(workdays)
type Deadlines = { input: { workSaturdaysSundays2026: string[] }; expected: { from: string; n: number; unit: string; result: string }[]; steps: string[] }
const ruleOf = (n: number, unit: string): PeriodRule => ({
  n, unit: unit.startsWith('calendar') ? 'days' : 'workdays', kind: unit.includes('NO roll') ? 'maximum' : 'minimum',
})
function deadlines({ input, expected, steps }: Deadlines) {
  expect(calendar.years['2026']!.weekendWork).to.deep.equal(input.workSaturdaysSundays2026)
  for (const { from, n, unit, result } of expected) expect(deadline(calendar, from, ruleOf(n, unit)), from).to.equal(result)
  const lines = steps.map(line => /: (\S+) ([+-]\d+) (.+) -> (\S+)$/.exec(line)!)
  for (const [line, from, n, unit, result] of lines) expect(deadline(calendar, from!, ruleOf(Number(n), unit!)), line).to.equal(result)
}

type Codes = { expected: { valid: Record<string, string>; validZeroCheck: string; invalid: Record<string, string>; publicKnownValid: string[] } }
const TYPES: Record<string, string> = { association: '社会团体', 'service-institution': '民办非企业单位', foundation: '基金会' }
function codes({ expected }: Codes) {
  for (const [code, name] of Object.entries(expected.valid)) {
    expect(usccProblem(code), code).to.equal(null)
    expect(name).to.match(new RegExp(`^${TYPES[usccTypeOf(code)]} `))
  }
  for (const code of [expected.validZeroCheck, ...expected.publicKnownValid]) expect(usccProblem(code), code).to.equal(null)
  const problems: Record<string, ReturnType<typeof usccProblem>> = {
    'wrong check character': 'check',
    'letter I not in alphabet': 'alphabet',
    'two adjacent characters swapped': 'organization-check',
    '17 characters': 'length',
    'lower case: normalise to upper case first, then valid': 'alphabet',
  }
  for (const [code, why] of Object.entries(expected.invalid)) {
    expect(usccProblem(code), why).to.equal(problems[why])
    if (why.startsWith('lower case')) expect(usccProblem(normalizeUscc(code))).to.equal(null)
  }
}

type Limits = { input: { budget: string; contract: string; supplements: string[] }; expected: Record<string, string> }
function limits({ input, expected }: Limits) {
  const contract = money(input.contract)
  const [first, second, third] = input.supplements.map(money)
  expect(decimal(maxBidBond(money(input.budget), currentRules))).to.equal(expected.bidBondMax)
  expect(decimal(maxPerformanceBond(contract, currentRules))).to.equal(expected.performanceBondMax)
  expect(decimal(add(first!, second!))).to.equal(expected.supplementSumAfter2)
  expect(supplementBlockers({ contract, agreed: [first!], supplement: second! }, currentRules)).to.deep.equal([])
  expect(supplementBlockers({ contract, agreed: [first!, second!], supplement: third! }, currentRules).map(({ code }) => code))
    .to.deep.equal(['supplements-above-limit'])
  const { reserved, smallOrMicro } = reserveOf(money('3000000'), currentRules)
  expect(decimal(reserved)).to.equal(expected['smeReserve(3000000)'])
  expect(decimal(smallOrMicro!)).to.equal(expected.ofWhichSmallMicro)
}

export const arithmeticCases = { C14a: split, C14b: split, C15: split, C16: grants, C17: deadlines, C18: codes, C19: limits }
