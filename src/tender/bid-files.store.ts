import { createHash } from 'node:crypto'
import { Duplex, pipeline, Transform, type Readable } from 'node:stream'
import { pipeline as flow } from 'node:stream/promises'
import { RuleBroken } from '../kernel/refusal.ts'
import { fileStorage, openFile, type FileStorage } from '../platform/files.ts'
import type { FileType, StoredFile } from '../platform/files.schema.ts'
import { sealStream, unsealStream } from '../platform/seal.ts'
import type { Tender } from './tender.schema.ts'

export const BID_FILE_TYPES: readonly FileType[] = ['pdf', 'ofd', 'docx', 'xlsx', 'jpg', 'png', 'zip']
export const BID_FILES = 10
/** Files are padded to whole megabytes, since their exact length on the disk would know them again. */
const SIZE_CLASS = 2 ** 20

const context = (tenderId: string) => `bid file ${tenderId}`

/** The files of bids: sealed to the tender's key while they come in, so that their plain bytes never lie on the disk. */
export const bidFileStore = ({ directory, limitBytes }: { directory: string; limitBytes: number }) => {
  const unsealed = ({ id, custody }: Tender, { size }: StoredFile): Duplex => {
    if (!custody.openedWith) throw new RuleBroken('not-opened', 'The bids are not opened')
    return joined(unsealStream(custody.openedWith, context(id)), firstBytes(size))
  }
  return {
    storage({ id, custody }: Tender): FileStorage {
      const key = custody.publicKey
      if (!key) throw new RuleBroken('keys-missing', 'The tender has no key to seal to')
      return fileStorage({ directory, limitBytes, accept: BID_FILE_TYPES, wrap: () => [padding(), sealStream(key, context(id))] })
    },
    /** The plain bytes, after the opening. */
    async read(tender: Tender, file: StoredFile): Promise<Readable> {
      const opened = unsealed(tender, file)
      pipeline((await openFile(directory, file.key)).bytes(), opened, () => undefined)
      return opened
    },
    /** Is it there, does it open, and is it what was sealed? */
    async isWhole(tender: Tender, file: StoredFile): Promise<boolean> {
      const hash = createHash('sha256')
      try {
        await flow((await openFile(directory, file.key)).bytes(), unsealed(tender, file), hash)
        return hash.digest('hex') === file.sha256
      } catch {
        return false
      }
    },
  }
}
export type BidFileStore = ReturnType<typeof bidFileStore>

function padding(): Transform {
  let length = 0
  return new Transform({
    transform(chunk: Buffer, _, done) { length += chunk.length; done(null, chunk) },
    flush(done) { this.push(Buffer.alloc((SIZE_CLASS - length % SIZE_CLASS) % SIZE_CLASS)); done() },
  })
}

function firstBytes(size: number): Transform {
  let left = size
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const part = chunk.subarray(0, left)
      left -= part.length
      done(null, part)
    },
  })
}

/** Two steps as one; an error of either ends both. */
function joined(first: Transform, second: Transform): Duplex {
  pipeline(first, second, () => undefined)
  return Duplex.from({ writable: first, readable: second })
}
