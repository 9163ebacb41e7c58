import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ role: string, name: string, email: string, password: string }} Account */

/** Chinese characters take two columns on a terminal. @param {string} text @param {number} columns */
const pad = (text, columns) => text + ' '.repeat(Math.max(0, columns - widthOf(text)))

/** @param {string} text */
const widthOf = text => [...text].reduce((sum, char) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(char) ? 2 : 1), 0)

/**
 * The demo accounts that the seed left, as a table by role; empty when there are none.
 * @param {string} data
 * @returns {string}
 */
export function demoAccounts(data) {
  const path = join(data, 'demo-accounts.json')
  if (!existsSync(path)) return ''
  /** @type {Account[]} */
  const accounts = JSON.parse(readFileSync(path, 'utf8'))
  const rows = accounts.map(({ role, name, email, password }) => [role, name, email, password])
  const widths = [0, 1, 2, 3].map(column => Math.max(...rows.map(row => widthOf(row[column] ?? ''))) + 2)
  return rows.map(row => `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('')}`.trimEnd()).join('\n')
}
