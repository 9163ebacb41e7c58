import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

const macOf = (secret: string, evaluationId: string, n: number): string =>
  createHmac('sha256', secret).update(`survey ${evaluationId} ${n}`).digest('base64url').slice(0, 16)

/** The n-th token of a survey; nothing ties it to a person, so the answer is anonymous. */
export const surveyToken = (secret: string, evaluationId: string, n: number): string =>
  `${evaluationId}-${n}-${macOf(secret, evaluationId, n)}`

/** By what a token is known once it was given out; the token itself is not kept. */
export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Whose survey a token belongs to, if it was given out. */
export function readToken(secret: string, token: string): { evaluationId: string; n: number; id: string } | null {
  const [, evaluationId, digits, mac] = /^([0-9a-f]{24})-(\d{1,4})-([\w-]{16})$/.exec(token) ?? []
  if (!evaluationId || !digits || !mac) return null
  const n = Number(digits)
  const right = timingSafeEqual(Buffer.from(macOf(secret, evaluationId, n)), Buffer.from(mac))
  return right ? { evaluationId, n, id: digestOf(token) } : null
}
