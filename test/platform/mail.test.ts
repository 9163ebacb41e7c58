import { expect } from 'chai'
import type { AddressInfo } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { RuleBroken } from '../../src/kernel/refusal.ts'
import { mailer } from '../../src/platform/mail.ts'

const from = { name: '社会组织服务平台', address: 'no-reply@example.gov.cn' }
const letter = {
  to: 'zhang@example.org', subject: '【开标通知】社区养老服务项目将于三日后开标，请法定代表人准时到场并携带证件',
  text: '张三：\n请于 2026-03-01 09:00 到场。\n', messageId: 'tender-opening-65a1f0-7@fuhua',
}

describe('sending mail', () => {
  const received: { mail: ParsedMail; to: string[] }[] = []
  let server: SMTPServer
  const start = (options: SMTPServerOptions = {}) => new Promise<string>(resolve => {
    server = new SMTPServer({
      authOptional: true, disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => void simpleParser(stream).then(mail => {
        received.push({ mail, to: session.envelope.rcptTo.map(({ address }) => address) })
        done()
      }, done),
      ...options,
    })
    server.listen(0, '127.0.0.1', () => resolve(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`))
  })
  const stop = () => new Promise<void>(resolve => { server.close(() => resolve()) })
  const failureOf = (work: Promise<unknown>) => work.then(() => { throw new Error('was sent') }, (error: unknown) => error as Error & { code?: string })

  beforeEach(() => { received.length = 0 })
  afterEach(stop)

  it('arrives with Chinese subject, sender and text, and the message id it was given', async () => {
    const { send } = mailer({ url: await start(), from })
    expect(await send({ ...letter, html: '<p>请<b>准时</b>到场</p>' })).to.equal('sent')
    const [{ mail, to } = { mail: null, to: [] }] = received
    expect(to).to.deep.equal(['zhang@example.org'])
    expect(mail).to.include({ subject: letter.subject, text: letter.text, messageId: `<${letter.messageId}>`, html: '<p>请<b>准时</b>到场</p>' })
    expect(mail?.from?.value).to.deep.equal([from])
    expect(mail?.headers.get('auto-submitted')).to.equal('auto-generated')
  })

  it('signs in with what the address of the server says', async () => {
    const seen: string[] = []
    const url = await start({
      authOptional: false, allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => { seen.push(`${username}/${password}`); done(null, { user: username }) },
    })
    await mailer({ url: url.replace('://', '://robot:p%40ss@'), from }).send(letter)
    expect(seen).to.deep.equal(['robot/p@ss'])
  })

  it('never reaches a second address or header smuggled into a field', async () => {
    const { send } = mailer({ url: await start(), from })
    await send({ ...letter, to: 'zhang@example.org, other@example.org' }).catch(() => 'refused')
    await send({ ...letter, subject: '通知\r\nBcc: other@example.org' })
    expect(received.flatMap(({ to }) => to)).not.to.include('other@example.org')
    expect(received.at(-1)?.mail.headers.has('bcc')).to.equal(false)
  })

  it('throws when the server is down, so that a job tries again, and arrives once it is back', async () => {
    const url = await start()
    await stop()
    const failure = await failureOf(mailer({ url, from }).send(letter))
    expect(failure).not.to.be.instanceOf(RuleBroken)
    expect(failure.code).to.equal('ESOCKET')
    const again = await start()
    expect(await mailer({ url: again, from }).send(letter)).to.equal('sent')
    expect(received).to.have.length(1)
  })

  it('tells an address refused for good from a server that is busy', async () => {
    let answer = 550
    const url = await start({ onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no'), { responseCode: answer })) })
    const { send } = mailer({ url, from })
    expect(await failureOf(send(letter))).to.be.instanceOf(RuleBroken).with.property('code', 'mail-refused')
    answer = 451
    expect(await failureOf(send(letter))).not.to.be.instanceOf(RuleBroken)
  })

  it('keeps the message in the app where no server is set', async () => {
    await start()
    expect(await mailer({ from }).send(letter)).to.equal('kept')
    expect(received).to.be.empty
  })
})
