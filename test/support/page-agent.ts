import type { Express } from 'express'
import request, { type Response } from 'supertest'

export type PageAgent = {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** Fetches a file, whatever its type, as bytes. */
  download(path: string): Promise<Response & { body: Buffer }>
  /** Sends a form, as checked where it is shown once more before it is done; the anti-forgery token goes along by itself. */
  post(path: string, fields?: Record<string, string | string[]>): Promise<Response>
  /** Sends a form with files, in the same way. */
  upload(path: string, fields: Record<string, string>, files: { field: string; name: string; body: Buffer }[]): Promise<Response>
}

const tokenIn = (html: string): string => /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

/** For superagent, which reads only some types as bytes by itself. */
export const bytesOf = (answer: Response, done: (error: Error | null, body: Buffer) => void): void => {
  const chunks: Buffer[] = []
  const stream = answer as unknown as NodeJS.ReadableStream
  stream.on('data', (chunk: Buffer | string) => chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, 'binary') : chunk)).on('end', () => done(null, Buffer.concat(chunks)))
}

/** Signs in on the page as a person does, and keeps the cookie. */
export async function pageAgent(site: Express, { email, password }: { email: string; password: string }): Promise<PageAgent> {
  const agent = request.agent(site)
  const form = await agent.get('/sign-in?lang=en')
  const signedIn = await agent.post('/sign-in').type('form').send({ _csrf: tokenIn(form.text), email, password })
  if (signedIn.status !== 303) throw new Error(`Signing in as ${email} answered ${signedIn.status}`)
  const token = tokenIn((await agent.get('/no-such-page')).text)
  return {
    get: (path, headers = {}) => agent.get(path).set(headers),
    download: path => agent.get(path).buffer(true).parse(bytesOf),
    post: (path, fields = {}) => agent.post(path).type('form').send({ _csrf: token, _checked: 'yes', ...fields }),
    upload: (path, fields, files) => {
      const sent = agent.post(path).field('_csrf', token).field('_checked', fields._checked ?? 'yes')
      for (const [name, value] of Object.entries(fields)) if (name !== '_checked') void sent.field(name, value)
      for (const { field, name, body } of files) void sent.attach(field, body, name)
      return sent
    },
  }
}
