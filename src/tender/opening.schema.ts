import { z } from 'zod'

/** A custodian's passphrase; it is never kept, logged, or sent back to a form. */
export const Passphrase = z.object({ passphrase: z.string().min(1).max(200) })
export type Passphrase = z.infer<typeof Passphrase>

/** Chosen once, typed twice. */
export const NewPassphrase = Passphrase.extend({ passphraseAgain: z.string().max(200) })
export type NewPassphrase = z.infer<typeof NewPassphrase>
