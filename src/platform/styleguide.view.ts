import type { Blocker } from '../kernel/refusal.ts'
import { view } from '../kernel/view.ts'

const DAY = 86_400_000
const words = (key: string, params?: Record<string, unknown>) => ({ key: `styleguide.${key}`, params })

/** Every partial with likely values, for those who write pages and for the gallery. Amounts in fen. */
export const styleguide = view('platform/styleguide', (now: Date) => {
  const at = (days: number) => new Date(now.getTime() + days * DAY)
  return {
    breadcrumbs: [{ ...words('crumb.home'), href: '/' }, { ...words('crumb.tenders'), href: '/tenders' }, words('tender.title')],
    line: [
      { ...words('line.posted'), at: at(-12) }, { ...words('line.questions'), at: at(-4) },
      { ...words('line.deadline'), at: at(2.3) }, { ...words('line.opening'), at: at(2.3) }, { ...words('line.result') },
    ],
    steps: [
      { ...words('step.draft'), state: 'done', href: '#' }, { ...words('step.review'), state: 'done', href: '#' },
      { ...words('step.agreement'), state: 'current' }, { ...words('step.entry'), state: 'todo' },
    ],
    tasks: [
      { key: 'styleguide.task.approve', params: { name: '大庆市夕阳红居家养老服务中心' }, href: '#', since: at(-3), due: at(-1), icon: 'clipboard-check' },
      { key: 'styleguide.task.score', href: '#', since: at(-2), due: at(2.1), count: 12, icon: 'pen', ref: 'CG-2026-0007' },
      { key: 'styleguide.task.pay', href: '#', since: at(-1.2), icon: 'cash-coin', ref: 'HT-2026-0031' },
    ],
    sections: [
      { ...words('section.basic'), href: '#', status: { ...words('status.complete'), tone: 'good' } },
      { ...words('section.people'), href: '#', status: { ...words('status.gaps', { count: 2 }), tone: 'waiting' }, hint: words('section.people-hint') },
      { ...words('section.money'), status: { ...words('status.closed'), tone: 'muted' } },
    ],
    columns: [
      { name: 'title', label: words('column.title'), href: 'href' }, { name: 'status', label: words('column.status'), type: 'chip', texts: 'styleguide.status' },
      { name: 'budget', label: words('column.budget'), type: 'money', sort: 'budget' }, { name: 'score', label: words('column.score'), type: 'score' },
      { name: 'deadline', label: words('column.deadline'), type: 'day', sort: 'deadline' },
    ],
    rows: [
      { id: '1', title: '让胡路区社区居家养老日间照料服务', href: '#', status: 'open', tone: 'info', budget: 48_000_000, score: null, deadline: at(2.3) },
      { id: '2', title: '青少年社区矫正社会工作服务', href: '#', status: 'scoring', tone: 'waiting', budget: 26_500_050, score: null, deadline: at(-3) },
      { id: '3', title: '残疾人社区康复与就业支持', href: '#', status: 'awarded', tone: 'good', budget: 120_000_000, score: 9_385, deadline: at(-20), marked: true },
      { id: '4', title: '社区志愿者队伍培训', href: '#', status: 'failed', tone: 'bad', budget: 9_800_000, score: null, deadline: at(-40) },
    ].map(row => ({ ...row, pick: row.title })),
    filters: [
      { name: 'q', label: words('filter.q'), type: 'search', value: '养老' },
      { name: 'status', label: words('column.status'), type: 'select', value: 'open', options: ['open', 'scoring', 'awarded'].map(value => ({ value, ...words(`status.${value}`) })) },
      { name: 'from', label: words('filter.from'), type: 'date', value: '2026-11-01' },
    ],
    events: [
      { at: at(-12), actorName: '王建国', role: 'bureau', action: 'publish', tone: 'info', changes: [{ field: 'status', from: 'draft', to: 'published' }] },
      { at: at(-5), actorName: '李静', role: 'district', action: 'extend', reason: words('event.extend-reason'), law: '财政部令第87号 第二十七条', tone: 'waiting',
        changes: [{ label: words('line.deadline'), from: at(-2), to: at(2.3), type: 'datetime' }] },
    ],
    figures: [
      { label: words('figure.organizations'), value: 1_077, type: 'number', href: '#', hint: words('figure.organizations-hint') },
      { label: words('figure.spent'), value: 1_234_567_890, type: 'money', hint: words('figure.spent-hint') },
      { label: words('figure.score'), value: 8_763, type: 'score', tone: 'good' },
      { label: words('figure.late'), value: 3, type: 'number', tone: 'bad' },
    ],
    parts: [
      { label: words('split.city'), amount: 28_800_000 }, { label: words('split.district'), amount: 14_400_000 }, { label: words('split.other'), amount: 4_800_000 },
    ],
    summary: [
      { label: words('summary.uscc'), value: '52230600MJX123456K', change: { href: '#' } },
      { label: words('column.budget'), value: 48_000_000, type: 'money', change: { href: '#' } },
      { label: words('column.status'), value: 'open', texts: 'styleguide.status', type: 'chip', tone: 'info' },
      { label: words('summary.grade'), value: null },
    ],
    blockers: [
      { code: 'styleguide-criteria', law: '财政部令第87号 第五十五条', params: { total: 95 } }, { code: 'styleguide-notice', law: '政府采购法 第三十五条' },
    ] satisfies Blocker[],
    files: [
      { name: '招标文件.pdf', href: '#', size: 1_438_220, at: at(-12), by: '王建国', hash: '9f2c5b1e0d7a44c38b6e5a1f', status: { ...words('status.complete'), tone: 'good' } },
      { name: '服务清单.xlsx', href: '#', size: 48_210, at: at(-11), by: '李静' },
    ],
    comments: [{ id: 'sample', who: '李静', role: 'district', at: at(-1), text: '建议把服务人次写进验收标准。\n@王建国 请核对。', seen: { key: 'platform.comments.for.staff' }, told: '王建国', takeBack: '#', takenBackAt: null }],
    anchors: [
      { ...words('anchor.high'), from: 800, to: 1_000 }, { ...words('anchor.middle'), from: 500, to: 799 }, { ...words('anchor.low'), from: 0, to: 499 },
    ],
    choices: ['open', 'consultation', 'single'].map(value => ({ value, ...words(`method.${value}`), hint: value === 'consultation' ? words('method.consultation-hint') : undefined })),
    changes: [{ label: words('column.budget'), from: 45_000_000, to: 48_000_000, type: 'money' }],
    wrong: [{ text: '', href: '' }],
    now,
  }
})
