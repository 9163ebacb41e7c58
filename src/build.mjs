import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const ENTRIES = ['src/main.ts', 'src/worker.ts', 'src/audit-verify.ts', 'src/found.ts', 'src/platform/config.ts', 'fixtures/seed.ts']
const SOURCES = ['src', 'jobs', 'fixtures']

/**
 * Bundles the sources into dist/, unless they are as they were at the last build.
 * Views and assets are read from their own folders and are no part of it.
 * @param {string} root
 * @returns {Promise<'built' | 'unchanged'>}
 */
export async function build(root) {
  const dist = join(root, 'dist')
  const stamp = join(dist, '.stamp')
  const inputs = fingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return 'unchanged'
  const esbuild = await import('esbuild')
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root, entryPoints: ENTRIES.filter(entry => existsSync(join(root, entry))), outdir: 'dist', outbase: '.',
    bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', sourcemap: true,
    write: false, logLevel: 'warning',
  })
  rmSync(stamp, { force: true })
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  }
  const written = new Set(outputFiles.map(({ path }) => path))
  for (const path of filesIn(dist)) if (!written.has(path)) rmSync(path)
  writeFileSync(stamp, inputs)
  return 'built'
}

/** @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256')
  const files = SOURCES.flatMap(folder => filesIn(join(root, folder))).concat(fileURLToPath(import.meta.url), join(root, 'package-lock.json'))
  for (const path of files.sort()) {
    const { mtimeMs, size } = statSync(path)
    hash.update(`${relative(root, path)} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}

/** @param {string} folder @returns {string[]} */
const filesIn = folder => existsSync(folder)
  ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  : []

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const begun = performance.now()
  console.log(`dist/ ${await build(dirname(import.meta.dirname))} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
}
