/** Forms that have no call of the API, each with the reason. */
export const noTwin: Record<string, string> = {
  '/sign-in': 'Programs take a token from POST /tokens.',
  '/sign-up': 'Only people open accounts by themselves; programs are given one by an administrator.',
  ...Object.fromEntries([
    '/budget/bulk/submit', '/budget/bulk/approve', '/budget/bulk/refuse', '/budget/carry-over/bulk/carry', '/payments/bulk/approve', '/payments/bulk/return', '/jobs/bulk/retry',
    '/catalogue/bulk/submit', '/catalogue/bulk/publish', '/catalogue/bulk/return', '/organizations/bulk/approve', '/organizations/changes/bulk/approve', '/organizations/changes/bulk/refuse',
  ].map(path => [path, 'A program does one thing after the other by the call for one.'])),
  '/unsent/discard': 'What was typed into a page and not sent is of the page alone; a program sends what is finished.',
  ...Object.fromEntries(['/views', '/views/:id', '/views/:id/delete'].map(path => [path, 'A view is an address of the pages; a program asks by its own.'])),
  '/sign-out': 'Tokens end by themselves; there is no session to end.',
}

/** What pages and calls name differently: pages after the area of work, calls after the thing. */
const NAMES: [page: string, call: string][] = [
  ['/organizations/imports', '/organization-imports'], ['/incubation/sites', '/incubation-sites'], ['/incubation/calls', '/incubation-calls'], ['/incubation/notices', '/incubation-notices'], ['/incubation', '/incubations'],
  ['/catalogue', '/items'], ['/budget/programmes', '/programmes'], ['/budget', '/budget-lines'],
]

/** Calls that are not found by the names alone. */
const OTHERWISE: Record<string, string> = {
  '/password': '/me/password',
  '/volunteers/me': '/me/volunteer',
  '/volunteers/me/leave': '/me/volunteer/leave',
  '/messages/:id/open': '/messages/:id/read',
  ...Object.fromEntries(['approve', 'refuse', 'resume'].map(action => [`/organizations/:id/${action}`, '/organizations/:id/:action'])),
  ...Object.fromEntries(['approve', 'refuse', 'withdraw'].map(action => [`/organizations/:id/changes/:change/${action}`, `/organization-changes/:id/${action}`])),
  '/organizations/:id/judgements/:section': '/organizations/:id/judgements',
  '/organizations/:id/report': '/organizations/:id/reports',
  '/organizations/:id/reports/:year': '/organizations/:id/conclusions',
  '/organizations/:id/assess': '/organizations/:id/grades',
  '/organizations/:id/enlist/:list': '/organizations/:id/enlistings',
  '/organizations/:id/delist/:list': '/organizations/:id/delistings',
  '/incubation/sites/:id/apply': '/incubation-sites/:id/applications',
  '/incubation/:id/note': '/incubations/:id/notes',
  '/incubation/:id/review': '/incubations/:id/reviews',
  '/incubation/:id/follow-up': '/incubations/:id/follow-ups',
  ...Object.fromEntries(['basics', 'need', 'scoring', 'conditions', 'results', 'payment', 'opening'].map(section => [`/tenders/:id/edit/${section}`, '/tenders/:id'])),
  ...Object.fromEntries(['price', 'plan', 'people', 'declarations'].map(step => [`/tenders/:id/bid/${step}`, '/tenders/:id/bid/:step'])),
  '/tenders/:id/score': '/tenders/:id/sheet',
  '/tenders/:id/score/:bid': '/tenders/:id/sheet/:bid',
  '/contracts/:id/evaluation': '/evaluations',
}

/** The address of the call that does what the form of a page does. */
export function twinOf(path: string): string {
  const [page, call] = NAMES.find(([page]) => path === page || path.startsWith(`${page}/`)) ?? ['', '']
  return OTHERWISE[path] ?? `${call}${path.slice(page.length)}`
}
