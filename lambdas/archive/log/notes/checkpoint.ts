import { base64Of, parseBase64 } from '../base64.ts'
import { type Hash, isHash } from '../tree/hashes.ts'
import { assertSize, parseSize } from '../tree/size.ts'

/** What a log says of itself (c2sp.org/tlog-checkpoint): at this size it has this root. */
export interface SignedTreeHead {
  readonly origin: string
  readonly size: bigint
  readonly root: Hash
}

/** The text that is signed. Throws where the origin is no line, the size none, or the root no hash. */
export function checkpointText({ origin, size, root }: SignedTreeHead): string {
  if (!isLine(origin)) throw new Error(`${JSON.stringify(origin)} is no origin`)
  assertSize(size)
  if (!isHash(root)) throw new RangeError(`a root of ${root.length} bytes`)
  return `${origin}\n${size}\n${base64Of(root)}\n`
}

/** Reads the text of a note that has been verified; extension lines are passed over. Throws Error where it is no checkpoint. */
export function parseCheckpoint(text: string): SignedTreeHead {
  const lines = text.split('\n')
  if (lines.pop() !== '' || !lines.every(isLine)) throw new Error('a checkpoint is lines, none empty')
  const [origin, decimal, base64] = lines
  if (origin === undefined || decimal === undefined || base64 === undefined) {
    throw new Error(`a checkpoint of ${lines.length} lines`)
  }
  const size = parseSize(decimal)
  if (size === undefined) throw new Error('a checkpoint without a size')
  const root = parseBase64(base64)
  if (root === undefined || !isHash(root)) throw new Error('a checkpoint without a root')
  return { origin, size, root }
}

function isLine(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.isWellFormed() && /^[^\u0000-\u001f]+$/.test(text)
}
