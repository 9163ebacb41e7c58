import type { PageContext } from '../../src/platform/views.ts'

/** What the web layer gives every template, for rendering without it. */
export const aPageContext = (overrides: Partial<PageContext> = {}): PageContext => ({
  lang: 'zh-CN', path: '/tenders', query: '', requestId: 'request-1', csrf: 'token-1', demo: null,
  actor: { id: 'public', name: '', signedIn: false, roles: [] }, now: new Date('2026-11-24T07:30:00Z'),
  flash: null, nav: [], problems: [], errors: {}, typed: {}, ...overrides,
})
