import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { expect } from 'chai'

/** Who may import whom, besides the kernel and the platform. */
const SEES: Record<string, string[]> = {
  kernel: [], platform: [], registry: [], catalogue: [],
  incubation: ['registry'],
  people: ['registry', 'incubation'],
  budget: ['catalogue'],
  tender: ['registry', 'catalogue', 'budget'],
  contract: ['registry', 'budget', 'tender'],
  evaluation: ['registry', 'budget', 'contract'],
  portal: ['registry', 'incubation', 'catalogue', 'budget', 'tender', 'contract', 'evaluation', 'people'],
}

/** The one kind of file that may touch each library; everything else goes through it. */
const ONLY: Record<string, RegExp> = {
  mongoose: /(\.store|platform\/\w+)\.ts$/,
  express: /(\.pages|platform\/[\w-]+)\.ts$/,
  bullmq: /^platform\/\w+\.ts$/,
  ioredis: /^platform\/\w+\.ts$/,
  pdfkit: /\.pdf\.ts$/,
  '@casl/ability': /^kernel\/policy\.ts$/,
}

/** Files that decide and never do: besides each other they import only zod, and what is as pure. */
const PURE = /(\.(schema|rules|policy|view|jobs)|^kernel\/[\w-]+)\.ts$/
const PURE_LIBRARIES = ['zod', 'node:crypto', 'luxon', '@casl/ability']
/** What a file may do by the word before .ts, further than its layer. */
const NOT_FROM: [of: RegExp, not: RegExp, why: string][] = [
  [/\.service\.ts$/, /\.(pages|api|pdf|view)\.ts$/, 'a service knows no pages'],
  [/\.store\.ts$/, /\.(service|pages|api|rules|policy)\.ts$/, 'a store decides nothing'],
  [/\.(pages|api)\.ts$/, /\.store\.ts$/, 'a page asks the service'],
]

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts') && file.includes('/'))

type Import = { typeOnly: boolean; from: string }
const importsOf = (file: string): Import[] =>
  [...readFileSync(join('src', file), 'utf8').matchAll(/^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'/gm)]
    .map(([, type, from = '']) => ({ typeOnly: !!type, from: from.startsWith('.') ? join(dirname(file), from) : from }))

const domainOf = (file: string): string => file.split('/')[0] ?? ''
const isLocal = (from: string): boolean => /\.(ts|json)$/.test(from)

describe('architecture', () => {
  it('has no domain that the wall table does not know', () => {
    expect(Object.keys(SEES)).to.include.members([...new Set(files.map(domainOf))])
  })

  for (const file of files) {
    it(file, () => {
      const domain = domainOf(file)
      for (const { from, typeOnly } of importsOf(file)) {
        if (isLocal(from)) {
          expect(from, 'src never imports jobs, fixtures or test').not.to.match(/^\.\.\//)
          expect([domain, 'kernel', 'platform', ...(SEES[domain] ?? [])], `${file} may not see ${from}`).to.include(domainOf(from))
          if (domain === 'kernel') expect(domainOf(from), 'the kernel knows nothing else').to.equal('kernel')
          if (![domain, 'kernel', 'platform'].includes(domainOf(from))) {
            expect(from, 'enter another domain by its index or its schemas').to.match(/(\/index|\.schema)\.ts$/)
          }
          for (const [of, not, why] of NOT_FROM) {
            if (of.test(file) && !typeOnly && domainOf(from) === domain) expect(from, why).not.to.match(not)
          }
        } else if (ONLY[from] && !typeOnly) {
          expect(file, `${from} is not for this file`).to.match(ONLY[from])
        }
        if (PURE.test(file) && domain !== 'platform' && !typeOnly) {
          expect(from, `${file} is pure`).to.satisfy((each: string) => PURE_LIBRARIES.includes(each) || PURE.test(each) || /\/index\.ts$/.test(each))
        }
      }
    })
  }
})
