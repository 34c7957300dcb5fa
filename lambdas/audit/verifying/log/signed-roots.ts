import type { ArchiveReader } from '../../../archive/archive.ts'
import { CHECKPOINT, signedAt } from '../../../archive/log/names.ts'
import type { LogKeys } from '../../../archive/log/notes/log-keys.ts'
import { openCheckpoint, type SignedCheckpoint } from '../../../archive/log/notes/signed-checkpoint.ts'
import { type Edge, rootOf } from '../../../archive/log/tree/edge.ts'
import { sameHash } from '../../../archive/log/tree/hashes.ts'
import { errorText } from '../../../domain/log-line.ts'
import { counted, type Findings } from '../findings.ts'
import { readAhead } from '../read-ahead.ts'
import type { OpenedSeen } from './seen.ts'

/** Everything that was ever signed, held against the roots that the entries give, in one pass over the sizes. */
export interface SignedRoots {
  /** Whether something was signed at this size. */
  readonly isDue: (size: bigint) => boolean
  readonly check: (edge: Edge) => Promise<void>
  /** Called behind the last entry. */
  readonly end: (edge: Edge | undefined) => Promise<void>
}

const AT_ONCE = 16

export async function createSignedRoots(
  { reader, key, findings }: { reader: Pick<ArchiveReader, 'get'>; key: LogKeys; findings: Findings },
  head: SignedCheckpoint,
  { signed, seen }: { readonly signed: readonly bigint[]; readonly seen: readonly OpenedSeen[] },
): Promise<SignedRoots> {
  const inLog = signed.filter((size) => size <= head.size)
  if (head.size > 0n && inLog.at(-1) !== head.size)
    findings.broken(signedAt(head.size), 'is not there, though the log was signed at this size')
  const notes = readAhead(inLog, (size) => reader.get(signedAt(size)), AT_ONCE)
  let next = await notes.next()
  let checked = 0
  const seenAt = new Set(seen.map(({ size }) => size))

  const checkSigned = (size: bigint, note: Uint8Array | undefined, root: Uint8Array): void => {
    const name = signedAt(size)
    if (note === undefined) return findings.broken(name, 'is not there any more')
    const before = findings.count()
    try {
      const stated = openCheckpoint(note, key, name)
      if (stated.size !== size) findings.broken(name, `is the checkpoint of size ${stated.size}`)
      else if (!sameHash(stated.root, root)) findings.broken(name, 'its root is not that of the entries')
    } catch (error) {
      findings.broken(name, errorText(error))
    }
    if (size === head.size && !sameHash(note, head.note))
      findings.broken(name, `differs from ${CHECKPOINT}, which is of the same size`)
    if (findings.count() === before) checked += 1
  }

  const check = async (edge: Edge): Promise<void> => {
    const root = rootOf(edge)
    if (!next.done && next.value[0] === edge.size) {
      checkSigned(edge.size, next.value[1], root)
      next = await notes.next()
    }
    for (const { name, root: stated } of seen.filter(({ size }) => size === edge.size)) {
      if (sameHash(stated, root))
        findings.proven(`${name}: the log still begins with its ${edge.size} entries`)
      else
        findings.broken(name, `the log of ${edge.size} entries has another root: its history was rewritten`)
    }
  }

  return {
    isDue: (size) => (!next.done && next.value[0] === size) || seenAt.has(size),
    check,
    end: async (edge) => {
      await notes.return(undefined)
      if (edge === undefined) {
        findings.broken(CHECKPOINT, 'its root cannot be recomputed: entries and their hashes are missing')
        return
      }
      if (!sameHash(rootOf(edge), head.root))
        findings.broken(CHECKPOINT, `its root is not that of the ${edge.size} entries`)
      else findings.proven(`the root of ${counted(head.size, 'entry', 'entries')} is the signed one`)
      findings.proven(
        `${counted(checked, 'signed checkpoint', 'signed checkpoints')}, each with the root of its size`,
      )
    },
  }
}
