import type { Actor } from '../kernel/actor.ts'
import { Forbidden, NotFound } from '../kernel/refusal.ts'
import type { Clock } from '../platform/clock.ts'
import type { CommentService } from '../platform/comment.service.ts'
import { dossierPage } from '../platform/dossier.pages.ts'
import { commentsPaper, filePapers, jsonPaper, plain, timelinePaper, type Paper } from '../platform/dossier.ts'
import { fileName } from '../platform/file-name.ts'
import type { Opened } from '../platform/files.ts'
import type { AnyPage } from '../platform/page.ts'
import { print } from '../platform/print.ts'
import { translator } from '../platform/text.ts'
import { hasNotice } from './award.rules.ts'
import { ResultNotice } from './award.schema.ts'
import type { AwardService } from './award.service.ts'
import type { BidFileStore } from './bid-files.store.ts'
import { BidSeen, type Bid } from './bid.schema.ts'
import type { BidService } from './bid.service.ts'
import { seenBy } from './committee.rules.ts'
import { committeeReport } from './committee-report.view.ts'
import { CommitteeSeen } from './committee.schema.ts'
import type { CommitteeService } from './committee.service.ts'
import type { OpeningService } from './opening.service.ts'
import { RankingReply, rankingReply, SheetReply } from './sheet.api.ts'
import type { SheetRankingService } from './sheet-ranking.service.ts'
import { Challenge } from './challenge.schema.ts'
import type { ChallengeService } from './challenge.service.ts'
import { Complaint } from './complaint.schema.ts'
import type { ComplaintService } from './complaint.service.ts'
import { openingPrint } from './tender-print.view.ts'
import { OpeningReply } from './tender.api.ts'
import { tenderDiscussion, tenderPolicy } from './tender.policy.ts'
import { TenderNotice, type Tender } from './tender.schema.ts'
import type { TenderService } from './tender.service.ts'

type Deps = {
  tenders: TenderService; openings: OpeningService; bids: BidService; awards: AwardService; bidFiles: BidFileStore; challenges: ChallengeService; complaints: ComplaintService; comments: CommentService; clock: Clock
  evaluationCommittees: CommitteeService; sheetRankings: SheetRankingService
  config: { PUBLIC_URL: string }; openFile: (key: string) => Promise<Opened>
}

/** What its own page would refuse to this person is no paper of theirs. */
const ifReadable = <T>(asked: Promise<T>): Promise<T | null> => asked.catch((error: unknown) => {
  if (error instanceof Forbidden || error instanceof NotFound) return null
  throw error
})

/**
 * All that one person may read of a purchase. Bids come from where the opening has put them, and only those that this person may read:
 * before the opening there are none. Papers of the committee are there for who may read them, and its scores once all members have signed.
 */
export const tenderDossier = ({ tenders, openings, bids, awards, bidFiles, challenges, complaints, evaluationCommittees, sheetRankings, comments, clock, config, openFile }: Deps): AnyPage => {
  async function openingPapers(actor: Actor, tender: Tender): Promise<Paper[]> {
    if (!tender.opening) return []
    const record = await openings.record(actor, tender.id)
    return [jsonPaper('opening.json', OpeningReply.parse(record)), { path: 'opening-record.pdf', body: () => print(openingPrint(tender, record, config.PUBLIC_URL)) }]
  }

  const bidPapers = (tender: Tender, readable: Bid[]): Paper[] => readable.flatMap((bid, index) => {
    const folder = `bids/${String(index + 1).padStart(2, '0')}-${fileName(bid.organizationName)}`
    return [jsonPaper(`${folder}/bid.json`, BidSeen.parse(bid)), ...filePapers(folder, bid.files, file => bidFiles.read(tender, file))]
  })

  async function committeePapers(actor: Actor, { id, award }: Tender): Promise<Paper[]> {
    const { committee } = await ifReadable(evaluationCommittees.desk(actor, id)) ?? {}
    const standing = committee && await ifReadable(sheetRankings.standing(actor, id))
    return [
      ...(committee ? [jsonPaper('committee.json', CommitteeSeen.parse(seenBy(committee, actor.id, { announced: award?.announcedAt !== undefined })))] : []),
      ...(standing ? [jsonPaper('ranking.json', RankingReply.parse(rankingReply(standing)))] : []),
      ...(standing?.tender.ranking ? [{ path: 'committee-report.pdf', body: () => print(committeeReport(standing, { publicUrl: config.PUBLIC_URL, t: translator('zh-CN') })) }] : []),
      ...(standing && standing.sheets.length > 0 ? [jsonPaper('sheets.json', standing.sheets.map(sheet => SheetReply.parse(sheet)))] : []),
    ]
  }

  /** Challenges and complaints belong into the file of the purchase (法 art. 42), as far as this person may read them. */
  async function grievancePapers(actor: Actor, tender: Tender): Promise<Paper[]> {
    const [challenged, complained] = [await challenges.ofTender(actor, tender.id), await complaints.ofTender(actor, tender.id)]
    const paper = (folder: string, { reference, files }: Challenge | Complaint, whole: unknown): Paper[] => [
      jsonPaper(`${folder}/${reference}/${folder.slice(0, -1)}.json`, whole), ...filePapers(`${folder}/${reference}/evidence`, files, plain(openFile)),
    ]
    return [...challenged.flatMap(each => paper('challenges', each, Challenge.parse(each))), ...complained.flatMap(each => paper('complaints', each, Complaint.parse(each)))]
  }

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
          ...await committeePapers(actor, tender),
          ...await grievancePapers(actor, tender),
          ...(hasNotice(tender) ? [jsonPaper('result.json', ResultNotice.parse(await awards.notice(actor, id)))] : []),
        ],
      }
    },
  })
}
