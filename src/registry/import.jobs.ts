import { z } from 'zod'
import { job } from '../kernel/job.ts'

/** Enters the good rows of a file that was looked at; goes on where it stopped. */
export const enterImport = job({ name: 'enter-import', payload: z.object({ importId: z.string() }), key: ({ importId }) => importId })

/** Asks again for imports that a crash left unfinished. */
export const unfinishedImports = job({ name: 'unfinished-imports', payload: z.object({}), key: () => 'all', everySeconds: 120 })
