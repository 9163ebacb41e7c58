import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'chai'
import { currentRules } from '../fixtures/rulesets.ts'
import { LineStatus, Source } from '../src/budget/line.schema.ts'
import { Account, EntryKind } from '../src/budget/ledger.schema.ts'
import { Grouping } from '../src/budget/execution.schema.ts'
import { ItemStatus, PurchaseArea } from '../src/catalogue/item.schema.ts'
import { ContractStatus, Party } from '../src/contract/contract.schema.ts'
import { PaymentStatus } from '../src/contract/payment.schema.ts'
import { ANSWERS, EvaluationStatus } from '../src/evaluation/evaluation.schema.ts'
import { LeafKind } from '../src/evaluation/indicator.schema.ts'
import { CallStatus } from '../src/incubation/call.schema.ts'
import { IncubationStatus, Review, Service, SIDES, Stage } from '../src/incubation/incubation.schema.ts'
import { Site, SiteWork } from '../src/incubation/site.schema.ts'
import { Role } from '../src/kernel/actor.ts'
import { Method } from '../src/kernel/ruleset.ts'
import { viewsFolder } from '../src/platform/root.ts'
import { LOCALES, textsOf, type Locale } from '../src/platform/text.ts'
import { ActivityStatus } from '../src/people/activity.schema.ts'
import { Skill, VolunteerStatus } from '../src/people/volunteer.schema.ts'
import { Area, AreaKind } from '../src/registry/area.schema.ts'
import { ImportStatus } from '../src/registry/import.schema.ts'
import { Verdict } from '../src/registry/judgement.schema.ts'
import { Conclusion, Listing, OrganizationStatus, OrganizationType, Party as PartyOrganization } from '../src/registry/organization.schema.ts'
import { ChangeStatus, Section } from '../src/registry/section.schema.ts'
import { OwnResult } from '../src/tender/award.schema.ts'
import { BidStatus, SizeDeclaration, UNDERTAKINGS } from '../src/tender/bid.schema.ts'
import { ChallengeFilter, ChallengeStatus, ChallengeStep, RemedyKind, ReplyOutcome } from '../src/tender/challenge.schema.ts'
import { ComplaintStatus } from '../src/tender/complaint.schema.ts'
import { Member } from '../src/tender/committee.schema.ts'
import { Exclusion, LowPriceDecision, LowPriceTrigger, RankingStep } from '../src/tender/scoring.schema.ts'
import { Reopen } from '../src/tender/sheet.schema.ts'
import { FailTender, SectionName, SmeGround, Tender, TenderFactor, TenderStatus } from '../src/tender/tender.schema.ts'
import { saidCodes, type Said } from './support/said-codes.ts'

type Texts = { [key: string]: string | Texts }
const flat = (texts: Texts, prefix = ''): string[] => Object.entries(texts).flatMap(([key, value]) =>
  typeof value === 'string' ? [prefix + key] : flat(value, `${prefix}${key}.`))
/** A text with a number has a form for one and a form for others. */
const keysOf = (texts: Texts): string[] => [...new Set(flat(texts).map(key => key.replace(/_(one|other)$/, '')))]
const texts = Object.fromEntries(LOCALES.map(locale => [locale, textsOf(locale)])) as Record<Locale, Record<string, Texts>>
const at = (locale: Locale, path: string): Texts => path.split('.').reduce<Texts>((found, key) => (found[key] ?? {}) as Texts, texts[locale])

/**
 * `form.ts` composes the codes of what a shape refuses from a few words. Words that stand in tables are not seen to be codes of
 * blockers: the conditions that a tender may not set are.
 */
const COMPOSED: Said[] = ['not-number', 'not-date', 'not-expected', ...['small', 'big'].flatMap(way => ['string', 'array', 'number', 'date'].map(what => `too-${way}-${what}`))]
  .map(code => ({ kind: 'problem', code, where: 'platform/form.ts' }))
const said = saidCodes('src').filter(({ where, code }) => !(where.startsWith('platform/form.ts') && code instanceof RegExp)).concat(COMPOSED)
  .map(each => each.kind === 'other' && each.where.startsWith('tender/conditions.rules.ts') ? { ...each, kind: 'blocker' as const } : each)

const names = ({ code }: Said, key: string): boolean => typeof code === 'string' ? code === key : code.test(key)
const unworded = (of: Said[], keys: string[]): string[] => of.filter(each => !keys.some(key => names(each, key))).map(({ code, where }) => `${where} ${String(code)}`)
const unsaid = (of: Said[], keys: string[]): string[] => keys.filter(key => !of.some(each => names(each, key)))
const ofKind = (kind: Said['kind']) => said.filter(each => each.kind === kind)

describe('what the sources say by a code', () => {
  it('is found', () => {
    expect(ofKind('refusal').length).to.be.above(100)
    expect(ofKind('problem').length).to.be.above(80)
    expect(ofKind('blocker').length).to.be.above(120)
  })
  for (const locale of LOCALES) {
    for (const kind of ['refusal', 'problem', 'blocker', 'audit'] as const) {
      it(`is worded in ${locale}: ${kind}`, () => expect(unworded(ofKind(kind), keysOf(texts[locale][kind]!))).to.deep.equal([]))
    }
    for (const kind of ['flash', 'task'] as const) {
      it(`is worded in ${locale}: ${kind}`, () => expect(unworded(ofKind(kind), keysOf(texts[locale]))).to.deep.equal([]))
    }
  }
  // Both languages have the same keys, so one is enough here.
  for (const kind of ['refusal', 'problem', 'blocker', 'audit'] as const) {
    it(`is all that is worded: ${kind}`, () => expect(unsaid(ofKind(kind), keysOf(texts.en[kind]!))).to.deep.equal([]))
  }
  for (const kind of ['flash', 'task'] as const) {
    it(`is all that is worded: ${kind}`, () =>
      expect(unsaid(ofKind(kind), keysOf(texts.en).filter(key => new RegExp(`^(?!styleguide)[a-z]+\\.${kind}\\.`).test(key)))).to.deep.equal([]))
  }
  it('is worded in one place', () => {
    const folder = join(viewsFolder, 'locales/en')
    const placed = readdirSync(folder).flatMap(file => {
      const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Texts
      const name = basename(file, '.json')
      return ['refusal', 'problem', 'blocker', 'role'].flatMap(kind => keysOf((name === kind ? content : content[kind] ?? {}) as Texts).map(key => `${kind}.${key}`))
    })
    expect(placed.filter((key, index) => placed.indexOf(key) !== index)).to.deep.equal([])
  })
})

const GRADES = [...new Set(currentRules.scales.flatMap(({ grades }) => grades.map(({ code }) => code)))]
/** What was excluded and what remains are told apart by why and at which gate; a low price that was not justified has a step of its own. */
const STEPS = [
  ...RankingStep.shape.code.options.filter(code => !['excluded', 'remaining'].includes(code)),
  ...Exclusion.shape.code.options.filter(code => code !== 'low-price-not-justified').map(code => `excluded-${code}`),
  ...Exclusion.shape.stage.options.filter(stage => stage !== 'low-price').map(stage => `remaining-${stage}`),
]

/** The choices that pages label, and where their labels stand. */
const LABELLED: [place: string, choices: readonly string[], besides?: string[]][] = [
  ['role', Role.options],
  ['registry.kind', AreaKind.options], ['registry.area-status', Area.shape.status.unwrap().options], ['registry.type', OrganizationType.options],
  ['registry.type-short', OrganizationType.options], ['registry.status', OrganizationStatus.options], ['registry.flag', Listing.shape.list.options],
  ['registry.party', PartyOrganization.options], ['registry.conclusion', Conclusion.options, ['waiting', 'noted']], ['registry.change-status', ChangeStatus.options],
  ['registry.section', Section.options], ['registry.judge.verdict', Verdict.options], ['registry.judge.status', Verdict.options, ['open', 'changed']], ['registry.import.status', ImportStatus.options],
  ['incubation.status', IncubationStatus.options], ['incubation.stage', Stage.options], ['incubation.service', Service.options], ['incubation.side', SIDES], ['incubation.side-hint', SIDES],
  ['incubation.call-state', [...CallStatus.options, 'over']], ['incubation.review-kind', Review.shape.kind.options], ['incubation.kind', Site.shape.kind.options], ['incubation.work', SiteWork.options],
  ['activity.state', ActivityStatus.exclude(['published']).options, ['open', 'full', 'begun', 'over']], ['volunteer.status', VolunteerStatus.options], ['volunteer.skill', Skill.options],
  ['catalogue.status', ItemStatus.options], ['catalogue.area', PurchaseArea.options],
  ['budget.status', LineStatus.options], ['budget.source', Source.options, ['title', 'given', 'left']], ['budget.pot', Account.options], ['budget.entry.of', EntryKind.options], ['budget.execution.by', Grouping.options],
  ['tender.status', TenderStatus.options], ['tender.section', SectionName.options.flatMap(name => [name, `${name}-hint`]), ['open', 'done', 'scoring-terms', ...['scoring', 'conditions', 'results', 'payment', 'opening'].map(name => `${name}-lead`)]],
  ['tender.ground', SmeGround.options],
  ['tender.method', Method.options], ['tender.tie-break', Tender.shape.tieBreak.unwrap().options], ['tender.aggregation', Tender.shape.aggregation.unwrap().options], ['tender.grade', GRADES],
  ['tender.kind', TenderFactor.shape.kind.options], ['tender.fail', FailTender.shape.code.options, ['ground', 'reason']],
  ['bid.status', BidStatus.options], ['bid.declaration', SizeDeclaration.options], ['bid.undertaking', UNDERTAKINGS],
  ['scoring.committee.state', Member.shape.state.options], ['scoring.committee.kind', Member.shape.kind.options], ['scoring.outcome', OwnResult.shape.outcome.options],
  ['scoring.step', STEPS], ['scoring.trigger', LowPriceTrigger.options], ['scoring.factor', TenderFactor.shape.kind.options],
  ['challenge.status', ChallengeStatus.options], ['challenge.complaint-status', ComplaintStatus.options], ['challenge.step', ChallengeStep.options], ['challenge.outcome', ReplyOutcome.options],
  ['challenge.outcome-hint', ReplyOutcome.options], ['challenge.outcome-short', ReplyOutcome.options], ['challenge.remedy', RemedyKind.options, ['hint']], ['challenge.remedy-says', RemedyKind.options],
  ['challenge.kind', ChallengeFilter.shape.kind.unwrap().options],
  ['contract.status', ContractStatus.options], ['contract.party', Party.options], ['contract.payment.status', PaymentStatus.options, ['none']],
  ['evaluation.status', EvaluationStatus.options], ['evaluation.answer', ANSWERS.map(({ code }) => code)], ['evaluation.working', LeafKind.options], ['evaluation.grade', GRADES],
]

describe('choices', () => {
  for (const [place, choices, besides = []] of LABELLED) {
    it(`are labelled, all and no other: ${place}`, () => {
      for (const locale of LOCALES) expect(keysOf(at(locale, place)).filter(key => key !== 'label')).to.have.members([...choices, ...besides])
    })
  }
  it('that a committee decides on are labelled', () => {
    const keys = keysOf(texts.en)
    expect(keys).to.include.members([
      ...LowPriceDecision.shape.decision.options.map(decision => `scoring.low-price.${decision}`), ...Reopen.shape.ground.options.map(ground => `scoring.reopen.${ground}`),
    ])
  })
})
