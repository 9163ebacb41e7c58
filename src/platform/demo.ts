import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type DemoAccount = { id: string; role: string; name: string; email: string; password: string }

const fileIn = (directory: string) => join(directory, 'demo-accounts.json')

/** The accounts of the demo city, as the seed left them. */
export const readDemoAccounts = async (directory: string): Promise<DemoAccount[]> =>
  readFile(fileIn(directory), 'utf8').then(text => JSON.parse(text) as DemoAccount[], () => [])

export const writeDemoAccounts = (directory: string, accounts: DemoAccount[]): Promise<void> =>
  writeFile(fileIn(directory), JSON.stringify(accounts, null, 2))
