import { base64Of, parseBase64 } from '../base64.ts'
import { type Hash, isHash } from './hashes.ts'
import { assertSize, parseSize } from './size.ts'

/** A proof that stands by itself (c2sp.org/tlog-proof), before anything of it has been verified. */
export interface TlogProof {
  readonly index: bigint
  /** From the sibling of the leaf upwards. */
  readonly hashes: readonly Hash[]
  /** The signed note, as the log gave it. */
  readonly checkpoint: string
  /** Signed by nobody; not empty. */
  readonly extra?: Uint8Array
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
// A tree of 64-bit size is no higher.
const MAX_HASHES = 64

/** Throws where it would not read back. */
export function tlogProofText({ index, hashes, checkpoint, extra }: TlogProof): string {
  assertSize(index)
  const lines = [FIRST_LINE, ...(extra === undefined ? [] : [`extra ${base64Of(extra)}`]), `index ${index}`]
  const text = `${[...lines, ...hashes.map(base64Of)].join('\n')}\n\n${checkpoint}`
  parseTlogProof(text)
  return text
}

/** Throws Error where the text is no proof. The checkpoint is taken as it stands: open it as a note. */
export function parseTlogProof(text: string): TlogProof {
  const blank = text.indexOf('\n\n')
  const [first, ...lines] = text.slice(0, blank).split('\n')
  if (blank === -1 || first !== FIRST_LINE) throw new Error('no tlog-proof')
  const extra = lines[0]?.startsWith('extra ') === true ? extraIn(lines.shift()) : undefined
  const index = parseSize(/^index (.*)$/.exec(lines.shift() ?? '')?.[1] ?? '')
  if (index === undefined) throw new Error('a tlog-proof without an index')
  if (lines.length > MAX_HASHES) throw new Error(`a tlog-proof of ${lines.length} hashes`)
  const checkpoint = text.slice(blank + 2)
  if (!checkpoint.endsWith('\n')) throw new Error('a tlog-proof without a checkpoint')
  const proof = { index, hashes: lines.map(hashIn), checkpoint }
  return extra === undefined ? proof : { ...proof, extra }
}

function extraIn(line = ''): Uint8Array {
  const bytes = parseBase64(line.slice('extra '.length))
  if (bytes === undefined || bytes.length === 0) throw new Error('a tlog-proof with extra data that are none')
  return bytes
}

function hashIn(line: string): Hash {
  const hash = parseBase64(line)
  if (hash === undefined || !isHash(hash)) throw new Error('a tlog-proof with a line that is no hash')
  return hash
}
