import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import { awardPolicy } from './award.policy.ts'
import { hasNotice } from './award.rules.ts'
import { committeePolicy } from './committee.policy.ts'
import { qualificationPolicy } from './qualification.policy.ts'
import { sheetPolicy } from './sheet.policy.ts'
import type { Tender, TenderStatus } from './tender.schema.ts'

/** The step that each state of a tender is at; with the award all are done. */
const AT: Partial<Record<TenderStatus, number>> = { opened: 0, qualified: 1, scoring: 2, ranked: 4, awarded: 6, contracted: 6 }

/** The evaluation from step to step, with the way to each page that this person may open now. */
export function evaluationSteps(tender: Tender, actor: Actor) {
  const now = AT[tender.status] ?? -1
  const sits = tender.evaluators.includes(actor.id)
  const seat = { ...tender, memberIds: tender.evaluators }
  const open = [
    now >= 0 && may(qualificationPolicy.see, actor, tender),
    now >= 1 && may(committeePolicy.see, actor, seat),
    now >= 2 && sits,
    now >= 2 && may(sheetPolicy.see, actor, seat),
    now >= 4 && may(awardPolicy.award, actor, tender),
    hasNotice(tender),
  ]
  return ['qualification', 'committee', 'score', 'ranking', 'award', 'result'].map((name, at) => ({
    key: `scoring.steps.${name}`, href: open[at] ? `/tenders/${tender.id}/${name}` : '', state: at < now ? 'done' : at === now ? 'current' : 'todo',
  }))
}
