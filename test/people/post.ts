import type { AddressInfo } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** A real mail server that keeps what it is given; `answer` is what it says to an address. */
export async function startPost() {
  const received: { mail: ParsedMail; to: string }[] = []
  const post = { answer: 250, received, url: '', stop: () => new Promise<void>(done => { server.close(() => done()) }) }
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => post.answer === 250 ? done() : done(Object.assign(new Error('no'), { responseCode: post.answer })),
    onData: (stream, session, done) => void simpleParser(stream).then(mail => {
      received.push({ mail, to: session.envelope.rcptTo.map(({ address }) => address).join() })
      done()
    }, done),
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  post.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  return post
}
export type Post = Awaited<ReturnType<typeof startPost>>
