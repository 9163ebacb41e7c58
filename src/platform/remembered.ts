type Source<T> = {
  /** What is different after every change of what is read. */
  stamp: () => Promise<string>
  read: () => Promise<T>
}
/** A process that dies between a change and its stamp leaves the others behind for no longer than this. */
const OLDEST_MS = 60_000

/** Keeps what is costly to read in memory, and reads it anew when its stamp has changed, whichever process changed it. */
export function remembered<T>({ stamp, read }: Source<T>): () => Promise<T> {
  let kept: { stamp: string; at: number; value: Promise<T> } | null = null
  return async () => {
    // The stamp comes first: what changes while it is read has a newer one, and is read again.
    const now = await stamp()
    if (kept?.stamp !== now || Date.now() - kept.at > OLDEST_MS) {
      const fresh = { stamp: now, at: Date.now(), value: read() }
      kept = fresh
      fresh.value.catch(() => { if (kept === fresh) kept = null })
    }
    return kept.value
  }
}
