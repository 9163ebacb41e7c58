import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { parse } from 'yaml'
import { configSchema, readConfig } from '../src/platform/config.ts'

type Service = { command?: string[]; environment?: Record<string, string>; deploy?: { replicas: number }; depends_on?: Record<string, { condition: string }> | string[] }
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> }

/** The values that Compose puts in place of ${NAME:-value} and ${NAME:?hint}. */
const filled = (text: string, given: Record<string, string>) =>
  text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, sign: string, rest: string) => given[name] ?? (sign === '-' ? rest : ''))

describe('compose.yaml', () => {
  const { services } = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as Compose
  const settings = (given: Record<string, string>) =>
    Object.fromEntries(Object.entries(services.web?.environment ?? {}).map(([name, value]) => [name, filled(String(value), given)]))
  const secrets = { SESSION_SECRET: 's'.repeat(64), SEAL_SECRET: 'q'.repeat(64) }

  it('runs web and worker twice each, on a replica set of three and a queue that forgets nothing', () => {
    expect([services.web?.deploy?.replicas, services.worker?.deploy?.replicas]).to.deep.equal([2, 2])
    const members = Object.values(services).filter(({ command }) => command?.includes('--replSet'))
    expect(members).to.have.length(3)
    expect(services.valkey?.command).to.include.members(['--appendonly', 'always', 'noeviction'])
  })

  it('gives every setting but those of a trial, and all can be used in production', () => {
    const trial = ['DEMO']
    expect(Object.keys(settings(secrets)).filter(name => name !== 'TZ').toSorted()).to.deep.equal(
      Object.keys(configSchema.in.shape).filter(name => !trial.includes(name)).toSorted())
    expect(readConfig(settings(secrets))).to.include({ NODE_ENV: 'production', DEMO: false, DATA_DIR: '/data' })
    expect(() => readConfig(settings({}))).to.throw('SESSION_SECRET is missing; SEAL_SECRET is missing')
  })

  it('starts programs that the build makes, after the rule tables are in place', () => {
    for (const name of ['web', 'worker']) expect(services[name]?.depends_on, name).to.deep.equal({ setup: { condition: 'service_completed_successfully' } })
    const programs = [...readFileSync('compose.yaml', 'utf8').matchAll(/dist\/([\w/-]+)\.js/g)].map(([, path]) => path)
    expect(programs).to.include.members(['src/main', 'src/worker', 'src/found', 'fixtures/seed'])
    const made = readFileSync('src/build.mjs', 'utf8')
    for (const path of programs) {
      expect(existsSync(`${path}.ts`), path).to.equal(true)
      expect(made, path).to.include(`'${path}.ts'`)
    }
  })
})
