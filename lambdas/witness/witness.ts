import { type AddCheckpoint, parseAddCheckpoint } from '../archive/log/notes/add-checkpoint.ts'
import { parseCheckpoint, type SignedTreeHead } from '../archive/log/notes/checkpoint.ts'
import { cosignatureLine } from '../archive/log/notes/cosignature.ts'
import { openNote, readNote } from '../archive/log/notes/note.ts'
import type { Signer } from '../archive/log/notes/signer.ts'
import type { VerifierKey } from '../archive/log/notes/verifier-key.ts'
import { EMPTY_ROOT, sameHash } from '../archive/log/tree/hashes.ts'
import { verifyConsistency } from '../archive/log/tree/verify-proof.ts'
import type { Clock } from '../domain/clock.ts'
import { errorText } from '../domain/log-line.ts'
import type { WitnessLog } from './log.ts'
import type { WitnessedTree, WitnessedTrees } from './witnessed-trees.ts'

export interface WitnessPorts {
  readonly trees: WitnessedTrees
  /** The logs that it knows; several keys may have one origin, while a log changes its key. */
  readonly logs: readonly VerifierKey[]
  /** Signs cosignatures, and nothing else ever. */
  readonly signer: () => Promise<Signer>
  readonly clock: Pick<Clock, 'now'>
  readonly log: WitnessLog
}

/** What became of a request, as c2sp.org/tlog-witness has it. */
export type Answered =
  /** A signature line, without its newline. */
  | { readonly kind: 'cosigned'; readonly line: string }
  | { readonly kind: 'malformed'; readonly why: string }
  | { readonly kind: 'unknown-log' }
  | { readonly kind: 'not-signed' }
  /** Not the size that was cosigned last: this is. */
  | { readonly kind: 'conflict'; readonly size: bigint }
  | { readonly kind: 'inconsistent' }

/**
 * Cosigns a checkpoint of a log that it knows if that goes on from the one that it cosigned last, and never another: no smaller tree, no
 * tree of the same size with another root, none without a proof. What it cosigns is kept before anybody has the cosignature.
 * Throws where its store or its key fail.
 */
export async function addCheckpoint(ports: WitnessPorts, body: string): Promise<Answered> {
  const asked = askedIn(body)
  if ('why' in asked) return { kind: 'malformed', ...asked }
  const { head, text } = asked
  const keys = ports.logs.filter(({ name }) => name === head.origin)
  if (keys.length === 0) return { kind: 'unknown-log' }
  if (!keys.some((key) => 'text' in openNote(asked.note, key))) return { kind: 'not-signed' }
  if (asked.oldSize > head.size)
    return { kind: 'malformed', why: 'the old size is larger than the checkpoint’s' }
  const last = await ports.trees.read(head.origin)
  const refusal = refusalOf(asked, last)
  if (refusal !== undefined) {
    // Both are signed by the log: somebody must be told, whatever the log makes of the answer.
    if (isFork(asked, last, refusal))
      ports.log({ name: 'log-forked', cosigned: last?.note ?? '', refused: asked.note })
    return refusal
  }
  const moved = (await ports.trees.advance(last?.size, { ...head, note: asked.note })) === 'moved'
  if (moved) return { kind: 'conflict', size: (await ports.trees.read(head.origin))?.size ?? 0n }
  // From here it may be cosigned: a crash loses the answer only, and asked again it is given.
  const atSeconds = BigInt(Math.floor(ports.clock.now() / 1_000))
  return { kind: 'cosigned', line: await cosignatureLine(text, await ports.signer(), atSeconds) }
}

interface Asked extends AddCheckpoint {
  readonly text: string
  readonly head: SignedTreeHead
}

function askedIn(body: string): Asked | { readonly why: string } {
  try {
    const asked = parseAddCheckpoint(body)
    const note = readNote(asked.note)
    if ('problem' in note) return { why: note.problem }
    return { ...asked, text: note.text, head: parseCheckpoint(note.text) }
  } catch (error) {
    return { why: errorText(error) }
  }
}

type Refusal = Extract<Answered, { kind: 'conflict' | 'inconsistent' }>

function refusalOf({ oldSize, proof, head }: Asked, last: WitnessedTree | undefined): Refusal | undefined {
  const [size, root] = [last?.size ?? 0n, last?.root ?? EMPTY_ROOT]
  if (oldSize !== size) return { kind: 'conflict', size }
  if (head.size === size && !sameHash(head.root, root)) return { kind: 'conflict', size }
  // From nothing everything goes on, and there is nothing to prove.
  const goesOn =
    size === 0n
      ? proof.length === 0
      : verifyConsistency({ size1: size, size2: head.size, root1: root, root2: head.root, proof })
  return goesOn ? undefined : { kind: 'inconsistent' }
}

/** Two trees of one size with two roots, or one that nobody can show to go on. Whoever has a true checkpoint may send it with a false proof: that is told, too. */
function isFork({ head }: Asked, last: WitnessedTree | undefined, refusal: Refusal): boolean {
  if (last === undefined) return false
  return refusal.kind === 'inconsistent' || (head.size === last.size && !sameHash(head.root, last.root))
}
