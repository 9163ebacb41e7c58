import type { Role } from '../kernel/actor.ts'
import type { Audience, Matter, Rule, ToldEvent } from './telling.schema.ts'

type Whom = (matter: Matter, event: ToldEvent) => Audience[]

const PEOPLE: Role[] = ['owner', 'editor', 'signatory']
const SIGNERS: Role[] = ['owner', 'signatory']
const BUYERS: Role[] = ['bureau', 'district', 'community']
const DECIDERS: Role[] = ['bureau', 'district']

const its = (roles: Role[]): Whom => ({ organizationId }) => organizationId ? [{ to: 'organization', organizationId, roles }] : []
const officials = (roles: Role[]): Whom => ({ areas }) => [{ to: 'officials', areas, roles }]
const persons = (...as: string[]): Whom => ({ people }) => [{ to: 'persons', ids: as.flatMap(each => people[each] ?? []) }]
const all = (...each: Whom[]): Whom => (matter, event) => each.flatMap(whom => whom(matter, event))
const everyBidderToBe: Whom = ({ announced }) => announced ? [{ to: 'bidders-to-be' }] : []
const bidders: Whom = matter => matter.bidders.map(organizationId => ({ to: 'organization', organizationId, roles: PEOPLE }))
const withResult = (outcome: Matter['results'][number]['outcome']): Whom => ({ results }) => results
  .filter(each => each.outcome === outcome).map(({ organizationId, facts }) => ({ to: 'organization', organizationId, roles: PEOPLE, facts }))

/** Its people, and who applied for it, whether or not that person became one of them. */
const organizationsPeople = all(its(PEOPLE), persons('applicant'))

const at = (path: string) => ({ href }: Matter): string => `${href}/${path}`
const toTender = ({ facts }: Matter): string => `/tenders/${facts.tender as string}`
const cameInForce = ({ changes }: ToldEvent): boolean => changes.some(({ field, to }) => field === 'status' && to === 'in-force')
const movedDeadline = ({ changes }: ToldEvent): boolean => changes.some(({ field }) => field === 'bidDeadline')
const not = (test: (event: ToldEvent) => boolean) => (event: ToldEvent): boolean => !test(event)

const binding = (text: string, whom: Whom, more: Partial<Rule> = {}): Rule => ({ text, weight: 'binding', whom, ...more })
const courtesy = (text: string, whom: Whom, more: Partial<Rule> = {}): Rule => ({ text, weight: 'courtesy', whom, ...more })

/** Its text gives the reason of what was done. */
const because: Pick<Rule, 'tells'> = { tells: 'reason' }
const committeeAsked: Rule = binding('committee-drawn', persons('asked'), { href: at('committee'), once: 'thing' })
const signed = (by: 'buyer' | 'supplier'): Rule[] => [
  binding('contract-in-force', its(PEOPLE), { when: cameInForce, also: 'actor' }),
  courtesy('contract-in-force-buyer', officials(DECIDERS), { when: cameInForce }),
  by === 'buyer'
    ? binding('contract-sign-next', its(SIGNERS), { when: not(cameInForce), href: at('sign') })
    : courtesy('contract-sign-next', officials(DECIDERS), { when: not(cameInForce), href: at('sign') }),
]

const supplementSigned = (by: 'buyer' | 'supplier'): Rule[] => [
  binding('supplement-in-force', its(PEOPLE), { when: cameInForce, also: 'actor' }),
  courtesy('supplement-in-force-buyer', officials([...DECIDERS, 'finance']), { when: cameInForce }),
  by === 'buyer'
    ? binding('supplement-sign-next', its(SIGNERS), { when: not(cameInForce) })
    : courtesy('supplement-sign-next', officials(DECIDERS), { when: not(cameInForce) }),
]

/**
 * Who is told what happens: for each action of the audit log its messages. What is not here is told to nobody.
 *
 * Until a tender is opened nothing may go to those who bid on it: that they are told would say that they bid. So the notice, its
 * changes and its end before the opening go to everybody who could bid (令87 art. 27, 28). How a bid was judged is told with the
 * result, not before (令87 art. 69).
 */
export const TOLD: Record<string, Rule[]> = {
  'account.grants': [courtesy('account-grants', persons('self'))],
  'account.password': [binding('account-password', persons('self'), { also: 'actor' })],

  'comment.write': [courtesy('comment-mentioned', persons('mentioned'))],

  'organization.apply': [courtesy('organization-applied', officials(DECIDERS))],
  'organization.reapply': [courtesy('organization-applied', officials(DECIDERS))],
  'organization.approve': [binding('organization-registered', organizationsPeople)],
  'organization.refuse': [binding('organization-refused', organizationsPeople, because)],
  'organization.suspend': [binding('organization-suspended', its(PEOPLE), because)],
  'organization.resume': [binding('organization-resumed', its(PEOPLE))],
  'organization.cancel': [binding('organization-cancelled', its(PEOPLE), because)],
  'organization.revoke': [binding('organization-revoked', its(PEOPLE), because)],
  'organization.withdraw-certificate': [binding('organization-certificate-withdrawn', its(PEOPLE), because)],
  'organization.change-asked': [courtesy('organization-change-asked', officials(DECIDERS))],
  'organization.change-approved': [binding('organization-change-approved', its(PEOPLE))],
  'organization.change-refused': [binding('organization-change-refused', its(PEOPLE), because)],
  'organization.conclude': [binding('organization-report-concluded', its(PEOPLE))],
  'organization.assess': [courtesy('organization-assessed', its(PEOPLE))],
  'organization.enlist-abnormal': [binding('organization-enlisted-abnormal', its(PEOPLE), because)],
  'organization.enlist-serious': [binding('organization-enlisted-serious', its(PEOPLE), because)],
  'organization.delist-abnormal': [binding('organization-delisted-abnormal', its(PEOPLE))],
  'organization.delist-serious': [binding('organization-delisted-serious', its(PEOPLE))],

  'incubation.apply': [courtesy('incubation-applied', officials(['centre']))],
  'incubation.withdraw': [courtesy('incubation-withdrawn', officials(['centre']))],
  'incubation.accept': [binding('incubation-accepted', its(PEOPLE))],
  'incubation.object': [courtesy('incubation-objected', officials(['centre']))],
  'incubation.answer': [courtesy('incubation-answered', persons('objectors'), { href: ({ href }) => href.replace('/incubation/', '/incubation/notices/') })],
  'incubation.refuse': [binding('incubation-refused', its(PEOPLE), because)],
  'incubation.sign': [courtesy('incubation-signed', officials(['centre']))],
  'incubation.enter': [courtesy('incubation-entered', its(PEOPLE))],
  'incubation.plan': [courtesy('incubation-planned', its(PEOPLE))],
  'incubation.review': [courtesy('incubation-reviewed', its(PEOPLE))],
  'incubation.extend': [courtesy('incubation-extended', its(PEOPLE))],
  'incubation.graduate': [courtesy('incubation-graduated', its(PEOPLE))],
  'incubation.leave': [binding('incubation-left', its(PEOPLE), because)],

  'activity.publish': [courtesy('activity-published', persons('near'))],
  'activity.cancel': [binding('activity-cancelled', persons('signed'), because)],
  'activity.withdraw': [courtesy('activity-withdrawn', its(['owner', 'editor']))],
  // Hours of one activity may be recorded in several goes; nobody is told of those of others.
  'activity.record': [courtesy('activity-hours', persons('served'), { href: () => '/volunteers/me', once: 'thing' })],
  'volunteer.correct': [courtesy('volunteer-corrected', persons('self'), because)],
  'volunteer.certify': [courtesy('volunteer-certified', persons('self'))],

  'line.submit': [courtesy('line-submitted', officials(['finance']))],
  'line.approve': [courtesy('line-approved', persons('drafter'))],
  'line.refuse': [courtesy('line-refused', persons('drafter'))],

  'tender.submit': [courtesy('tender-submitted', officials(DECIDERS))],
  'tender.return': [courtesy('tender-returned', persons('drafter'), because)],
  'tender.approve': [courtesy('tender-approved', persons('drafter'))],
  'tender.publish': [courtesy('tender-published', everyBidderToBe)],
  'tender.ask': [courtesy('tender-asked', officials(BUYERS))],
  'tender.answer': [courtesy('tender-answered', everyBidderToBe)],
  'tender.amend': [
    binding('tender-deadline-moved', everyBidderToBe, { when: movedDeadline }),
    binding('tender-amended', everyBidderToBe, { when: not(movedDeadline) }),
  ],
  'tender.close': [courtesy('tender-closed', all(officials(BUYERS), persons('custodians')), { href: at('opening') })],
  'tender.open': [courtesy('tender-opened', bidders, { href: at('opening') })],
  'tender.score': [courtesy('committee-formed', persons('members'), { href: at('committee') })],
  'tender.rank': [courtesy('tender-ranked', officials(DECIDERS), { href: at('award') })],
  'tender.award': [
    binding('tender-won', withResult('won'), { href: at('result') }),
    binding('tender-lost', withResult('lost'), { href: at('result') }),
    binding('tender-excluded', withResult('excluded'), { href: at('result') }),
  ],
  'tender.fail': [
    binding('tender-failed', bidders),
    courtesy('tender-failed', (matter, event) => matter.bidders.length > 0 ? [] : everyBidderToBe(matter, event)),
    courtesy('tender-failed', persons('drafter')),
  ],
  'tender.cancel': [courtesy('tender-cancelled', everyBidderToBe)],

  'committee.draw': [committeeAsked],
  'committee.recuse': [committeeAsked, courtesy('committee-vacant', officials(BUYERS), { href: at('committee') })],
  'committee.conform': [courtesy('committee-to-score', persons('members'), { href: at('score') })],
  'committee.reopen': [binding('committee-reopened', persons('reopened'), { href: at('score'), ...because })],

  // A draft that is thrown away is told to nobody: it would say who means to bid.
  'challenge.send': [binding('challenge-sent', officials(BUYERS)), courtesy('challenge-sent-watched', officials(['supervisor']))],
  'challenge.withdraw': [courtesy('challenge-withdrawn', officials([...BUYERS, 'supervisor']))],
  'challenge.hold': [courtesy('challenge-held', all(its(PEOPLE), officials([...BUYERS, 'supervisor'])), because)],
  'challenge.reply': [binding('challenge-replied', its(PEOPLE)), binding('challenge-replied-others', bidders), courtesy('challenge-replied-watched', officials(['supervisor']))],

  'complaint.file': [binding('complaint-filed', officials(['supervisor']))],
  'complaint.correct': [courtesy('complaint-corrected', officials(['supervisor']))],
  'complaint.ask-correction': [binding('complaint-to-correct', its(PEOPLE), because)],
  'complaint.refuse': [binding('complaint-refused', its(PEOPLE), because)],
  'complaint.accept': [binding('complaint-accepted', its(PEOPLE)), binding('complaint-copied', officials(BUYERS))],
  'complaint.respond': [courtesy('complaint-responded', officials(['supervisor']))],
  'complaint.withdraw': [courtesy('complaint-withdrawn', officials(['supervisor']))],
  'complaint.suspend': [binding('complaint-suspends', all(its(PEOPLE), officials(BUYERS)), because), binding('purchase-suspended', bidders, { href: toTender })],
  'complaint.lift': [binding('complaint-lifts', all(its(PEOPLE), officials(BUYERS))), binding('purchase-goes-on', bidders, { href: toTender })],
  'complaint.dismiss': [binding('complaint-dismissed', all(its(PEOPLE), officials(BUYERS), bidders))],
  'complaint.uphold': [binding('complaint-upheld', all(its(PEOPLE), officials(BUYERS), bidders))],

  'contract.print': [
    binding('contract-to-sign', its(SIGNERS), { href: at('sign') }),
    courtesy('contract-to-sign', officials(DECIDERS), { href: at('sign') }),
  ],
  'contract.sign-buyer': signed('buyer'),
  'contract.sign-supplier': signed('supplier'),
  'contract.terminate': [binding('contract-terminated', its(PEOPLE), because)],
  'contract.complete': [courtesy('contract-completed', its(PEOPLE))],

  'supplement.draw-up': [binding('supplement-to-sign', its(SIGNERS)), courtesy('supplement-to-sign', officials(DECIDERS))],
  'supplement.sign-buyer': supplementSigned('buyer'),
  'supplement.sign-supplier': supplementSigned('supplier'),
  'supplement.withdraw': [binding('supplement-withdrawn', its(PEOPLE), because)],

  'acceptance.request': [courtesy('acceptance-requested', officials(BUYERS))],
  'acceptance.pass': [binding('acceptance-passed', its(PEOPLE))],
  'acceptance.fail': [binding('acceptance-failed', its(PEOPLE), because)],

  'payment.invoice': [courtesy('payment-invoiced', officials(['finance']))],
  'payment.approve': [courtesy('payment-approved', officials(['finance']))],
  'payment.return': [binding('payment-returned', its(PEOPLE), because)],
  'payment.pay': [binding('payment-paid', its(PEOPLE))],

  'evaluation.open': [
    courtesy('evaluation-report-wanted', its(PEOPLE)),
    courtesy('evaluation-drawn', persons('raters')),
  ],
  'evaluation.report': [courtesy('evaluation-to-rate', persons('raters'))],
  'evaluation.score': [courtesy('evaluation-scored', officials(DECIDERS))],
  'evaluation.publish': [binding('evaluation-published', its(PEOPLE))],
  'evaluation.demand': [binding('rectification-asked', its(PEOPLE))],
  'evaluation.rectify': [courtesy('rectification-reported', officials(DECIDERS))],
  'evaluation.confirm': [courtesy('rectification-confirmed', its(PEOPLE))],
  'evaluation.reject': [binding('rectification-returned', its(PEOPLE), because)],
}

/** Whether anybody is to be told of it; what is not told is not even put down. */
export const isTold = (action: string): boolean => Object.hasOwn(TOLD, action)

/** The kinds of things that the table speaks of; each needs to be brought into the shape of a matter. */
export const toldKinds = (): string[] => [...new Set(Object.keys(TOLD).map(action => action.split('.')[0] ?? ''))]
/** All texts that messages have, besides those of reminders. */
export const toldTexts = (): string[] => [...new Set(Object.values(TOLD).flat().map(({ text }) => text))]
