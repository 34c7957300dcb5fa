import type { SignedTreeHead } from '../../../archive/log/notes/checkpoint.ts'
import type { LogKeys } from '../../../archive/log/notes/log-keys.ts'
import { openCheckpoint } from '../../../archive/log/notes/signed-checkpoint.ts'
import { errorText } from '../../../domain/log-line.ts'
import type { Findings } from '../findings.ts'

/** A signed checkpoint that somebody kept elsewhere; `name` is what it is called in the report. */
export interface Seen {
  readonly name: string
  readonly note: Uint8Array
}

export interface OpenedSeen extends SignedTreeHead {
  readonly name: string
}

/** Those that are of this log and not beyond it. One of another key, and one that is larger than the log, is broken. */
export function openSeen(
  seen: readonly Seen[],
  key: LogKeys,
  size: bigint,
  findings: Findings,
): readonly OpenedSeen[] {
  return seen.flatMap(({ name, note }) => {
    try {
      const head = openCheckpoint(note, key, name)
      if (head.size <= size) return [{ ...head, name }]
      findings.broken(
        name,
        `was signed at size ${head.size}, the archive ends at ${size}: it was rolled back, entries were cut off`,
      )
    } catch (error) {
      findings.broken(name, errorText(error).replace(`${name}: `, ''))
    }
    return []
  })
}
