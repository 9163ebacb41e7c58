import { Day, dayOf } from '../kernel/period.ts'
import { Invalid, refuseIfBlocked, RuleBroken, type Problem } from '../kernel/refusal.ts'
import { OrganizationType, type TakeOver } from './organization.schema.ts'
import type { Import } from './import.schema.ts'
import { codeProblems } from './organization.rules.ts'
import { normalizeUscc, usccTypeOf } from './uscc.rules.ts'

export type Column = { path: string; headers: [chinese: string, english: string]; required: boolean; example: string }
const column = (path: string, chinese: string, english: string, example: string): Column => ({ path, headers: [chinese, english], required: true, example })
const optional = (...given: Parameters<typeof column>): Column => ({ ...column(...given), required: false })

/** What a file of the register may hold; headings in either language, in any order. The export has the same. */
export const COLUMNS: Column[] = [
  column('name', '组织名称', 'Name', '大庆市示例服务中心'),
  optional('type', '组织类型', 'Type', '社会服务机构（民办非企业单位）'),
  column('uscc', '统一社会信用代码', 'Unified social credit code', '52230604MJ0TE5T27R'),
  column('area', '所在区域', 'Area', '银浪社区'),
  column('address', '住所', 'Address', '让胡路区银浪社区一号'),
  column('representative', '法定代表人或负责人', 'Legal representative or head', '示例人'),
  column('contact.name', '联系人', 'Contact', '示例人'),
  column('contact.phone', '联系电话', 'Telephone', '0459-5550000'),
  column('founded', '成立日期', 'Founded', '2015-04-01'),
  column('purpose', '宗旨', 'Purpose', '为社区居民提供专业的公益服务。'),
  column('scope', '业务范围', 'Scope of work', '社区服务'),
  optional('supervisor', '业务主管单位', 'Supervising body', '大庆市民政局'),
  optional('staff', '专职人员', 'Full-time staff', '8'),
  optional('socialWorkers', '持证社会工作者', 'Certified social workers', '2'),
  optional('serves', '直接服务居民', 'Serves residents directly', '是'),
  optional('status', '状态', 'Status', '正常'),
  optional('orderDocument', '决定文号', 'Document number', '庆民罚〔2026〕12号'),
  optional('orderOn', '决定日期', 'Day of the decision', '2026-03-02'),
  optional('orderReason', '事由和依据', 'Ground', '按本组织申请注销'),
]
export const MOST_ROWS = 5_000

const plain = (heading: string): string => heading.normalize('NFKC').replace(/[\s*（）()：:]/g, '').toLowerCase()

/** Which column of the file holds what; null for those that are not read. */
export const columnsFound = (heading: string[]): (Column | null)[] =>
  heading.map(text => COLUMNS.find(({ headers }) => headers.some(each => plain(each) === plain(text))) ?? null)

/** Above its heading a table has its title, who made it and when; no more than so many lines. */
const HEAD_LINES = 10
type Heading = { rows: string[][]; at: number; known: number }
/** The sheet that has the table, and in which line its heading stands: where most columns are known. Null where none is. */
export function headingFound(sheets: string[][][]): Pick<Heading, 'rows' | 'at'> | null {
  const found = sheets.flatMap(rows => rows.slice(0, HEAD_LINES).map((row, at): Heading => ({ rows, at, known: columnsFound(row).filter(Boolean).length })))
  const best = found.reduce<Heading | null>((most, each) => each.known > (most?.known ?? 0) ? each : most, null)
  return best && { rows: best.rows, at: best.at }
}

/** The same; throws Invalid `column-missing` for each that is needed. */
export function columnsOf(heading: string[]): (Column | null)[] {
  const found = columnsFound(heading)
  const missing = COLUMNS.filter(each => each.required && !found.includes(each))
  if (missing.length > 0) {
    throw new Invalid('invalid-input', 'The file lacks columns', { problems: missing.map(({ headers }) => ({ field: 'file', code: 'column-missing', params: { column: headers.join(' / ') } })) })
  }
  return found
}

const TYPE_NAMES: Record<string, OrganizationType> = {
  社会团体: 'association', 社会服务机构: 'service-institution', 民办非企业单位: 'service-institution', 社会服务机构民办非企业单位: 'service-institution',
  基金会: 'foundation', 企业: 'enterprise', 居民委员会: 'committee', 备案社区社会组织: 'recorded', 备案组织: 'recorded',
  村民委员会: 'committee', 公益一类事业单位: 'institution-1', 公益二类事业单位: 'institution-2', 生产经营类事业单位: 'institution-business', 群团组织: 'mass-organization',
}
/** The type that is written, or that the code names where none is; a code does not say of which class an institution is. */
function typeMeant(text: string, uscc: string): string {
  if (text) return TYPE_NAMES[plain(text)] ?? OrganizationType.options.find(option => plain(option) === plain(text)) ?? text
  const type = usccTypeOf(uscc)
  return type === 'other' || type === 'institution' ? '' : type
}

const STATUS_NAMES: Record<string, NonNullable<TakeOver['status']>> = {
  正常: 'registered', 在册: 'registered', 限期停止活动: 'suspended', 停止活动: 'suspended', 注销: 'cancelled', 已注销: 'cancelled', 撤销: 'revoked', 撤销登记: 'revoked',
  吊销: 'certificate-withdrawn', 吊销登记证书: 'certificate-withdrawn', certificatewithdrawn: 'certificate-withdrawn',
}
const statusMeant = (text: string): string => STATUS_NAMES[plain(text)] ?? plain(text)

/** Excel counts days from 30 December 1899; where a column is not set as dates, its number comes through. */
const SERIAL = /^[1-6]\d{4}$/
const EXCEL_ZERO = Date.UTC(1899, 11, 30)
/** 2015-4-1, 2015/4/1, 2015.4.1, 2015年4月1日, 20150401, full-width or with a time behind it, and Excel's 42095 → 2015-04-01. */
export function dateMeant(typed: string): string {
  const text = typed.normalize('NFKC').trim().replace(/[ T]\d{1,2}:\d{2}.*$/, '')
  if (SERIAL.test(text)) return new Date(EXCEL_ZERO + Number(text) * 86_400_000).toISOString().slice(0, 10)
  const [, year, month = '', day = ''] = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(text.replace(/\s/g, '')) ?? []
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text
}

/** Is a date as it was read, which may be none at all, after today? */
export const isLater = (founded: string | undefined, now: Date): boolean => Day.safeParse(founded).success && founded! > dayOf(now)

const yes = (text: string): string => /^(是|有|yes|y|true|1|√|✓)$/i.test(text.normalize('NFKC').trim()) ? 'on' : ''
/** Numbers and telephones as people write them in Chinese full-width characters. */
const HALF_WIDTH = ['contact.phone', 'staff', 'socialWorkers']
/** An area by its code or its name; a name that two areas bear is left as it is, so that it is refused. */
function areaMeant(text: string, areaNames: Map<string, string>): string {
  if (areaNames.has(text)) return text
  const named = [...areaNames].filter(([, name]) => name === text)
  return named.length === 1 ? named[0]?.[0] ?? text : text
}

const plainCell = ({ path }: Column, cell: string): string => {
  const text = cell.replace(/^'(?=[=+\-@])/, '').trim()
  return HALF_WIDTH.includes(path) ? text.normalize('NFKC') : text
}
/** A line as a form would send it, read by the headings. */
export function formOf(cells: string[], columns: (Column | null)[], areaNames: Map<string, string>): Record<string, string> {
  const typed = Object.fromEntries(columns.flatMap((each, at) => each ? [[each.path, plainCell(each, cells[at] ?? '')]] : []))
  const uscc = normalizeUscc(typed.uscc ?? '')
  return {
    ...typed, uscc, type: typeMeant(typed.type ?? '', uscc), area: areaMeant(typed.area ?? '', areaNames), founded: dateMeant(typed.founded ?? ''), serves: yes(typed.serves ?? ''),
    status: statusMeant(typed.status ?? ''), orderOn: dateMeant(typed.orderOn ?? ''),
  }
}

/** What is wrong with the code of a line, whatever else is; nothing where its type cannot be read. */
export function readableCode({ type, uscc }: { type?: string; uscc?: string }): Problem[] {
  const known = OrganizationType.safeParse(type)
  return known.success ? codeProblems({ type: known.data, uscc: uscc || undefined }) : []
}

type Known = { line: number; uscc?: string | undefined }
/** In which line of a file each code stands first. */
export const firstLines = (known: Known[]): Map<string, number> => new Map(known.flatMap(({ line, uscc }): [string, number][] => uscc ? [[uscc, line]] : []).reverse())
/** What a line has in common with an earlier one of the file, or with the register. */
export function duplicateProblems({ line, uscc }: Known, firstOf: Map<string, number>, registered: Set<string>): Problem[] {
  if (!uscc) return []
  const first = firstOf.get(uscc)
  return [
    ...(first !== undefined && first < line ? [{ field: 'uscc', code: 'same-as-line', params: { line: first } }] : []),
    ...(registered.has(uscc) ? [{ field: 'uscc', code: 'in-register' }] : []),
  ]
}

/** Begins the entering. Throws RuleBroken `import-started`, or a blocker when there is nothing to enter. */
export function start(importing: Import): Import {
  if (importing.status !== 'previewed') throw new RuleBroken('import-started', `Import ${importing.id} is ${importing.status}`)
  refuseIfBlocked(importing.good === 0 ? [{ code: 'nothing-to-enter' }] : [])
  return { ...importing, status: 'running' }
}
export function drop(importing: Import): Import {
  if (importing.status !== 'previewed') throw new RuleBroken('import-started', `Import ${importing.id} is ${importing.status}`)
  return { ...importing, status: 'dropped' }
}
