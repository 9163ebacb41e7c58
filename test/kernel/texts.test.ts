import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { LowPriceTrigger, Exclusion, RankingOutcome, RankingStep } from '../../src/tender/scoring.schema.ts'
import { hasText, LOCALES } from '../../src/platform/text.ts'

/** The rules whose codes must be worded, in rules.json or in the file of their domain. */
const RULES = [
  'kernel/money', 'kernel/period', 'kernel/ruleset', 'tender/scoring', 'tender/ranking', 'tender/price', 'tender/composition',
  'evaluation/indicator', 'evaluation/satisfaction', 'budget/limits',
]
const sourceOf = (name: string) => readFileSync(`src/${name}${name.startsWith('kernel/') ? '' : '.rules'}.ts`, 'utf8')
const found = (pattern: RegExp) => [...new Set(RULES.flatMap(name => [...sourceOf(name).matchAll(pattern)].map(([, code]) => code!)))]

const EXCLUSIONS: string[] = Exclusion.shape.code.options
const keys = [
  ...found(/new (?:RuleBroken|Invalid)\('([a-z0-9-]+)'/g).map(code => `refusal.${code}`),
  ...found(/code: '([a-z0-9-]+)'/g).filter(code => !EXCLUSIONS.includes(code) && code !== 'words-malformed').map(code => `blocker.${code}`),
  'problem.words-malformed',
  ...EXCLUSIONS.map(code => `rules.exclusion.${code}`),
  ...LowPriceTrigger.options.map(code => `rules.low-price.${code}`),
  ...RankingOutcome.options.map(code => `rules.outcome.${code}`),
  ...RankingStep.shape.code.options.map(code => `rules.step.${code}`),
]

describe('what the rules say', () => {
  it('is found in the sources', () => expect(keys.length).to.be.above(60))
  for (const locale of LOCALES) {
    it(`is worded in ${locale}`, () => expect(keys.filter(key => !hasText(key, locale))).to.deep.equal([]))
  }
})
