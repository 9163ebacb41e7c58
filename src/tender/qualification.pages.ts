import { Id } from '../platform/endpoint.ts'
import { form, goTo, page, show, type AnyPage } from '../platform/page.ts'
import { qualificationPolicy } from './qualification.policy.ts'
import { JudgeBids } from './qualification.schema.ts'
import type { QualificationService } from './qualification.service.ts'
import { gatePage } from './qualification.view.ts'

export const qualificationPages = ({ qualifications }: { qualifications: QualificationService }): AnyPage[] => [
  page({
    path: '/tenders/:id/qualification', may: qualificationPolicy.see, params: Id,
    handle: async ({ actor, params }) => show(gatePage, await qualifications.desk(actor, params.id), actor),
  }),
  form({
    path: '/tenders/:id/qualification', may: qualificationPolicy.judge, params: Id, body: JudgeBids, binds: 'tender.qualify',
    handle: async ({ actor, params, body }) => {
      const { status } = await qualifications.judge(actor, params.id, body)
      return status === 'failed' ? goTo(`/tenders/${params.id}`, 'scoring.flash.failed') : goTo(`/tenders/${params.id}/committee`, 'scoring.flash.qualified')
    },
    again: async ({ actor, params }) => show(gatePage, await qualifications.desk(actor, params.id), actor),
  }),
  page({
    path: '/tenders/:id/conformity', may: qualificationPolicy.conform, params: Id,
    handle: async ({ actor, params }) => show(gatePage, await qualifications.conformityDesk(actor, params.id), actor),
  }),
  form({
    path: '/tenders/:id/conformity', may: qualificationPolicy.conform, params: Id, body: JudgeBids, binds: 'tender.conform',
    handle: async ({ actor, params, body }) => {
      const { status } = await qualifications.conform(actor, params.id, body)
      return status === 'failed' ? goTo(`/tenders/${params.id}/result`, 'scoring.flash.failed') : goTo(`/tenders/${params.id}/score`, 'scoring.flash.conformed')
    },
    again: async ({ actor, params }) => show(gatePage, await qualifications.conformityDesk(actor, params.id), actor),
  }),
]
