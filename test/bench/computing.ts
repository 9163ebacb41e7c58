import { mealsForElders, printOf } from '../../fixtures/print-samples.ts'
import { print, warmUp } from '../../src/platform/print.ts'
import { rank } from '../../src/tender/ranking.rules.ts'
import { largeTender, RANKING_MS } from './large-tender.ts'
import { median, workAgainAndAgain } from './load.ts'
import { milliseconds, perSecond, type Row } from './table.ts'

const PRINTS = 12

/** Six pages with fonts, outline and verification code, one after the other on one core. */
export async function printing(): Promise<Row[]> {
  await warmUp()
  const once = () => print(printOf(mealsForElders))
  await workAgainAndAgain(once, 1, 1)
  const rounds = [await workAgainAndAgain(once, 1.5, 1), await workAgainAndAgain(once, 1.5, 1), await workAgainAndAgain(once, 1.5, 1)]
  const printed = median(rounds)
  return [{ what: 'Contracts of six pages printed on one core', measured: perSecond(printed), beside: '', ratio: '', limit: `≥ ${PRINTS}/s`, met: printed >= PRINTS }]
}

export async function ranking(): Promise<Row[]> {
  const input = largeTender()
  const times = Array.from({ length: 7 }, () => {
    const begun = performance.now()
    rank(input)
    return performance.now() - begun
  })
  const worst = times[0]!
  return [{
    what: 'Ranking of 1,000 bids by 9 experts on 30 factors', measured: `${milliseconds(median(times))} (first ${milliseconds(worst)})`, beside: '', ratio: '',
    limit: `≤ ${milliseconds(RANKING_MS)}`, met: median(times) <= RANKING_MS,
  }]
}
