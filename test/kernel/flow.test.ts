import { expect } from 'chai'
import { FLOWS } from '../../fixtures/charts.ts'
import { chart } from '../../src/kernel/flow.ts'

type Steps = Record<string, Record<string, string | undefined>>
const nexts = (steps: Steps, from: string): string[] => Object.values(steps[from] ?? {}).flatMap(to => to ?? [])
const reached = (steps: Steps, from: string, seen = new Set([from])): Set<string> => {
  for (const to of nexts(steps, from)) {
    if (seen.has(to)) continue
    seen.add(to)
    reached(steps, to, seen)
  }
  return seen
}
/** States after which nothing more happens, by intention; a service of the catalogue and a line live on. */
const ENDS: Record<string, string[]> = {
  organization: ['cancelled', 'revoked', 'certificate-withdrawn'], call: ['published', 'withdrawn'], incubation: ['refused', 'withdrawn', 'left', 'graduated'], item: ['published', 'withdrawn'], line: ['approved'],
  volunteer: ['left'], activity: ['recorded', 'cancelled'],
  acceptance: ['passed', 'failed'], supplement: ['in-force', 'withdrawn'], challenge: ['answered', 'withdrawn'], complaint: ['dismissed', 'upheld', 'refused', 'withdrawn'],
  tender: ['contracted', 'failed', 'cancelled'], contract: ['completed', 'terminated'], payment: ['paid', 'returned'], evaluation: ['published'], rectification: ['done'],
}

describe('flows', () => {
  for (const [name, { steps }] of Object.entries(FLOWS)) {
    describe(`of a ${name}`, () => {
      it('reaches every state from its first', () => {
        expect([...reached(steps, Object.keys(steps)[0]!)]).to.have.members(Object.keys(steps))
      })

      it('leads from every state to an end', () => {
        const dead = Object.keys(steps).filter(state => ![...reached(steps, state)].some(each => ENDS[name]!.includes(each)))
        expect(dead).to.deep.equal([])
      })

      it('stops nowhere else', () => {
        const stops = Object.keys(steps).filter(state => nexts(steps, state).length === 0)
        expect(stops.filter(state => !ENDS[name]!.includes(state))).to.deep.equal([])
      })
    })
  }

  it('are drawn with every state and every action', () => {
    const drawn = chart({ 'drawn-up': { print: 'printed' }, printed: {} }, state => `the ${state}`)
    expect(drawn.split('\n')).to.deep.equal([
      'stateDiagram-v2', '  state "the drawn-up" as drawn_up', '  state "the printed" as printed', '  [*] --> drawn_up', '  drawn_up --> printed: print', '  printed --> [*]',
    ])
  })
})
