/** Something the person who starts Fuhua can put right: its message is one sentence of what is wrong and what to do. */
export class Trouble extends Error {}

/**
 * Prints what went wrong: one sentence for a Trouble, the whole stack for a fault of ours.
 * @param {unknown} error
 */
export function complain(error) {
  if (error instanceof Trouble) console.error(`\n✗ ${error.message}`)
  else console.error(error)
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export const messageOf = error => error instanceof Error ? error.message : String(error)

/** Progress goes to stderr, so that what a command prints can be piped. @param {string} line */
export const tell = line => { console.error(line) }

/**
 * Tells when the step is done and how long it took; what took no time is not worth a line.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const begun = performance.now()
  const result = await work()
  const seconds = (performance.now() - begun) / 1000
  if (seconds >= 0.05) tell(`  ✓ ${name} (${seconds.toFixed(1)} s)`)
  return result
}
