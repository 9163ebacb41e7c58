import { expect } from 'chai'
import { anOffer } from '../../fixtures/tender.ts'
import { PDF } from '../tender/market.ts'
import type { Visit } from '../support/visit.ts'

export const PARTS = ['price', 'plan', 'people', 'declarations', 'files'] as const
export type Part = (typeof PARTS)[number]

/** Types one part of a bid, as a person does; nothing is sent yet. */
export async function write({ page }: Visit, part: Part, given: { yuan: string; file: string }): Promise<void> {
  const { plan, team, contact, qualification, undertakings } = anOffer()
  const type = (field: string, text: string | undefined) => page.locator(`[id="${field}"]`).fill(text ?? '')
  if (part === 'price') await type('price', given.yuan)
  if (part === 'plan') await type('plan', plan)
  if (part === 'people') {
    await type('contact.name', contact.name)
    await type('contact.phone', contact.phone)
    for (const [at, { name, duty, qualification }] of team.entries()) {
      await type(`team.${at}.name`, name)
      await type(`team.${at}.duty`, duty)
      await type(`team.${at}.qualification`, qualification)
    }
  }
  if (part === 'declarations') {
    const ticks = [...Object.keys(qualification).map(id => `qualification.${id}`), ...Object.keys(undertakings).map(id => `undertakings.${id}`)]
    for (const name of ticks) await page.locator(`[id="${name}"]`).check()
  }
  if (part === 'files') await page.locator('[id="files"]').setInputFiles({ name: given.file, mimeType: 'application/pdf', buffer: PDF })
}

/** Sends the form of the page. */
export const submit = ({ page }: Visit) => page.locator('main form button[type=submit]').last().click()
/** Sends a form that binds, the last of the page or that of a button: all answers are shown once more, and then confirmed. */
export async function checkAndSend(visit: Visit, button?: string): Promise<void> {
  await (button ? visit.page.locator(button).click() : submit(visit))
  await confirm(visit)
}
/** Confirms what is shown once more before it is done. */
export async function confirm(visit: Visit): Promise<void> {
  await visit.page.locator('#check').waitFor()
  await visit.accessible()
  await visit.page.locator('#check button[value=yes]').click()
}

/** Writes and sends each part, going from the list of parts and back to it. */
export async function writeAll(visit: Visit, bid: string, given: { yuan: string; file: string }): Promise<void> {
  const { page } = visit
  for (const part of PARTS) {
    await visit.go(bid)
    await page.locator(`.fh-tasks-list a[href="${bid}/${part}"]`).click()
    await page.waitForURL(`**${bid}/${part}`)
    await write(visit, part, given)
    await submit(visit)
    await page.waitForURL(`**${bid}${part === 'files' ? '/files' : ''}`)
    expect(await page.locator('[data-flash]').count(), `${part} was taken`).to.equal(1)
  }
}
