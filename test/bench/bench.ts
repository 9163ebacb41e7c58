import { cpus } from 'node:os'
import { join } from 'node:path'
import { bidding } from './bidding.ts'
import { printing, ranking } from './computing.ts'
import { creating } from './creating.ts'
import { layGround, type Ground } from './ground.ts'
import { reading } from './reading.ts'
import { scoring } from './scoring.ts'
import { tableOf, type Row } from './table.ts'

/** In this order: reading comes before there are more tenders than two hundred. */
const parts: Record<string, (ground: Ground, site: number) => Promise<Row[]>> = { reading, creating, bidding, printing, ranking, scoring }

const asked = process.argv.slice(2)
const begun = performance.now()
const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(1)} s`
const ground = await layGround(join(process.env.BENCH_DIR!, 'logs'))
try {
  const site = await ground.processes.site()
  console.log(`  ✓ a city of 200 tenders and 50 bidders (${seconds(begun)})`)
  const rows: Row[] = []
  for (const [name, part] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    const since = performance.now()
    const found = await part(ground, site)
    rows.push(...found)
    console.log(`  ✓ ${name} measured (${seconds(since)})`)
  }
  console.log(`\n${tableOf(rows)}\n\n${cpus().length} cores, Node ${process.version}, ${seconds(begun)}`)
} finally {
  await ground.processes.stop()
  await ground.world.stop()
}
process.exit(0)
