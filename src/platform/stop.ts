import type { Logger } from 'pino'

const PATIENCE_MS = 8_000

/** Ends the process in order when asked to, and without order when that takes too long. */
export function stopOnSignal(log: Logger, stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      setTimeout(() => process.exit(1), PATIENCE_MS).unref()
      stop().then(() => process.exit(0), (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      })
    })
  }
}
