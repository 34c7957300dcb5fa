import type { StatedChange } from './key-change.ts'
import type { VerifierKey } from './verifier-key.ts'

/** A key of the log and the trees that it signs: those larger than `after`, up to where the next one begins. */
export interface KeyInForce {
  readonly key: VerifierKey
  readonly after: bigint
}

/** The keys of a log, oldest first; or the one that it has always had. */
export type LogKeys = VerifierKey | readonly KeyInForce[]

/** Under `changes`, in their order. */
export function keysOver(first: VerifierKey, changes: readonly StatedChange[]): readonly KeyInForce[] {
  return [{ key: first, after: 0n }, ...changes.map(({ to, size }) => ({ key: to, after: size }))]
}

/** The key that signs the tree of this size. */
export function keyAt(keys: LogKeys, size: bigint): VerifierKey {
  if (!('length' in keys)) return keys
  // The empty tree is signed by nobody: whoever asks is told of the first key.
  const found = keys.findLast(({ after }) => after < size) ?? keys[0]
  if (found === undefined) throw new Error('a log without a key')
  return found.key
}
