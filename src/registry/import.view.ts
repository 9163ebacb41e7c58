import type { JobState } from '../kernel/job.ts'
import { view } from '../kernel/view.ts'
import { jobProgress } from '../platform/job-progress.view.ts'
import { enterImport } from './import.jobs.ts'
import { ImportStatus, type Import, type ImportFilter, type ImportRow } from './import.schema.ts'
import { COLUMNS, columnsFound } from './import.rules.ts'

const TONE = { previewed: 'waiting', running: 'info', done: 'good', dropped: 'done' } as const
const SHOWN = 200
const labelOf = (path: string) => ({ key: `registry.field.${path.replace('.', '-')}` })
const LONGEST = 30
/** What stands in a line under the heading of a column; cut where it is long. */
function cellOf({ cells }: ImportRow, path: string, heading: string[]): string {
  const cell = cells[columnsFound(heading).findIndex(each => each?.path === path)] ?? ''
  return cell.length > LONGEST ? `${cell.slice(0, LONGEST)}…` : cell
}
const isColumn = (path: string): boolean => COLUMNS.some(each => each.path === path)

export const importForm = view('registry/import', () => ({
  title: { key: 'registry.import.title' }, lead: { key: 'registry.import.lead' }, breadcrumbs: [{ key: 'registry.list.title', href: '/organizations' }, { key: 'registry.import.title' }], actions: [{ key: 'registry.import.list', href: '/organizations/imports', icon: 'clock-history' }],
  columns: [
    { name: 'heading', label: { key: 'registry.import.heading' } }, { name: 'required', label: { key: 'registry.import.required' } }, { name: 'example', label: { key: 'registry.import.example' } },
  ],
  rows: COLUMNS.map(({ headers, required, example }) => ({ heading: headers.join(' / '), required: { key: required ? 'registry.yes' : 'registry.no' }, example })),
}))

/** All registers that were taken over or only looked at, the newest first. */
export const importList = view('registry/imports', (imports: Import[], filter: ImportFilter) => ({
  title: { key: 'registry.import.list' }, breadcrumbs: [{ key: 'registry.list.title', href: '/organizations' }, { key: 'registry.import.list' }],
  actions: [{ key: 'registry.import.title', href: '/organizations/import', tone: 'primary', icon: 'upload' }],
  fields: [
    { name: 'q', label: { key: 'registry.import.search' }, type: 'search', value: filter.q },
    { name: 'status', label: { key: 'registry.status.label' }, type: 'select', value: filter.status, options: ImportStatus.options.map(value => ({ value, key: `registry.import.status.${value}` })) },
  ],
  columns: [
    { name: 'file', label: { key: 'registry.import.file' }, href: 'href' }, { name: 'by', label: { key: 'registry.import.by' } }, { name: 'at', label: { key: 'registry.import.at' }, type: 'datetime' },
    ...(['good', 'bad', 'entered'] as const).map(name => ({ name, label: { key: `registry.import.${name}` }, type: 'number' })),
    { name: 'status', label: { key: 'registry.status.label' }, type: 'chip' },
  ],
  rows: imports.map(({ id, file, by, at, good, bad, entered, status }) =>
    ({ file, href: `/organizations/imports/${id}`, by: by.name, at, good, bad, entered, status: { key: `registry.import.status.${status}`, tone: TONE[status] } })),
  empty: { title: { key: 'registry.import.none' }, text: { key: 'registry.import.none-text' } },
}))

/** How far the entering is, by its lines; it is for those who may see the import to try again. */
export function importProgress({ id, done, good }: Import, job: JobState) {
  const page = `/organizations/imports/${id}`
  return jobProgress(enterImport, job, {
    id: 'import-progress', page, href: `${page}/progress`, retry: `${page}/retry`, hint: { key: 'registry.import.text.running' }, counted: { done, total: good },
  })
}

type Shown = { importing: Import; job: JobState | null; bad: ImportRow[]; ready: ImportRow[]; refused: ImportRow[] }
export const importPage = view('registry/import-show', ({ importing, job, bad, ready, refused }: Shown) => {
  const at = `/organizations/imports/${importing.id}`
  const { status, good, done, entered } = importing
  const wrong = [...bad, ...refused]
  return {
    title: { text: importing.file }, breadcrumbs: [{ key: 'registry.list.title', href: '/organizations' }, { key: 'registry.import.list', href: '/organizations/imports' }, { text: importing.file }], status: { key: `registry.import.status.${status}`, tone: TONE[status] }, importing, at,
    figures: [
      { label: { key: 'registry.import.good' }, value: good, type: 'number', tone: 'good' }, { label: { key: 'registry.import.bad' }, value: wrong.length, type: 'number', tone: wrong.length > 0 ? 'bad' : 'good' },
      { label: { key: 'registry.import.entered' }, value: entered, type: 'number' },
    ],
    progress: job ? importProgress(importing, job) : status === 'done' ? {
      id: 'import-progress', state: status, done, total: good, text: { key: 'registry.import.text.done', params: { entered, refused: refused.length } },
      result: { key: 'registry.list.title', href: '/organizations' },
    } : null,
    start: status === 'previewed' && good > 0
      ? { key: 'registry.import.start', params: { count: good }, href: `${at}/start`, method: 'post', tone: 'primary', icon: 'check-circle', name: 'revision', value: String(importing.revision) } : null,
    drop: status === 'previewed' ? { key: 'registry.import.drop', href: `${at}/drop`, method: 'post', name: 'revision', value: String(importing.revision) } : null,
    wrongCount: wrong.length, more: Math.max(0, wrong.length - SHOWN),
    wrong: wrong.slice(0, SHOWN).map(row => ({
      line: String(row.line), name: cellOf(row, 'name', importing.heading),
      problems: row.problems.map(({ field, code, params }) => {
        const value = isColumn(field) ? cellOf(row, field, importing.heading) : ''
        const label = isColumn(field) ? labelOf(field) : { text: field }
        return { key: value ? 'registry.import.problem-of' : 'registry.import.problem', params: { label, value, problem: { key: `problem.${code}`, params: params ?? {} } } }
      }),
    })),
    again: wrong.length > 0 && status !== 'running' ? { key: 'registry.import.again', href: '/organizations/import', icon: 'upload' } : null,
    wrongFile: wrong.length > 0 ? { key: 'registry.import.wrong-file', href: `${at}/wrong.csv`, icon: 'download' } : null,
    ready: ready.slice(0, SHOWN).flatMap(({ line, draft }) => draft ? [{ line: String(line), name: draft.name, uscc: draft.uscc, type: { key: `registry.type-short.${draft.type}` }, representative: draft.representative }] : []),
    readyColumns: [
      { name: 'line', label: { key: 'registry.import.line' } }, { name: 'name', label: { key: 'registry.name' } }, { name: 'uscc', label: { key: 'registry.uscc' } },
      { name: 'type', label: { key: 'registry.type.label' } }, { name: 'representative', label: { key: 'registry.representative' } },
    ],
  }
})

type Translate = (key: string, params?: Record<string, unknown>) => string
/** The bad lines as they came, each with what is wrong at its end, to be corrected and given again. */
export const wrongTable = (file: string, rows: ImportRow[], heading: string[], t: Translate) => ({
  name: file, columns: [...heading, t('registry.import.why')],
  rows: rows.map(({ cells, problems }) => [
    ...heading.map((_, at) => cells[at] ?? ''),
    problems.map(({ field, code, params }) => `${isColumn(field) ? t(labelOf(field).key) : field}: ${t(`problem.${code}`, params)}`).join('; '),
  ]),
})
