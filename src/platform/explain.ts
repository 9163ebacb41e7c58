import type { Refusal} from '../kernel/refusal.ts';
import { Invalid, type Blocker } from '../kernel/refusal.ts'
import type { Translate } from './text.ts'

export type Explained = {
  code: string
  text: string
  problems: { field: string; code: string; text: string }[]
  blockers: { code: string; field?: string; law?: string; text: string }[]
}

/** A refusal in the reader's language: the sentence, what is wrong at which field, and which rules stand in the way. */
export function explain(refusal: Refusal, t: Translate): Explained {
  const problems = refusal instanceof Invalid ? refusal.details.problems : []
  const blockers = (refusal.details.blockers ?? []) as Blocker[]
  return {
    code: refusal.code,
    text: t(`refusal.${refusal.code}`, refusal.details),
    problems: problems.map(({ field, code, params }) => ({ field, code, text: t(`problem.${code}`, params) })),
    blockers: blockers.map(({ code, field, law, params }) => ({ code, ...(field && { field }), ...(law && { law }), text: t(`blocker.${code}`, params) })),
  }
}
