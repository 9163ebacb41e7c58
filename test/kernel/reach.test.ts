import { expect } from 'chai'
import fc from 'fast-check'
import { Role, type Actor } from '../../src/kernel/actor.ts'
import { may } from '../../src/kernel/policy.ts'
import { reached } from '../../src/kernel/reach.ts'
import { organizationPolicy } from '../../src/registry/registry.policy.ts'
import { tenderPolicy } from '../../src/tender/tender.policy.ts'

describe('those of many things that an actor reaches', () => {
  const area = fc.constantFrom('230600', '230604', '230604001')
  const id = fc.constantFrom('a', 'b')
  const thing = fc.record({
    id, visible: fc.boolean(), announced: fc.boolean(), appliedBy: fc.constantFrom('a', 'public'), status: fc.constantFrom('draft', 'published'),
    areas: fc.constantFrom(['230600'], ['230600', '230604'], ['230600', '230604', '230604001']),
  })
  const grant = fc.record({ role: fc.constantFrom(...Role.options), area: fc.option(area, { nil: undefined }), organizationId: fc.option(id, { nil: undefined }) })
  const actor = fc.record<Actor>({ id: fc.constantFrom('a', 'public'), name: fc.constant('someone'), grants: fc.array(grant, { maxLength: 3 }) })
  const sentence = fc.constantFrom(...Object.values(organizationPolicy), ...Object.values(tenderPolicy))

  it('are those of which each alone may be seen', () => fc.assert(fc.property(sentence, actor, fc.array(thing), (asked, who, things) => {
    expect(reached(asked, who, things)).to.deep.equal(things.filter(each => may(asked, who, each)))
  })))
})
