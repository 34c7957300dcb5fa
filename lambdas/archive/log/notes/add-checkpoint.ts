import { base64Of, parseBase64 } from '../base64.ts'
import { type Hash, isHash } from '../tree/hashes.ts'
import { parseSize } from '../tree/size.ts'

/** What a log asks of a witness (c2sp.org/tlog-witness): that this checkpoint goes on from the tree of the old size. */
export interface AddCheckpoint {
  readonly oldSize: bigint
  readonly proof: readonly Hash[]
  /** The signed note. */
  readonly note: string
}

// The specification's bound.
const MAX_HASHES = 63

export function addCheckpointText({ oldSize, proof, note }: AddCheckpoint): string {
  return `${[`old ${oldSize}`, ...proof.map(base64Of)].join('\n')}\n\n${note}`
}

/** Throws Error where it is no such request. What it says is a stranger's word. */
export function parseAddCheckpoint(text: string): AddCheckpoint {
  const blank = text.indexOf('\n\n')
  if (blank === -1) throw new Error('no empty line before the checkpoint')
  const [first = '', ...lines] = text.slice(0, blank).split('\n')
  const oldSize = parseSize(/^old (.*)$/.exec(first)?.[1] ?? '')
  if (oldSize === undefined) throw new Error('the first line is no old size')
  if (lines.length > MAX_HASHES) throw new Error(`a proof of ${lines.length} hashes`)
  return { oldSize, proof: lines.map(hashIn), note: text.slice(blank + 2) }
}

function hashIn(line: string): Hash {
  const hash = parseBase64(line)
  if (hash === undefined || !isHash(hash)) throw new Error('a line of the proof that is no hash')
  return hash
}
