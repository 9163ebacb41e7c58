import type { Actor } from '../../src/kernel/actor.ts'
import type { OpenBrowser } from '../support/browser.ts'
import type { Visit } from '../support/visit.ts'
import type { World } from '../support/world.ts'

export const PASSWORD = 'long-enough-for-all'
export type Looks = NonNullable<Parameters<OpenBrowser['visit']>[0]>

/** Each language at one width: a phone and a desk. */
export const WAYS: Required<Pick<Looks, 'lang' | 'width'>>[] = [{ lang: 'zh-CN', width: 1440 }, { lang: 'en', width: 360 }]
export const wayOf = ({ lang, width }: (typeof WAYS)[number]): string => `in ${lang === 'en' ? 'English' : 'Chinese'} at ${width} pixels`

/** Signs somebody in, as they look at the site; after that they stand before what they have to do. */
export async function come(browser: OpenBrowser, world: World, { id }: Actor, looks: Looks = {}): Promise<Visit> {
  const visit = await browser.visit(looks)
  const [account] = await world.services.accounts.named([id])
  await visit.signIn({ email: account!.email, password: PASSWORD })
  await visit.accessible()
  return visit
}
export const fill = async ({ page }: Visit, fields: Record<string, string>) => {
  for (const [field, text] of Object.entries(fields)) await page.locator(`[id="${field}"]`).fill(text)
}
export const mainOf = ({ page }: Visit) => page.locator('main').innerText()
