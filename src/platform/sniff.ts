import { fileTypeFromBuffer } from 'file-type'

/** What bytes are, whatever they are called; 'other' is all that we do not take, programs and macros among them. */
export type Content = 'pdf' | 'jpg' | 'png' | 'docx' | 'xlsx' | 'ofd' | 'zip' | 'text' | 'other'

/** Watches a file as it flows by, and knows at its end what it was; keeps a quarter of a megabyte at most. */
export type Sniffer = { take: (chunk: Buffer) => void; content: () => Promise<Content> }

const HEAD = 8 * 1024
/** Room for the directory at the end of a zip, some three thousand names; a larger one is just a zip. */
const TAIL = 256 * 1024

export function sniffer(): Sniffer {
  let head = Buffer.alloc(0)
  const tail = tailKeeper()
  const text = textCheck()
  return {
    take: chunk => {
      if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)])
      if (isZip(head)) tail.take(chunk)
      else text.take(chunk)
    },
    content: async () => {
      if (isZip(head)) return contentOfZip(namesIn(tail.bytes()))
      const { ext } = await fileTypeFromBuffer(head) ?? {}
      if (ext === 'pdf' || ext === 'jpg' || ext === 'png') return ext
      // Other signatures of two letters also begin honest texts ('BM', say), so a text is known by all its bytes.
      return text.isText() && !head.toString('latin1').startsWith('#!') ? 'text' : 'other'
    },
  }
}

/** Joins only now and then, so that a sender of tiny pieces costs no more than another. */
function tailKeeper() {
  let pieces: Buffer[] = []
  let length = 0
  const bytes = () => Buffer.concat(pieces).subarray(-TAIL)
  return {
    bytes,
    take: (chunk: Buffer) => {
      pieces.push(chunk)
      length += chunk.length
      if (length < 2 * TAIL) return
      pieces = [bytes()]
      length = TAIL
    },
  }
}

const isZip = (head: Buffer) => head.toString('latin1', 0, 4) === 'PK\x03\x04'

function contentOfZip(names: string[] | null): Content {
  if (!names || names.some(name => name.endsWith('vbaProject.bin'))) return 'other'
  if (names.includes('OFD.xml')) return 'ofd'
  if (!names.includes('[Content_Types].xml')) return 'zip'
  if (names.some(name => name.startsWith('word/'))) return 'docx'
  return names.includes('xl/workbook.xml') ? 'xlsx' : 'other'
}

/** The names in the directory at the end of a zip; none of its end means that it was cut off. */
function namesIn(tail: Buffer): string[] | null {
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > tail.length) return null
  const names: string[] = []
  let at = end - tail.readUInt32LE(end + 12)
  while (at >= 0 && at + 46 <= end && tail.readUInt32LE(at) === 0x02014b50) {
    const length = tail.readUInt16LE(at + 28)
    names.push(tail.toString('utf8', at + 46, at + 46 + length))
    at += 46 + length + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32)
  }
  return names
}

/** Text is UTF-8 or, as Chinese spreadsheets write it, GB 18030, without control characters. */
function textCheck() {
  let decoders = ['utf-8', 'gb18030'].map(label => new TextDecoder(label, { fatal: true }))
  const keepThose = (decode: (decoder: TextDecoder) => unknown) => {
    decoders = decoders.filter(decoder => {
      try {
        decode(decoder)
        return true
      } catch {
        return false
      }
    })
  }
  return {
    take: (chunk: Buffer) => {
      if (decoders.length > 0 && chunk.some(isControl)) decoders = []
      keepThose(decoder => decoder.decode(chunk, { stream: true }))
    },
    isText: () => {
      keepThose(decoder => decoder.decode())
      return decoders.length > 0
    },
  }
}

const isControl = (byte: number) => byte < 9 || (byte > 13 && byte < 32) || byte === 127
