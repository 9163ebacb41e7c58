import { connect, type Socket } from 'node:net'

export const CONNECTIONS = 8
const HEAD_ENDS = Buffer.from('\r\n\r\n')

export type Ask = { method?: string; path: string; headers?: Record<string, string>; body?: string; status?: number }

/** How many answers of this status a second come over connections that ask again as soon as they are answered. */
export async function askAgainAndAgain(port: number, ask: Ask, seconds: number, connections = CONNECTIONS): Promise<number> {
  const begun = performance.now()
  const until = begun + seconds * 1_000
  const counts = await Promise.all(Array.from({ length: connections }, () => askOn(connect(port, '127.0.0.1'), ask, until)))
  return counts.reduce((sum, each) => sum + each, 0) / (performance.now() - begun) * 1_000
}

/** A socket and no HTTP client: what the client spent would count as the server's. */
function askOn(socket: Socket, { method = 'GET', path, headers = {}, body = '', status = 200 }: Ask, until: number): Promise<number> {
  const sent = { Host: 'localhost', ...headers, ...(body && { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }) }
  const request = Buffer.from([`${method} ${path} HTTP/1.1`, ...Object.entries(sent).map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n'))
  const wanted = `HTTP/1.1 ${status} `
  socket.setNoDelay(true)
  return new Promise((resolve, reject) => {
    let answered = 0
    let head: Buffer = Buffer.alloc(0)
    let left = 0
    socket.once('error', reject)
    socket.once('close', () => { reject(new Error(`${path}: the connection was closed`)) })
    socket.on('data', (chunk: Buffer) => {
      if (left === 0) {
        head = head.length > 0 ? Buffer.concat([head, chunk]) : chunk
        const end = head.indexOf(HEAD_ENDS)
        if (end < 0) return
        const text = head.toString('latin1', 0, end)
        const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
        if (!text.startsWith(wanted) || length === undefined) return socket.destroy(new Error(`${method} ${path} answered ${head.toString('utf8', 0, 600)}`))
        left = Number(length) - (head.length - end - HEAD_ENDS.length)
        head = Buffer.alloc(0)
      } else {
        left -= chunk.length
      }
      if (left > 0) return
      answered += 1
      left = 0
      if (performance.now() < until) return void socket.write(request)
      socket.removeAllListeners('close').once('close', () => { resolve(answered) }).destroy()
    })
    socket.once('connect', () => { socket.write(request) })
  })
}

/** The same work over and over from this many at once. */
export async function workAgainAndAgain(work: () => Promise<unknown>, seconds: number, atOnce = CONNECTIONS): Promise<number> {
  const begun = performance.now()
  const until = begun + seconds * 1_000
  let done = 0
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (performance.now() < until) {
      await work()
      done += 1
    }
  }))
  return done / (performance.now() - begun) * 1_000
}

export const median = (figures: number[]): number => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)]!
export const percentile = (figures: number[], share: number): number => figures.toSorted((a, b) => a - b)[Math.ceil(figures.length * share) - 1]!

type Measure = (seconds: number) => Promise<number>
type Rounds = { rounds: number; seconds: number }
/** Measures all in turn, round by round after a warm-up, so that what else the machine does meets them alike; the median of each. */
export async function inTurns<Name extends string>(measures: Record<Name, Measure>, { rounds, seconds }: Rounds): Promise<Record<Name, number>> {
  const entries = Object.entries<Measure>(measures)
  const found = new Map(entries.map(([name]) => [name, [] as number[]]))
  for (const [, measure] of entries) await measure(seconds)
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of entries) found.get(name)!.push(await measure(seconds))
  }
  return Object.fromEntries([...found].map(([name, figures]) => [name, median(figures)])) as Record<Name, number>
}
