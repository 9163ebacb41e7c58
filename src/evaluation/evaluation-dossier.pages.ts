import type { Actor } from '../kernel/actor.ts'
import { may } from '../kernel/policy.ts'
import type { Clock } from '../platform/clock.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { dossierPage } from '../platform/dossier.pages.ts'
import { commentsPaper, filePapers, jsonPaper, plain, timelinePaper, type Paper } from '../platform/dossier.ts'
import type { Opened } from '../platform/files.ts'
import type { AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import { evaluationDiscussion, evaluationPolicy } from './evaluation.policy.ts'
import { filesOf } from './evaluation.rules.ts'
import { EvaluationSeen, type Evaluation } from './evaluation.schema.ts'
import type { EvaluationService } from './evaluation.service.ts'
import { seenBy } from './evaluation.view.ts'
import { reportPrint } from './report-print.rules.ts'

type Deps = { evaluations: EvaluationService; comments: CommentService; clock: Clock; config: { PUBLIC_URL: string }; openFile: (key: string) => Promise<Opened> }

/** All that one person may read of an evaluation; who is not inside gets no evidence, and nobody gets an expert's own sheet. */
export const evaluationDossier = ({ evaluations, comments, clock, config, openFile }: Deps): AnyPage => {
  async function resultPapers(actor: Actor, evaluation: Evaluation): Promise<Paper[]> {
    if (!evaluation.published) return []
    const contract = await evaluations.contractOf(actor, evaluation.contractId)
    const given = { contract, scale: evaluations.scale(evaluation), publicUrl: config.PUBLIC_URL }
    return [{ path: 'result.pdf', body: () => print(reportPrint(evaluation, given)) }]
  }
  return dossierPage({
    path: '/evaluations/:id', may: evaluationPolicy.list,
    of: async (actor, id, t) => {
      const evaluation = await evaluations.see(actor, id)
      const seen = seenBy(actor, evaluation)
      return {
        reference: evaluation.reference, at: clock(),
        papers: [
          jsonPaper('record.json', EvaluationSeen.parse(seen)), timelinePaper(await evaluations.timeline(evaluation), t),
          ...(may(evaluationPolicy.comment, actor, evaluation) ? [commentsPaper(await comments.read(actor, evaluationDiscussion(evaluation)), t)] : []),
          ...filePapers('evidence', filesOf(seen), plain(openFile)),
          ...await resultPapers(actor, evaluation),
        ],
      }
    },
  })
}
