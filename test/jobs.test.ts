import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { works } from '../jobs/index.ts'
import { jobs } from '../src/jobs.ts'
import { workTable } from '../src/platform/queue.ts'
import { hasText, LOCALES } from '../src/platform/text.ts'

describe('jobs', () => {
  it('have exactly one piece of work each', () => {
    expect([...workTable(jobs, works).keys()].sort()).to.deep.equal(jobs.map(({ name }) => name).sort())
  })
  it('are refused when one has no work', () => {
    expect(() => workTable([...jobs, { name: 'nobody-does-this' }], works)).to.throw('nobody-does-this')
  })
  it('are named to people in both languages', () => {
    expect(jobs.flatMap(({ name }) => LOCALES.filter(locale => !hasText(`job.name.${name}`, locale)).map(locale => `${name} in ${locale}`))).to.deep.equal([])
  })
  it('stand in files of their names', () => {
    const files = readdirSync('jobs').filter(file => file !== 'index.ts').map(file => file.replace('.ts', ''))
    expect(files.sort()).to.deep.equal(jobs.map(({ name }) => name).sort())
  })
})
