import type { Actor } from '../kernel/actor.ts'
import type { Clock } from '../platform/clock.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { dossierPage } from '../platform/dossier.pages.ts'
import { commentsPaper, filePapers, jsonPaper, plain, timelinePaper, type Paper } from '../platform/dossier.ts'
import { fileName } from '../platform/file-name.ts'
import type { Opened } from '../platform/files.ts'
import type { AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import { hasNotice } from './award.rules.ts'
import { ResultNotice } from './award.schema.ts'
import type { AwardService } from './award.service.ts'
import type { BidFileStore } from './bid-files.store.ts'
import { BidSeen, type Bid } from './bid.schema.ts'
import type { BidService } from './bid.service.ts'
import type { OpeningService } from './opening.service.ts'
import { openingPrint } from './tender-print.view.ts'
import { OpeningReply } from './tender.api.ts'
import { tenderDiscussion, tenderPolicy } from './tender.policy.ts'
import { TenderNotice, type Tender } from './tender.schema.ts'
import type { TenderService } from './tender.service.ts'

type Deps = {
  tenders: TenderService; openings: OpeningService; bids: BidService; awards: AwardService; bidFiles: BidFileStore; comments: CommentService; clock: Clock
  config: { PUBLIC_URL: string }; openFile: (key: string) => Promise<Opened>
}

/**
 * All that one person may read of a purchase. Bids come from where the opening has put them, and only those that this person may read:
 * before the opening there are none. Scores of experts are in none of it but the result's.
 */
export const tenderDossier = ({ tenders, openings, bids, awards, bidFiles, comments, clock, config, openFile }: Deps): AnyPage => {
  async function openingPapers(actor: Actor, tender: Tender): Promise<Paper[]> {
    if (!tender.opening) return []
    const record = await openings.record(actor, tender.id)
    return [jsonPaper('opening.json', OpeningReply.parse(record)), { path: 'opening-record.pdf', body: () => print(openingPrint(tender, record, config.PUBLIC_URL)) }]
  }

  const bidPapers = (tender: Tender, readable: Bid[]): Paper[] => readable.flatMap((bid, index) => {
    const folder = `bids/${String(index + 1).padStart(2, '0')}-${fileName(bid.organizationName)}`
    return [jsonPaper(`${folder}/bid.json`, BidSeen.parse(bid)), ...filePapers(folder, bid.files, file => bidFiles.read(tender, file))]
  })

  return dossierPage({
    path: '/tenders/:id', may: tenderPolicy.list,
    of: async (actor, id, t) => {
      const tender = await tenders.see(actor, id)
      const discussed = await comments.read(actor, tenderDiscussion(tender))
      return {
        reference: tender.reference, at: clock(),
        papers: [
          jsonPaper('record.json', TenderNotice.parse(tender)),
          ...(tenders.mayWork(actor, tender) ? [timelinePaper(await tenders.timeline(tender), t), commentsPaper(discussed, t)] : []),
          ...filePapers('documents', tender.documents, plain(openFile)),
          ...await openingPapers(actor, tender),
          ...bidPapers(tender, await bids.ofTender(actor, tender)),
          ...(hasNotice(tender) ? [jsonPaper('result.json', ResultNotice.parse(await awards.notice(actor, id)))] : []),
        ],
      }
    },
  })
}
