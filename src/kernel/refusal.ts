/** One thing wrong with what was given: where, and a code that is translated under `problem.<code>`. */
export type Problem = { field: string; code: string; params?: Record<string, string | number> }

/** An expected refusal: has a code to translate, a status to send, and details to show. */
export abstract class Refusal extends Error {
  abstract readonly status: number
  readonly code: string
  readonly details: Record<string, unknown>
  constructor(code: string, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}
export class Unauthenticated extends Refusal { override readonly status = 401 }
export class Forbidden extends Refusal { override readonly status = 403 }
export class NotFound extends Refusal { override readonly status = 404 }

/** What was typed cannot be taken; `problems` name each field. */
export class Invalid extends Refusal {
  override readonly status = 422
  declare readonly details: { problems: Problem[] }
  constructor(code: string, message: string, details: { problems: Problem[] }) {
    super(code, message, details)
  }
}

/** A business rule said no. Thrown by *.rules.ts, and by stores for a lost race. */
export class RuleBroken extends Refusal { override readonly status = 409 }

/** Too many tries; `details.retryAfter` is in seconds. */
export class TooMany extends Refusal { override readonly status = 429 }

/** A store does not answer now: nothing was done as far as is known, and the same may be sent again. */
export class Unavailable extends Refusal { override readonly status = 503 }

/** A reason why an action is not open: a code translated under `blocker.<code>`, and the article it rests on. */
export type Blocker = { code: string; field?: string; law?: string; params?: Record<string, string | number> }

/** What refuses an act, without its being done; what is no refusal is a fault and goes on. */
export function refusalOf(act: () => unknown): Refusal | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** Refuses with all blockers at once, so that the page can list them. */
export function refuseIfBlocked(blockers: Blocker[]): void {
  const [first] = blockers
  if (first) throw new RuleBroken('blocked', `Blocked: ${blockers.map(({ code }) => code).join(', ')}`, { blockers })
}
