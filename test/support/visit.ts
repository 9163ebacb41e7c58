import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Page } from 'playwright-core'

export type Visit = ReturnType<typeof visitOn>

/** A key that nobody has translated stands on the page as it is. */
const BARE_KEY = /\b(?:activity|audit|bid|blocker|budget|catalogue|contract|evaluation|incubation|message|people|platform|portal|problem|refusal|registry|scoring|tender|view|volunteer)\.[a-z][\w-]*(?:\.[\w-]+)*\b/

/** One person in front of one browser; everything that the browser complains of is heard. */
export function visitOn(page: Page, { base, lang }: { base: string; lang: string }) {
  const heard: string[] = []
  const complain = (what: string) => { heard.push(`${new URL(page.url(), base).pathname}: ${what}`) }
  page.on('console', message => { if (message.type() === 'error') complain(message.text()) })
  page.on('pageerror', error => complain(error.message))
  page.on('request', request => {
    if (!request.url().startsWith(base) && !/^(data|blob|about):/.test(request.url())) complain(`asked for ${request.url()}`)
  })
  page.on('requestfailed', request => {
    // What is under way when somebody goes on, and a download, end as aborted.
    const why = request.failure()?.errorText ?? ''
    if (why !== 'net::ERR_ABORTED') complain(`${request.method()} ${request.url()} failed: ${why}`)
  })
  page.setDefaultTimeout(8_000)

  return {
    page, heard,
    async go(path: string): Promise<void> {
      await page.goto(path, { waitUntil: 'load' })
    },
    async signIn({ email, password }: { email: string; password: string }): Promise<void> {
      await page.goto(`/sign-in?lang=${lang}`)
      await page.fill('#email', email)
      await page.fill('#password', password)
      await page.press('#password', 'Enter')
      await page.waitForURL(url => url.pathname !== '/sign-in')
    },
    /** Does something that the site is meant to refuse with this status, of which the browser then complains. */
    async refused(status: number, act: () => Promise<unknown>): Promise<void> {
      const [answer] = await Promise.all([page.waitForResponse(response => response.status() === status), act()])
      await answer.finished()
      await page.waitForLoadState()
      heard.splice(0, heard.length, ...heard.filter(said => !said.includes(`status of ${status}`)))
    },
    /** What holds on each page: its language, one heading, no bare key, nothing wider than the window. */
    async plain(): Promise<void> {
      const seen = await page.evaluate(() => ({
        lang: document.documentElement.lang, headings: document.querySelectorAll('h1').length, text: document.body.innerText,
        over: document.documentElement.scrollWidth - innerWidth,
      }))
      const at = new URL(page.url()).pathname
      expect(seen.lang, at).to.equal(lang)
      expect(seen.headings, `headings on ${at}`).to.equal(1)
      expect(seen.over, `pixels that ${at} is wider than the window`).to.be.at.most(0)
      expect(BARE_KEY.exec(seen.text)?.[0], `key on ${at}`).to.equal(undefined)
    },
    /** Moreover by axe: nothing against WCAG 2 A and AA. */
    async accessible(): Promise<void> {
      await this.plain()
      // To preload would read all sheets again for rules that are not among these.
      const { violations } = await new AxeBuilder({ page })
        .options({ preload: false, resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).setLegacyMode(true).analyze()
      const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`))
      expect(told, new URL(page.url()).pathname).to.deep.equal([])
    },
  }
}
