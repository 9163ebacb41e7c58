import type { Express } from 'express'
import request, { type Response } from 'supertest'

export const tokenIn = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
/** The value of a cookie that an answer sets, with its attributes. */
export const cookieIn = ({ headers }: Response, name: string): string | undefined =>
  (headers['set-cookie'] as unknown as string[] | undefined)?.find(each => each.startsWith(`${name}=`))

/** A browser with the sign-in page open, in that language. */
export async function atSignIn(site: Express, lang = 'en') {
  const agent = request.agent(site)
  const opened = await agent.get(`/sign-in?lang=${lang}`)
  const token = tokenIn(opened.text)
  return {
    agent, opened, token,
    signIn: (fields: Record<string, string>) => agent.post('/sign-in').type('form').send({ _csrf: token, ...fields }),
  }
}
