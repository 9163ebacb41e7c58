import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { budgetService, carryService, entryStore, executionService, lineService, lineStore, programmeService, programmeStore } from './budget/index.ts'
import { itemService, itemStore } from './catalogue/index.ts'
import { ACCEPTANCE_PERIOD, acceptanceService, acceptanceStore, contractService, contractStore, paymentService, paymentStore, supplementService, supplementStore } from './contract/index.ts'
import { evaluationService, evaluationStore, rectificationService } from './evaluation/index.ts'
import { callService, callStore, incubationService, incubationStore, noticeService, siteService, siteStore } from './incubation/index.ts'
import { dayOf, deadline, endOfDay, ifKnown } from './kernel/period.ts'
import { periodOf, ruleSetInForce } from './kernel/ruleset.ts'
import { matters } from './matters.ts'
import {
  accountService, accountStore, activityService, activityStore, letterService, messageService, messageStore, preferenceStore, tellingService, untoldStore,
  volunteerService, volunteerStore,
} from './people/index.ts'
import { auditLog } from './platform/audit.ts'
import type { PlatformClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { commentService } from './platform/comment.service.ts'
import { commentStore } from './platform/comment.store.ts'
import { afterCommit, transact } from './platform/database.ts'
import { newId, nextReference } from './platform/document.ts'
import { fileStorage, openFile, sweepTemporary } from './platform/files.ts'
import { watchOn } from './platform/job-state.ts'
import { jobService } from './platform/jobs.service.ts'
import { keptPages } from './platform/kept-pages.ts'
import { lockbox as openLockbox } from './platform/lockbox.ts'
import { mailer, senderOf } from './platform/mail.ts'
import { passwords, tries } from './platform/passwords.ts'
import { initials, spell } from './platform/pinyin.ts'
import { print } from './platform/print.ts'
import { enqueueOn, recoverOn } from './platform/queue.ts'
import type { Rules } from './platform/rules.store.ts'
import { receiptService } from './platform/receipt.service.ts'
import { savedViewService } from './platform/saved-view.service.ts'
import { savedViewStore } from './platform/saved-view.store.ts'
import { tokens } from './platform/session.ts'
import { unsentForms } from './platform/unsent-form.service.ts'
import { unsentFormStore } from './platform/unsent-form.store.ts'
import { clockService, homeService, publishedService } from './portal/index.ts'
import {
  areaService, areaStore, bidBlockers, changeService, changeStore, importService, importStore, judgementService, organizationService, organizationStore, standing as standingOf, standingService, warnings,
} from './registry/index.ts'
import {
  awardService, bidBoxService, bidBoxStore, bidDraftStore, bidFileStore, bidService, bidStore, challengeService, challengeStore, challengeTasks, closeDueTenders,
  committeeService, committeeStore, complaintService, complaintStore, evaluationTasks, openingService, pauseService, qualificationService, sheetRankingService, sheetService, sheetStore, tenderNoticeService, tenderService, tenderStore,
  tenderTasks,
} from './tender/index.ts'

export type Ground = { config: Config; redis: Redis; queue: Queue; clock: PlatformClock; rules: Rules; prefix?: string; newSeed?: () => string }

const MEGABYTE = 2 ** 20
/** No upload takes longer. */
const UPLOAD_MS = 86_400_000

/** The composition root: every service with what it needs, put together once. */
export function services({ config, redis, queue, clock: platformClock, rules, prefix = '', newSeed = () => randomBytes(16).toString('hex') }: Ground) {
  const clock = platformClock.now
  // In the demo nothing leaves: its people are invented.
  const mail = mailer({ ...(config.SMTP_URL && !config.DEMO && { url: config.SMTP_URL }), from: senderOf(config.MAIL_FROM) })
  const kept = keptPages({ clock })
  const audit = auditLog({ clock, recorded: async event => {
    await afterCommit(kept.forget)
    await telling.note(event)
  } })
  const enqueue = enqueueOn(queue)
  const [recover, watch] = [recoverOn(queue), watchOn(queue)]
  const ruleSetAt = (at: Date) => ruleSetInForce(rules.ruleSets, dayOf(at))
  const ruleSet = (id: string) => rules.ruleSets.find(each => each.id === id) ?? ruleSetAt(clock())
  const calendar = () => rules.calendar
  const common = { audit, transact, clock, newId, nextReference, enqueue, recover, watch, ruleSetAt, ruleSet, calendar }
  const [directory, bidDirectory] = [join(config.DATA_DIR, 'files'), join(config.DATA_DIR, 'bids')]
  const limitBytes = config.UPLOAD_LIMIT_MB * MEGABYTE
  const documents = fileStorage({ directory, limitBytes, accept: ['pdf', 'ofd', 'docx', 'xlsx', 'jpg', 'png', 'zip'] })
  /** A register to take over comes as a sheet. */
  const sheetFiles = fileStorage({ directory, limitBytes, accept: ['xlsx', 'csv'] })
  const lockbox = openLockbox(config.SEAL_SECRET)
  const limits = tries(redis, prefix)
  /** The end of the last day of a period of the table, counted from a day on. */
  const lastMoment = (period: string) => (from: Date, id: string) => endOfDay(deadline(rules.calendar, dayOf(from), periodOf(ruleSet(id), period)))

  const accounts = accountService({ ...common, accounts: accountStore, passwords, tries: limits })
  const unsent = unsentForms({ forms: unsentFormStore, lockbox, person: accounts.person, clock })
  const comments = commentService({ ...common, comments: commentStore, holders: accounts.holders })
  const areas = areaService({ ...common, areas: areaStore })
  const organizations = organizationService({ ...common, organizations: organizationStore, pathOf: areas.pathOf, pathsOf: areas.pathsOf, grant: accounts.grant, fictional: config.DEMO, initials, spell })
  const changes = changeService({ ...common, changes: changeStore, organizations: organizationStore, pathOf: areas.pathOf, initials })
  const judgements = judgementService({ ...common, organizations: organizationStore })
  const standing = standingService({ ...common, organizations: organizationStore, rows: organizations.rows })
  const imports = importService({ ...common, imports: importStore, organizations, areas })
  const sites = siteService({ ...common, sites: siteStore, pathOf: areas.pathOf })
  const calls = callService({ ...common, calls: callStore, sites: siteStore })
  const notices = noticeService({ ...common, incubations: incubationStore, sites: siteStore, organizationNames: organizations.names })
  const incubations = incubationService({
    ...common, incubations: incubationStore, sites: siteStore, answerBlockers: calls.answerBlockers, organization: organizations.known, organizationNames: organizations.names, standing: standingOf,
  })
  const activities = activityService({ ...common, activities: activityStore, volunteers: volunteerStore, organization: organizations.known, pathOf: areas.pathOf })
  const volunteers = volunteerService({ ...common, volunteers: volunteerStore, withdrawAll: activities.withdrawAll, pathOf: areas.pathOf })
  const items = itemService({ ...common, items: itemStore, initials })
  const ledger = { ...common, lines: lineStore, entries: entryStore }
  const budget = budgetService(ledger)
  const executions = executionService(ledger)
  const carries = carryService({ ...ledger, budget })
  const lines = lineService({ ...ledger, programmes: programmeStore, budget, buyable: items.buyable, pathOf: areas.pathOf })
  const programmes = programmeService({ ...common, programmes: programmeStore, lines, pathOf: areas.pathOf })

  const box = bidBoxService({ ...common, store: bidBoxStore, lockbox })
  const bidFiles = bidFileStore({ directory: bidDirectory, limitBytes })
  const tenders = tenderService({ ...common, tenders: tenderStore, box, budget, buyable: items.buyable, registeredAs: organizations.typeNamed })
  const tenderNotices = tenderNoticeService({ ...common, tenders: tenderStore })
  const grievances = { challenges: challengeStore, complaints: complaintStore }
  const pauses = pauseService({ ...common, ...grievances, tenders: tenderStore })
  const openings = openingService({ ...common, pauses, tenders: tenderStore, bids: bidStore, box, files: bidFiles, tries: limits })
  const bidder = async (id: string, now: Date) => {
    const organization = await organizations.known(id)
    const { name, uscc = '', type } = organization
    return { bidder: { id, name, uscc, type }, blockers: bidBlockers(organization, now) }
  }
  const bids = bidService({ ...common, tenders: tenderStore, drafts: bidDraftStore, bids: bidStore, box, lockbox, bidder })
  const challenges = challengeService({ ...common, challenges: challengeStore, tenders: tenderStore, bids: bidStore, bidder })
  const complaints = complaintService({ ...common, ...grievances, tenders: tenderStore, termsOf: challenges.termsOf })

  const barred = async (id: string, now: Date) => bidBlockers(await organizations.known(id), now)
  const judging = { ...common, pauses, tenders: tenderStore, bids: bidStore, committees: committeeStore, sheets: sheetStore, failKnown: tenders.failKnown }
  /** Experts who incubate one of these organizations, or did within three years: they judge none of them (I2). */
  const incubatorsOf = async (organizationIds: string[]): Promise<string[]> => {
    const experts = await accounts.withRole('expert')
    return (await Promise.all(organizationIds.map(id => incubations.incubatorsAmong(id, experts)))).flat()
  }
  const qualifications = qualificationService({
    ...judging, barred, cautionsOf: async (id, now) => warnings(await organizations.known(id), now),
  })
  const evaluationCommittees = committeeService({
    ...judging, experts: accounts.experts, incubatorsOf, newSeed,
    staff: async () => (await Promise.all((['bureau', 'district', 'community'] as const).map(accounts.withRole))).flat().filter(({ status }) => status === 'active'),
  })
  const sheets = sheetService(judging)
  const sheetRankings = sheetRankingService(judging)
  const awards = awardService({
    ...judging, item: items.known, barred,
  })
  const contractWaits = { paused: awards.paused, refuseIfPaused: awards.refuseIfPaused, over: awards.contractOver }
  /** Keeps what was printed. */
  const keep = async (name: string, bytes: Buffer) => {
    const received = await documents.receive(name, Readable.from([bytes]))
    if ('problem' in received) throw new Error(`The printed file was refused: ${received.problem.code}`)
    return documents.keep(received)
  }
  const contracts = contractService({
    ...common, contracts: contractStore, payments: paymentStore, print, publicUrl: config.PUBLIC_URL,
    awardOf: awards.awardOf, awarded: awards.waiting, contracted: awards.contracted, ...contractWaits, demands: awards.demands,
    supplier: async id => organizations.known(id), areaName: areas.nameOf,
    commit: budget.commit, releaseRest: budget.release,
    signBy: lastMoment('T14'),
    keep,
  })
  const payments = paymentService({
    ...common, contracts: contractStore, payments: paymentStore, ...contractWaits, pay: budget.pay, releaseRest: budget.release,
    accountOf: async id => (await organizations.known(id)).account, payBy: lastMoment('T23'),
  })
  const acceptances = acceptanceService({
    ...common, contracts: contractStore, acceptances: acceptanceStore, publicUrl: config.PUBLIC_URL, settle: payments.settle,
    acceptBy: at => ifKnown(() => endOfDay(deadline(rules.calendar, dayOf(at), ACCEPTANCE_PERIOD))),
  })
  const supplements = supplementService({
    ...common, contracts: contractStore, supplements: supplementStore, ...contractWaits, barred,
    available: budget.available, reserve: budget.reserve, unreserve: budget.unreserve, commit: budget.commit, settle: payments.settle,
    print, keep, publicUrl: config.PUBLIC_URL,
  })
  const evaluations = evaluationService({
    ...common, evaluations: evaluationStore, contract: contracts.known, contracts,
    recordGrade: async (actor, contractId, grade) => {
      await contracts.recordGrade(actor, contractId, grade)
      await payments.settle(actor, contractId)
    },
    isRecorded: async (organizationId, contractId) => (await organizations.known(organizationId)).results.some(result => result.contractId === contractId),
    experts: accounts.experts, incubatorsOf, surveySecret: config.SEAL_SECRET, idByChance: () => randomBytes(12).toString('hex'),
  })
  const rectifications = rectificationService({ ...common, evaluations: evaluationStore })
  const published = publishedService({ tenders, contracts, evaluations, complaints, executions })
  const clockMover = clockService({ ...common, platformClock, movable: config.DEMO, sweeps: [closeDueTenders] })
  const jobs = jobService({ ...common, queue })
  const matterOf = matters({
    account: accountStore.get, comment: commentStore.get, organization: organizations.known, incubation: incubationStore.get, activity: activityStore.get,
    volunteers: volunteerStore, line: lineStore.get, tender: tenders.known, bidsOf: bids.knownOf, committee: committeeStore.get, challenge: challenges.known, complaint: complaints.known, contract: contracts.known, acceptance: acceptances.known, supplement: supplements.known, payment: paymentStore.get, evaluation: evaluationStore.get, ruleSet,
  })
  const telling = tellingService({
    ...common, untold: untoldStore, messages: messageStore, preferences: preferenceStore, accounts: accountStore, goes: mail.goes,
    event: audit.event, registered: organizations.registered,
    matterOf,
  })
  const receipts = receiptService({ audit, matterOf })
  const savedViews = savedViewService({ ...common, views: savedViewStore })
  const messages = messageService({ ...common, messages: messageStore, preferences: preferenceStore, accounts: accountStore, goes: mail.goes })
  const home = homeService({ sources: [
    organizations.tasks, changes.tasks, standing.tasks, incubations.tasks, activities.tasks, items.tasks, lines.tasks, tenderTasks({ tenders: tenderStore, bids, answerBy: (at, id) => ifKnown(() => lastMoment('T17')(at, id)) }), evaluationTasks(judging), challengeTasks({ ...grievances, tenders: tenderStore }),
    contracts.tasks, supplements.tasks, acceptances.tasks, payments.tasks, evaluations.tasks, rectifications.tasks,
  ] })
  const letters = letterService({
    ...common, messages: messageStore, preferences: preferenceStore, accounts: accountStore, tell: telling.tell, tasksOf: home.tasks, mailer: mail,
    site: config.PUBLIC_URL,
  })

  return {
    config, redis, queue, clock, platformClock, kept, audit, enqueue, documents, sheetFiles, openDocument: (key: string) => openFile(directory, key),
    /** By the machine's own time, as the files have it, not by the clock that the demo moves. */
    dropStaleUploads: () => Promise.all([directory, bidDirectory].map(folder => sweepTemporary(folder, new Date(Date.now() - UPLOAD_MS)))),
    tokens: tokens(redis), accounts, comments, areas, organizations, changes, judgements, standing, imports, sites, calls, notices, incubations, volunteers, activities, items, lines, budget, executions, carries, programmes, tenders, tenderNotices, openings, bids, bidFiles,
    qualifications, evaluationCommittees, sheets, sheetRankings, pauses, challenges, complaints,
    awards, contracts, acceptances, supplements, payments, evaluations, rectifications, published, clockMover, jobs, home, mail, telling, messages, letters, savedViews, unsent, receipts,
  }
}
export type Services = ReturnType<typeof services>
