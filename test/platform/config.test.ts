import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { configSchema, readConfig } from '../../src/platform/config.ts'

const least = {
  MONGODB_URI: 'mongodb://127.0.0.1/fuhua', REDIS_URL: 'redis://127.0.0.1:6379',
  SESSION_SECRET: 'a'.repeat(32), SEAL_SECRET: 'b'.repeat(32),
}

/** What .env.example must say: each variable under one line of meaning, with its default. */
function example(): string {
  const shape = configSchema.in.shape
  return Object.entries(shape).map(([name, field]) => {
    const fallback = field.safeParse(undefined)
    return `# ${field.meta()?.description}\n${name}=${fallback.success ? fallback.data ?? '' : ''}\n`
  }).join('\n')
}

describe('reading the settings', () => {
  it('needs only the stores and the secrets', () => {
    expect(readConfig(least)).to.deep.include({
      NODE_ENV: 'development', HOST: '127.0.0.1', PORT: 3000, PUBLIC_URL: 'http://127.0.0.1:3000', DATA_DIR: '.data',
      DEMO: true, UPLOAD_LIMIT_MB: 20, DEFAULT_LOCALE: 'zh-CN', LOG_LEVEL: 'info',
    })
  })

  it('takes a variable that is set to nothing as not set', () => {
    expect(readConfig({ ...least, PORT: '', SMTP_URL: '' })).to.include({ PORT: 3000 }).and.not.have.property('SMTP_URL')
  })

  it('gives the public address without a slash at its end, so that paths can follow', () => {
    expect(readConfig({ ...least, PUBLIC_URL: 'https://fuhua.example.org/' }).PUBLIC_URL).to.equal('https://fuhua.example.org')
    expect(readConfig({ ...least, PORT: '4000' }).PUBLIC_URL).to.equal('http://127.0.0.1:4000')
  })

  it('has no demo in production, and refuses one that is asked for', () => {
    expect(readConfig({ ...least, NODE_ENV: 'production' }).DEMO).to.equal(false)
    expect(readConfig({ ...least, NODE_ENV: 'production', DEMO: 'false' }).DEMO).to.equal(false)
    expect(() => readConfig({ ...least, NODE_ENV: 'production', DEMO: 'true' })).to.throw('DEMO is refused with NODE_ENV=production')
  })

  it('lists all that is wrong in one sentence', () => {
    expect(() => readConfig({ ...least, PORT: '70000', SEAL_SECRET: undefined, SESSION_SECRET: 'short', DEMO: 'perhaps' })).to.throw(
      'The settings cannot be used: PORT is above 65535; SESSION_SECRET is shorter than 32 characters; SEAL_SECRET is missing; DEMO is neither true nor false.')
  })

  const refused = {
    PORT: 'http', MONGODB_URI: 'postgres://127.0.0.1/fuhua', REDIS_URL: '127.0.0.1:6379', PUBLIC_URL: 'fuhua.example.org',
    SMTP_URL: 'mail.example.org', LOG_LEVEL: 'loud', UPLOAD_LIMIT_MB: '0', DEFAULT_LOCALE: 'de', NODE_ENV: 'staging', METRICS_TOKEN: 'short', TRUSTED_PROXIES: 'the proxy; mine',
  }
  for (const [name, value] of Object.entries(refused)) {
    it(`refuses ${name}=${value} by its name`, () => {
      expect(() => readConfig({ ...least, [name]: value })).to.throw(new RegExp(`: ${name} is `))
    })
  }

  it('is explained, variable by variable, in .env.example', () => {
    expect(readFileSync('.env.example', 'utf8')).to.equal(example())
  })
})
