import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { ExpressAdapter } from '@bull-board/express'
import type { Queue } from 'bullmq'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import { Forbidden } from '../kernel/refusal.ts'
import { contentPolicy } from './headers.ts'
import { translator } from './text.ts'

export const BOARD = '/jobs/board'

/** The board finds its own files by the base address in its head, which the site's policy forbids everywhere else. */
const policyOfBoard = helmet.contentSecurityPolicy({ useDefaults: false, directives: { ...contentPolicy, baseUri: ["'self'"] } })

const onlyLookedAt: RequestHandler = (req, _res, next) => {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw new Forbidden('forbidden', 'The board is only looked at')
  next()
}

/**
 * Every job with its data, its tries and its errors, to be looked at. Nothing can be done there: retrying is for the page
 * /jobs, which has its anti-forgery token and is recorded, and a job that somebody typed in would pass all rules by.
 */
export function jobBoard(queue: Queue): Express {
  const adapter = new ExpressAdapter().setBasePath(BOARD)
  createBullBoard({
    queues: [new BullMQAdapter(queue, { readOnlyMode: true })], serverAdapter: adapter,
    options: { uiConfig: { boardTitle: translator('zh-CN')('platform.product'), hideDocsLink: true } },
  })
  return express().disable('x-powered-by').use(onlyLookedAt, policyOfBoard, adapter.getRouter() as Express)
}
