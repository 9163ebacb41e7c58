import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import Ajv from 'ajv'
import { expect } from 'chai'
import { aContractInForce } from '../../fixtures/contract.ts'
import { closedTender, contractedTender, failedTender, openedTender, openTender, rankedTender } from '../../fixtures/gallery/tender-states.ts'
import { aSupplementedContract } from '../../fixtures/supplement.ts'
import { fen } from '../../src/kernel/money.ts'
import { releaseOf } from '../../src/portal/ocds.rules.ts'
import type { Tender } from '../../src/tender/tender.schema.ts'
import { ocdsSchema } from '../support/judges.mjs'

const SITE = 'https://fuhua.example.org'
const payments = [{ id: 'entry-1', at: new Date('2026-05-06T02:00:00Z'), amount: fen(24_000_00) }]
const purchase = (tender: Tender) => ({ tender, contract: null, payments: [] })
const underContract = (changes: Parameters<typeof aContractInForce>[0] = {}) => ({ tender: contractedTender(), contract: aContractInForce(changes), payments })
const purchases = {
  'an open purchase': purchase(openTender({ amendments: [] })), 'an amended one': purchase(openTender()), 'a closed one': purchase(closedTender()),
  'an opened one': purchase(openedTender()), 'a ranked one': purchase(rankedTender()), 'a failed one': purchase(failedTender()),
  'a cancelled one': purchase(openTender({ status: 'cancelled' })), 'an awarded one': purchase(contractedTender()),
  'one with a supplement': { ...underContract(), contract: aSupplementedContract() },
  'one under contract': { ...underContract(), payments: [] }, 'a paid one': underContract(), 'a terminated one': underContract({ status: 'terminated' }),
}

const describeWithSchema = existsSync(ocdsSchema) ? describe : describe.skip
describeWithSchema('the official schema of OCDS 1.1.4, once `npm run judges` has fetched it', () => {
  let valid: Ajv.ValidateFunction
  before(() => {
    const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true, unknownFormats: [] })
    ajv.addMetaSchema(createRequire(import.meta.url)('ajv/lib/refs/json-schema-draft-04.json') as object)
    valid = ajv.compile(JSON.parse(readFileSync(ocdsSchema, 'utf8')) as object)
  })
  const faults = (release: unknown) => valid(JSON.parse(JSON.stringify(release))) ? [] : valid.errors?.map(({ dataPath, message }) => `${dataPath} ${message}`)

  for (const [what, each] of Object.entries(purchases)) {
    it(`finds no fault with the release of ${what}`, () => {
      expect(faults(releaseOf(each, SITE))).to.deep.equal([])
    })
  }
  it('would find a wrong code, date or a missing field', () => {
    const { ocid: _, ...release } = releaseOf(underContract(), SITE)
    expect(faults({ ...release, date: '7 May', tag: ['paid'] })?.map(fault => fault.split(' ')[0])).to.include.members(['', '.date', '.tag[0]'])
  })
})
