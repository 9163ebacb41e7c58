import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { awardPolicy } from './award.policy.ts'
import { AwardTender } from './award.schema.ts'
import type { AwardService } from './award.service.ts'
import type { ChallengeService } from './challenge.service.ts'
import type { TenderService } from './tender.service.ts'
import { awardPage, resultPage } from './award.view.ts'

export const awardPages = ({ awards, challenges, tenders }: { awards: AwardService; challenges: Pick<ChallengeService, 'lastDay'>; tenders: Pick<TenderService, 'known'> }): AnyPage[] => [
  page({
    path: '/tenders/:id/award', may: awardPolicy.award, params: Id,
    handle: async ({ actor, params }) => show(awardPage, await awards.desk(actor, params.id), actor),
  }),
  form({
    path: '/tenders/:id/award', may: awardPolicy.award, params: Id, body: AwardTender, binds: 'tender.award',
    handle: async ({ actor, params, body }) => {
      await awards.award(actor, params.id, body)
      return goTo(`/tenders/${params.id}/result`, 'scoring.flash.awarded')
    },
    again: async ({ actor, params }) => show(awardPage, await awards.desk(actor, params.id), actor),
  }),
  page({
    path: '/tenders/:id/result', may: awardPolicy.notice, params: Id,
    handle: async ({ actor, params }) => show(resultPage, await awards.notice(actor, params.id), challenges.lastDay(await tenders.known(params.id), 'result')),
  }),
]
