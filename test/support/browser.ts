import { once } from 'node:events'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import type { Express } from 'express'
import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { visitOn, type Visit } from './visit.ts'

/** How somebody looks at the site; a visit is a browser of one's own, with its own cookies. */
export type Looks = { lang?: 'zh-CN' | 'en'; width?: 1440 | 360; script?: 'on' | 'off'; cookies?: Awaited<ReturnType<BrowserContext['cookies']>> }

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--font-render-hinting=none', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** Unpacks the package's Chromium once per version; moved into place whole, since two runs may unpack at the same time. */
async function chromiumPath(): Promise<string> {
  const folder = dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))))
  const { version } = createRequire(import.meta.url)(join(folder, 'package.json')) as { version: string }
  const path = join('.data', 'cache', `chromium-${version}`)
  if (existsSync(path)) return path
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.${process.pid}`
  await pipeline(createReadStream(join(folder, 'bin', 'chromium.br')), createBrotliDecompress(), createWriteStream(part, { mode: 0o755 }))
  await rename(part, path)
  return path
}

/** Chromium, or in one line why it does not start here. */
async function started(): Promise<Browser | string> {
  try {
    return await chromium.launch({ executablePath: await chromiumPath(), args: FLAGS, chromiumSandbox: false })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return /error while loading shared libraries: [^\n]+/.exec(said)?.[0] ?? said.split('\n')[0] ?? said
  }
}

/**
 * A Chromium on the listening site, for one suite. Where none can start the suite is skipped and says why,
 * unless BROWSER_TESTS=required.
 */
export async function openBrowser(suite: Mocha.Context, site: Express) {
  const browser = await started()
  if (typeof browser === 'string') {
    if (process.env.BROWSER_TESTS === 'required') throw new Error(`Chromium does not start: ${browser}`)
    console.log(`    skipped, since Chromium does not start: ${browser}`)
    return suite.skip()
  }
  const server = createServer(site).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const visits: Visit[] = []

  return {
    base,
    async visit({ lang = 'zh-CN', width = 1440, script = 'on', cookies = [] }: Looks = {}): Promise<Visit> {
      const context = await browser.newContext({
        baseURL: base, locale: lang, timezoneId: 'Asia/Shanghai', viewport: { width, height: width === 360 ? 740 : 900 },
        javaScriptEnabled: script === 'on', reducedMotion: 'reduce',
      })
      await context.addCookies(cookies)
      const visit = visitOn(await context.newPage(), { base, lang })
      visits.push(visit)
      return visit
    },
    /** Fails with what the browser complained of since the last call. */
    complaints(): void {
      const heard = visits.flatMap(({ heard }) => heard.splice(0))
      if (heard.length > 0) throw new Error(`The browser complained:\n${heard.join('\n')}`)
    },
    async stop(): Promise<void> {
      await browser.close()
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}
export type OpenBrowser = Awaited<ReturnType<typeof openBrowser>>
