import { expect } from 'chai'
import { entryStore } from '../../src/budget/index.ts'
import type { Blow, Plant } from './plant.ts'

export type At = Omit<Blow, 'action'>

/** Where the web process works: every part dies there, and the two that the work is done by and kept in on both sides of the commit. */
export const AT_WEB: At[] = [
  { part: 'web', when: 'before' }, { part: 'web', when: 'after' }, { part: 'documents', when: 'before' }, { part: 'documents', when: 'unheard' },
  { part: 'queue', when: 'before' }, { part: 'worker', when: 'before' },
]
/** Where the worker works, but for its own death, which takes a while to be noticed. */
export const AT_WORKER: At[] = [
  { part: 'documents', when: 'before' }, { part: 'documents', when: 'unheard' }, { part: 'queue', when: 'before' }, { part: 'web', when: 'before' },
]
export const named = ({ part, when }: At): string => `${part} dies ${when === 'unheard' ? 'before it has said that it has committed' : `${when} the commit`}`

/** What a plant is asked after its parts have died. */
export function asked(plant: Plant) {
  const eventsOf = async (kind: string, id: string): Promise<string[]> => (await plant.services.audit.timeline(kind, id)).map(({ action }) => action)
  return {
    /** It was done, and once. */
    async once(kind: string, id: string, action: string): Promise<void> {
      expect((await eventsOf(kind, id)).filter(each => each === action), `${action} of ${id}`).to.deep.equal([action])
    },
    /** What the books of a line say of a purchase: each kind of movement with its amount. */
    moved: async (lineId: string, subject: string): Promise<[string, number][]> =>
      (await entryStore.of(lineId)).filter(entry => entry.subject === subject).map(({ kind, amount }) => [kind, amount]),
    /** What has to hold after each test. */
    clean(): void {
      expect(plant.blowsLeft(), 'each blow was dealt').to.deep.equal([])
      expect(plant.faults, 'nothing was answered as a fault').to.deep.equal([])
    },
  }
}
