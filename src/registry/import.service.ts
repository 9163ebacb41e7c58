import type { Actor } from '../kernel/actor.ts'
import type { Enqueue, JobState, Watch } from '../kernel/job.ts'
import { permit } from '../kernel/policy.ts'
import { Invalid, Refusal, RuleBroken, type Problem } from '../kernel/refusal.ts'
import type { Audit } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import type { Transact } from '../platform/database.ts'
import { readForm } from '../platform/form.ts'
import type { AreaService } from './area.service.ts'
import { enterImport } from './import.jobs.ts'
import { columnsOf, drop, duplicateProblems, firstLines, formOf, isLater, MOST_ROWS, readableCode, start, type Column } from './import.rules.ts'
import type { Import, ImportFilter, ImportRow } from './import.schema.ts'
import type { ImportStore } from './import.store.ts'
import { TakeOver } from './organization.schema.ts'
import { takeOverProblems } from './organization.rules.ts'
import type { OrganizationService } from './organization.service.ts'
import { organizationPolicy } from './registry.policy.ts'

type Deps = {
  imports: ImportStore
  organizations: Pick<OrganizationService, 'takeOver' | 'codesKnown'>
  areas: Pick<AreaService, 'names'>
  audit: Audit; transact: Transact; clock: Clock; newId: () => string; enqueue: Enqueue; recover: Enqueue; watch: Watch
}
/** A table with its heading first; `first` is the line in the file where that stands. */
export type Sheet = { name: string; rows: string[][]; first?: number }
const kind = 'import'
/** So many rows are entered in one transaction; after each the page is told how far it is. */
const BATCH = 50
const batches = <T>(all: T[]): T[][] => Array.from({ length: Math.ceil(all.length / BATCH) }, (_, at) => all.slice(at * BATCH, (at + 1) * BATCH))

export const importService = ({ imports, organizations, areas, audit, transact, clock, newId, enqueue, recover, watch }: Deps) => {
  /** A line's draft, or all that is wrong with it. */
  function readLine(cells: string[], columns: (Column | null)[], areaNames: Map<string, string>): { draft?: TakeOver; problems: Problem[] } {
    const form = formOf(cells, columns, areaNames)
    const placed = [
      ...readableCode(form), ...(areaNames.has(form.area ?? '') ? [] : [{ field: 'area', code: 'no-such-area' }]),
      ...(isLater(form.founded, clock()) ? [{ field: 'founded', code: 'in-the-future' }] : []),
    ]
    try {
      const draft = readForm(TakeOver, form)
      return { draft, problems: [...placed, ...takeOverProblems(draft)] }
    } catch (error) {
      if (!(error instanceof Invalid)) throw error
      // All that is wrong is told at once, so that the file is mended in one go.
      const told = error.details.problems
      return { problems: [...told, ...placed.filter(({ field }) => !told.some(each => each.field === field))] }
    }
  }

  async function change(actor: Actor, id: string, revision: number, decide: (before: Import) => Import): Promise<Import> {
    return transact(async () => {
      const before = await imports.get(id)
      permit(organizationPolicy.import, actor, before)
      const after = await imports.save({ ...decide(before), revision })
      await audit.record(actor, { kind, action: `import.${after.status}`, before, after })
      if (after.status === 'running') await enqueue(enterImport, { importId: id })
      return after
    })
  }

  return {
    async see(actor: Actor, id: string): Promise<Import> {
      const importing = await imports.get(id)
      permit(organizationPolicy.import, actor, importing)
      return importing
    },
    async list(actor: Actor, filter: ImportFilter): Promise<Import[]> {
      permit(organizationPolicy.import, actor, {})
      return imports.list(filter)
    },
    rows: (importing: Import, state: ImportRow['state']): Promise<ImportRow[]> => imports.rows(importing.id, state),

    /** Reads a file and keeps every line with what is wrong with it; nothing enters the register yet. */
    async preview(actor: Actor, { name, rows: [heading = [], ...below], first = 1 }: Sheet): Promise<Import> {
      permit(organizationPolicy.import, actor, {})
      const columns = columnsOf(heading)
      // Empty lines are passed over, the others keep the number that they have in the file.
      const lines = below.map((cells, at) => ({ cells, line: first + at + 1 })).filter(({ cells }) => cells.some(Boolean))
      if (lines.length > MOST_ROWS) throw new Invalid('invalid-input', 'Too many rows', { problems: [{ field: 'file', code: 'too-many-rows', params: { maximum: MOST_ROWS } }] })
      const areaNames = await areas.names()
      const found = lines.map(({ cells, line }) => ({ cells, line, ...readLine(cells, columns, areaNames) }))
      const known = found.flatMap(({ line, draft }) => draft ? [{ line, uscc: draft.uscc }] : [])
      const firstOf = firstLines(known)
      const registered = await organizations.codesKnown(known.flatMap(({ uscc }) => uscc ?? []))
      const id = newId()
      const kept = found.map(({ cells, line, draft, problems }): ImportRow => {
        const all = [...problems, ...(draft ? duplicateProblems({ line, uscc: draft.uscc }, firstOf, registered) : [])]
        return { id: `${id}-${String(line).padStart(6, '0')}`, revision: 0, importId: id, line, cells, problems: all, state: all.length > 0 ? 'bad' : 'ready', ...(all.length === 0 && draft && { draft }) }
      })
      for (const rows of batches(kept)) await imports.insertRows(rows)
      const bad = kept.filter(({ state }) => state === 'bad').length
      return transact(async () => {
        const importing = await imports.insert({ id, revision: 0, file: name, heading, status: 'previewed', by: { id: actor.id, name: actor.name }, at: clock(), good: kept.length - bad, bad, done: 0, entered: 0 })
        await audit.record(actor, { kind, action: 'import.preview', before: null, after: importing })
        return importing
      })
    },

    start: (actor: Actor, id: string, { revision }: { revision: number }) => change(actor, id, revision, start),
    drop: (actor: Actor, id: string, { revision }: { revision: number }) => change(actor, id, revision, drop),

    /** How far the entering is; null where nothing is being entered. */
    async progress(actor: Actor, id: string): Promise<{ importing: Import; job: JobState | null }> {
      const importing = await imports.get(id)
      permit(organizationPolicy.import, actor, importing)
      return { importing, job: importing.status === 'running' ? await watch(enterImport, { importId: id }) : null }
    },
    /** Asks again for an entering that failed; it goes on with the rows that are left. Throws RuleBroken `nothing-to-retry`. */
    async retry(actor: Actor, id: string): Promise<JobState> {
      const importing = await imports.get(id)
      permit(organizationPolicy.import, actor, importing)
      if (importing.status !== 'running') throw new RuleBroken('nothing-to-retry', `Import ${id} is ${importing.status}`)
      await enqueue(enterImport, { importId: id })
      return watch(enterImport, { importId: id })
    },

    /** The work of the job: enters batch by batch, each with its marks in one transaction, so that it may stop and go on anywhere. */
    async enter(id: string, tell: (percent: number) => Promise<void>): Promise<void> {
      const { by, status, good } = await imports.get(id)
      if (status !== 'running') return
      const actor: Actor = { ...by, grants: [] }
      const left = await imports.rows(id, 'ready')
      const counted = async () => (await imports.rows(id, 'entered')).length
      let [done, entered] = [good - left.length, await counted()]
      for (const rows of batches(left)) {
        entered += await enterRows(actor, rows)
        done += rows.length
        await tally(id, { done, entered })
        await tell(Math.floor(done / good * 100))
      }
      await tally(id, { done: good, entered: await counted(), status: 'done' })
      await tell(100)
    },

    async askAgain(): Promise<void> {
      for (const { id } of await imports.running()) await recover(enterImport, { importId: id })
    },
  }

  /** All of them or none; when one is refused, each by itself, so that it does not hold up the others. Gives how many were entered. */
  async function enterRows(actor: Actor, rows: ImportRow[]): Promise<number> {
    try {
      await transact(async () => {
        await imports.markEntered(rows.map(({ id }) => id))
        await organizations.takeOver(actor, rows.flatMap(({ draft }) => draft ?? []))
      })
      return rows.length
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const [row, second] = rows
      if (second) {
        let entered = 0
        for (const each of rows) entered += await enterRows(actor, [each])
        return entered
      }
      // A second worker that took over from a stalled one meets rows that are done.
      if (!row || error.code === 'changed-meanwhile') return 0
      const problems = error instanceof Invalid ? error.details.problems : [{ field: 'uscc', code: 'in-register' }]
      await imports.saveRow({ ...row, state: 'refused', problems })
      return 0
    }
  }

  async function tally(id: string, counts: Pick<Import, 'done' | 'entered'> & Partial<Pick<Import, 'status'>>): Promise<void> {
    await imports.save({ ...await imports.get(id), ...counts })
  }
}
export type ImportService = ReturnType<typeof importService>
