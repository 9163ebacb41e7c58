import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run } from '../../src/platform/embedded/process.mjs'

/** Where what others judge our output by is kept; tests that find it missing are skipped. */
const cache = join(dirname(dirname(import.meta.dirname)), '.data', 'cache')
const signal = AbortSignal.timeout(240_000)

/** The program of the PDF Association's own validator, from Maven Central (MPL-2.0 or GPL-3.0, run as a process of its own). */
export const veraPdf = process.env.VERAPDF_JAR ?? join(cache, 'verapdf-1.28.2.jar')
/** The official schema of a release in OCDS 1.1.4 (Apache-2.0), as the standard's merge library carries it for its tests. */
export const ocdsSchema = join(cache, 'ocds-release-1.1.4.json')

/** @param {string} folder @param {string} sha256 @returns {string} the one file in the folder, if it is the one that was meant */
function pinned(folder, sha256) {
  const [name = ''] = readdirSync(folder)
  const path = join(folder, name)
  const found = createHash('sha256').update(readFileSync(path)).digest('hex')
  if (found !== sha256) throw new Error(`${name} is not the file that was pinned: its SHA-256 is ${found}`)
  return path
}

/** @param {string[]} command @returns {Promise<string>} */
async function output(command) {
  const { ok, output } = await run(command, { signal })
  if (!ok) throw new Error(output.slice(-500))
  return output
}

/** @type {[string, (folder: string) => Promise<void>][]} */
const judges = [
  [veraPdf, async folder => {
    await output(['mvn', '-q', '-B', 'dependency:copy', '-Dartifact=org.verapdf.apps:greenfield-apps:1.28.2', `-DoutputDirectory=${folder}`])
    renameSync(pinned(folder, '687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6'), `${veraPdf}.new`)
    renameSync(`${veraPdf}.new`, veraPdf)
  }],
  [ocdsSchema, async folder => {
    await output(['python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary=:all:', '--disable-pip-version-check', '--dest', folder, 'ocdsmerge==0.8.0'])
    const archive = pinned(folder, 'a9f6d8f1e854b79d07d378f3effaaefcc2687efd52e9edacd89b6b4a79538160')
    writeFileSync(`${ocdsSchema}.new`, await output(['tar', '-xzOf', archive, 'ocdsmerge-0.8.0/tests/fixtures/release-schema-1__1__4.json']))
    renameSync(`${ocdsSchema}.new`, ocdsSchema)
  }],
]

/** Fetches what is missing; what cannot be had is told, and its tests are skipped. */
async function fetchJudges() {
  mkdirSync(cache, { recursive: true })
  for (const [path, fetch] of judges.filter(([path]) => !existsSync(path))) {
    const folder = mkdtempSync(join(cache, 'judge-'))
    try {
      await fetch(folder)
      console.log(`${basename(path)} is here`)
    } catch (error) {
      console.log(`${basename(path)} could not be had, its tests are skipped: ${error instanceof Error ? error.message : error}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await fetchJudges()
