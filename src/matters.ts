import type { Acceptance } from './contract/acceptance.schema.ts'
import type { Contract } from './contract/contract.schema.ts'
import type { Payment } from './contract/payment.schema.ts'
import type { Supplement } from './contract/supplement.schema.ts'
import type { Line } from './budget/line.schema.ts'
import type { Evaluation } from './evaluation/evaluation.schema.ts'
import type { Incubation } from './incubation/incubation.schema.ts'
import { scaleOf, type RuleSet } from './kernel/ruleset.ts'
import type { Account } from './people/account.schema.ts'
import type { Activity } from './people/activity.schema.ts'
import type { Matter } from './people/index.ts'
import type { Comment } from './platform/comment.schema.ts'
import type { Volunteer } from './people/volunteer.schema.ts'
import type { Organization } from './registry/organization.schema.ts'
import { ownResult } from './tender/award.rules.ts'
import type { Challenge } from './tender/challenge.schema.ts'
import type { Complaint } from './tender/complaint.schema.ts'
import type { Bid } from './tender/bid.schema.ts'
import type { CommitteeRecord } from './tender/committee.schema.ts'
import type { Tender } from './tender/tender.schema.ts'

type Get<T> = (id: string) => Promise<T>
type Doors = {
  account: Get<Account>; comment: Get<Comment>; organization: Get<Organization>; incubation: Get<Incubation>; activity: Get<Activity>
  volunteers: { get: Get<Volunteer>; named: (ids: string[]) => Promise<Volunteer[]>; near: (area: string) => Promise<Volunteer[]> }
  line: Get<Line>; tender: Get<Tender>
  bidsOf: (tenderId: string) => Promise<Bid[]>
  committee: Get<CommitteeRecord>; challenge: Get<Challenge>; complaint: Get<Complaint>; contract: Get<Contract>; acceptance: Get<Acceptance>; supplement: Get<Supplement>; payment: Get<Payment>; evaluation: Get<Evaluation>
  ruleSet: (id: string) => RuleSet
}

const bare = { people: {}, bidders: [], results: [], announced: false, areas: [] }

/** How messages get to know what an event is about: each kind of thing brought into the one shape that their rules read. */
export const matters = (doors: Doors): Record<string, (id: string) => Promise<Matter>> => {
  async function tender(id: string): Promise<Matter> {
    const found = await doors.tender(id)
    const bids = await doors.bidsOf(id)
    const { title, reference, areas, announced, bidDeadline, drafter, custody, evaluators, openingPlace } = found
    return {
      ...bare, href: `/tenders/${id}`, areas, announced,
      facts: { title, ref: reference, place: openingPlace, ...(bidDeadline && { deadline: bidDeadline }) },
      people: { drafter: [drafter.accountId], custodians: custody.custodians.map(({ accountId }) => accountId), members: evaluators },
      bidders: bids.map(({ organizationId }) => organizationId),
      results: found.award ? bids.map(bid => resultOf(found, bid)) : [],
    }
  }

  return {
    tender,
    committee: async id => {
      const { members, reopened } = await doors.committee(id)
      const inState = (state: 'asked' | 'sitting') => members.filter(each => each.state === state).map(({ personId }) => personId)
      return { ...await tender(id), people: { asked: inState('asked'), members: inState('sitting'), reopened: reopened.at(-1)?.memberIds ?? [] } }
    },
    account: async id => ({ ...bare, href: '/home', facts: {}, people: { self: [(await doors.account(id)).id] } }),
    /** What was taken back names nobody any more. */
    comment: async id => {
      const { title, href, writer, mentions } = await doors.comment(id)
      return { ...bare, href: `${href}#comment-${id}`, facts: { title, name: writer.name }, people: { mentioned: mentions.map(({ accountId }) => accountId) } }
    },
    organization: async id => {
      const { name, areas, appliedBy, grade } = await doors.organization(id)
      return { ...bare, href: `/organizations/${id}`, facts: { name, ...(grade && { grade: grade.grade }) }, areas, organizationId: id, people: { applicant: [appliedBy] } }
    },
    incubation: async id => {
      const { reference, areas, organizationId, endsOn, objections } = await doors.incubation(id)
      const { name } = await doors.organization(organizationId)
      return { ...bare, href: `/incubation/${id}`, facts: { name, ref: reference, ...(endsOn && { until: endsOn }) }, areas, organizationId, people: { objectors: objections.flatMap(({ by, answer }) => answer ? by.id : []) } }
    },
    activity: async id => {
      const { title, reference, organizationName, from, area, areas, organizationId, signed } = await doors.activity(id)
      const people = await doors.volunteers.named(signed.map(({ volunteerId }) => volunteerId))
      return {
        ...bare, href: `/activities/${id}`, facts: { title, ref: reference, name: organizationName, from }, areas, organizationId,
        people: {
          near: (await doors.volunteers.near(area)).map(each => each.id), signed: people.map(each => each.id),
          served: people.filter(({ records }) => records.some(({ activityId, quarters }) => activityId === id && quarters > 0)).map(each => each.id),
        },
      }
    },
    /** One entered from paper has no account, and is told nothing. */
    volunteer: async id => {
      const { areas, certificates, reference } = await doors.volunteers.get(id)
      return { ...bare, href: `/volunteers/${id}`, facts: { ref: reference, certificate: certificates.at(-1)?.reference ?? '' }, areas, people: { self: [id] } }
    },
    line: async id => {
      const { name, reference, areas, amount, drafter } = await doors.line(id)
      return { ...bare, href: `/budget/${id}`, facts: { title: name, ref: reference, amount }, areas, people: { drafter: [drafter.accountId] } }
    },
    /** Those whom the answer concerns are other bidders; of a challenge to the document there are none (令87 art. 28). */
    challenge: async id => {
      const { reference, tenderTitle, areas, organizationId, concerned, replyBy } = await doors.challenge(id)
      return { ...bare, href: `/challenges/${id}`, facts: { title: tenderTitle, ref: reference, ...(replyBy && { replyBy }) }, areas, organizationId, bidders: concerned }
    },
    complaint: async id => {
      const { reference, tenderTitle, tenderId, areas, organizationId, respondBy, suspension } = await doors.complaint(id)
      const bids = await doors.bidsOf(tenderId)
      return {
        ...bare, href: `/complaints/${id}`, areas, organizationId, bidders: bids.map(bid => bid.organizationId).filter(each => each !== organizationId),
        facts: { title: tenderTitle, ref: reference, tender: tenderId, ...(respondBy && { respondBy }), ...(suspension && { until: suspension.until }) },
      }
    },
    contract: async id => {
      const { title, reference, areas, organizationId, amount, signBy } = await doors.contract(id)
      return { ...bare, href: `/contracts/${id}`, facts: { title, ref: reference, amount, signBy }, areas, organizationId }
    },
    acceptance: async id => {
      const { title, reference, contractReference, seq, areas, organizationId } = await doors.acceptance(id)
      return { ...bare, href: `/acceptances/${id}`, facts: { title, ref: reference, contract: contractReference, seq }, areas, organizationId }
    },
    supplement: async id => {
      const { title, reference, contractReference, amount, areas, organizationId } = await doors.supplement(id)
      return { ...bare, href: `/supplements/${id}`, facts: { title, ref: reference, contract: contractReference, amount }, areas, organizationId }
    },
    payment: async id => {
      const { reference, contractReference, areas, organizationId, amount, payBy } = await doors.payment(id)
      return { ...bare, href: `/payments/${id}`, facts: { ref: reference, contract: contractReference, amount, payBy }, areas, organizationId }
    },
    evaluation: async id => {
      const { title, reference, areas, organizationId, raters, result, ruleSet, scale, rectification } = await doors.evaluation(id)
      const grade = result && scaleOf(doors.ruleSet(ruleSet), scale).grades.find(({ code }) => code === result.grade)?.name
      return {
        ...bare, href: `/evaluations/${id}`, areas, organizationId, people: { raters },
        facts: { title, ref: reference, ...(result && { score: result.total }), ...(grade && { grade }), ...(rectification && { until: rectification.dueBy }) },
      }
    },
  }
}

/** What the people of one bidder are told of the result: their own score and rank, or why not (令87 art. 69). */
function resultOf(tender: Tender, bid: Bid): Matter['results'][number] {
  const { outcome, reason, rank, total } = ownResult(tender, bid)
  const { organizationId } = bid
  if (outcome === 'won') return { organizationId, outcome, facts: { amount: tender.award!.amount } }
  if (total !== null && rank !== null) return { organizationId, outcome: 'lost', facts: { winner: tender.award!.organizationName, score: total, rank } }
  return { organizationId, outcome: 'excluded', facts: { why: reason ?? { key: `scoring.outcome.${outcome}` } } }
}
