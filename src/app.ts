import type { Express, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { budgetApi, budgetPages } from './budget/index.ts'
import { itemApi, itemPages } from './catalogue/index.ts'
import { formChoices } from './choices.ts'
import { acceptanceApi, acceptancePages, contractApi, contractPages, supplementApi, supplementPages } from './contract/index.ts'
import { evaluationApi, evaluationPages, reportFiles } from './evaluation/index.ts'
import { incubationApi, incubationPages, stayRows } from './incubation/index.ts'
import { accountApi, accountPages, activityPages, messageApi, messagePages, volunteerApi, volunteerPages, type DemoPerson } from './people/index.ts'
import { registryApi, registryPages } from './registry/index.ts'
import { BOARD, jobBoard } from './platform/board.ts'
import { databaseAnswers, databaseConnected } from './platform/database.ts'
import { apiDocsPage } from './platform/api-docs.page.ts'
import { readDemoAccounts } from './platform/demo.ts'
import type { AnyEndpoint } from './platform/endpoint.ts'
import { jobApi } from './platform/jobs.api.ts'
import { jobPages } from './platform/jobs.pages.ts'
import { jobPolicy } from './platform/jobs.policy.ts'
import { savedViewPages } from './platform/saved-view.pages.ts'
import { receiptPages } from './platform/receipt.pages.ts'
import { remembered } from './platform/remembered.ts'
import { unsentPages } from './platform/unsent-form.pages.ts'
import { upload } from './platform/upload.ts'
import { clockApi, clockPages, feedPages, frontPages, homePages, moneyPages, openDataApi, recordPages, searchPages } from './portal/index.ts'
import {
  awardApi, awardPages, BID_FILES, bidApi, bidPages, challengeApi, challengePages, committeeApi, committeePages, complaintApi, complaintPages, qualificationApi, qualificationPages, sheetApi, sheetPages, tenderApi,
  tenderDossier, tenderPages,
} from './tender/index.ts'
import { site } from './platform/http.ts'
import type { AnyPage } from './platform/page.ts'
import type { Services } from './services.ts'

const COUNTED_MS = 10_000
/** Shown on the sign-in page of the demo, never in production, with how much waited for each a few seconds ago. */
const demoAccounts = ({ config, accounts, home }: Services): () => Promise<DemoPerson[]> => remembered({
  stamp: async () => String(Math.floor(Date.now() / COUNTED_MS)),
  read: async () => Promise.all((config.DEMO ? await readDemoAccounts(config.DATA_DIR) : []).map(async ({ id, ...account }) => {
    const actor = await accounts.person(id)
    return { ...account, tasks: actor ? (await home.tasks(actor)).length : 0 }
  })),
})

/** All pages, in the order of the thread. */
export const pages = (services: Services): AnyPage[] => {
  const choices = formChoices(services)
  return [
    ...frontPages(services),
    ...searchPages(services),
    ...recordPages(services),
    ...moneyPages(services),
    ...feedPages(services),
    ...homePages(services),
    ...messagePages(services),
    ...savedViewPages(services),
    ...unsentPages(services),
    ...receiptPages(services),
    ...accountPages({ ...services, demoAccounts: demoAccounts(services), places: choices.places }),
    ...registryPages({ ...services, incubationsOf: stayRows(services), openFile: services.openDocument, receiveRegister: receiveRegister(services) }),
    ...incubationPages(services),
    ...activityPages(services),
    ...volunteerPages(services),
    ...itemPages(services),
    ...budgetPages({ ...services, itemChoices: choices.items, areaChoices: choices.areas, purchases: choices.purchases, results: choices.results }),
    ...tenderPages({ ...services, tenderLines: choices.lines, openFile: services.openDocument, receiveTenderFiles: receiveTenderFiles(services) }),
    tenderDossier({ ...services, openFile: services.openDocument }),
    ...bidPages({ ...services, receiveBidFiles: receiveBidFiles(services) }),
    ...qualificationPages(services),
    ...committeePages(services),
    ...sheetPages(services),
    ...awardPages(services),
    ...challengePages({ ...services, openFile: services.openDocument, receiveGrievanceFiles: receiveTenderFiles(services) }),
    ...complaintPages({ ...services, openFile: services.openDocument, receiveGrievanceFiles: receiveTenderFiles(services) }),
    ...contractPages({ ...services, openFile: services.openDocument, receiveInvoice: upload([{ name: 'file', maxCount: 1 }], services.documents) }),
    ...acceptancePages({ ...services, openFile: services.openDocument, receiveAcceptanceFiles: receiveTenderFiles(services) }),
    ...supplementPages({ ...services, openFile: services.openDocument }),
    ...evaluationPages({ ...services, openFile: services.openDocument, receiveEvidence: receiveEvidence(services) }),
    ...clockPages(services),
    ...jobPages(services),
    apiDocsPage(() => endpoints(services)),
  ]
}

/** All calls of /api/v1. */
export const endpoints = (services: Services): AnyEndpoint[] => [
  ...accountApi(services),
  ...messageApi(services),
  ...registryApi({ ...services, openFile: services.openDocument, receiveRegister: receiveRegister(services) }),
  ...incubationApi(services), ...volunteerApi(services),
  ...itemApi(services),
  ...budgetApi(services),
  ...tenderApi({ ...services, receiveTenderFiles: receiveTenderFiles(services) }),
  ...bidApi({ ...services, receiveBidFiles: receiveBidFiles(services) }),
  ...qualificationApi(services),
  ...committeeApi(services),
  ...sheetApi(services),
  ...awardApi(services),
  ...challengeApi({ ...services, receiveGrievanceFiles: receiveTenderFiles(services) }), ...complaintApi(services),
  ...contractApi(services),
  ...acceptanceApi(services), ...supplementApi(services),
  ...evaluationApi({ ...services, receiveEvidence: receiveEvidence(services) }),
  ...openDataApi(services),
  ...clockApi(services),
  ...jobApi(services),
]

const receiveRegister = ({ sheetFiles }: Services): RequestHandler => upload([{ name: 'file', maxCount: 1 }], sheetFiles)

const receiveEvidence = ({ documents }: Services): RequestHandler => upload(reportFiles, documents)

const receiveTenderFiles = ({ documents }: Services): RequestHandler => upload([{ name: 'files', maxCount: 10 }], documents)

/** Files of a bid are sealed to the key of their tender while they come in. */
const receiveBidFiles = ({ tenders, bidFiles }: Services): RequestHandler => async (req, res, next) => {
  const tender = await tenders.known(String(req.params.id))
  return upload([{ name: 'files', maxCount: BID_FILES }], bidFiles.storage(tender))(req, res, next)
}

export const app = (services: Services, logger: Logger): Express => site({
  logger, clock: services.clock, version: '0.1.0',
  demo: () => services.config.DEMO ? { ahead: services.platformClock.ahead() } : null,
  session: {
    redis: services.redis, secret: services.config.SESSION_SECRET,
    secure: services.config.PUBLIC_URL.startsWith('https:') ? 'secure' : 'plain',
    actor: services.accounts.actorOf,
  },
  trustedProxies: services.config.TRUSTED_PROXIES,
  tokens: services.tokens, metricsToken: services.config.METRICS_TOKEN, unread: services.messages.countUnread, viewsOf: services.savedViews.ofList,
  ready: async () => await databaseAnswers() && services.redis.status === 'ready',
  connected: () => databaseConnected() && services.redis.status === 'ready',
  kept: services.kept, unsent: services.unsent, pages: pages(services), endpoints: endpoints(services),
  mounted: [{ path: BOARD, may: jobPolicy.see, router: jobBoard(services.queue) }],
})
