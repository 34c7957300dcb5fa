import type { ArchiveReader } from '../../archive/archive.ts'
import type { SignedCheckpoint } from '../../archive/log/notes/signed-checkpoint.ts'
import type { LogAt } from '../log-at.ts'

/** Where an export is written to. Rejects where it cannot be. */
export interface Sink {
  readonly put: (name: string, bytes: Uint8Array) => Promise<void>
  /** Adds lines, each with its newline, to the end of an object. */
  readonly add: (name: string, lines: string) => Promise<void>
  readonly has: (name: string) => Promise<boolean>
  /** As `put`, after everything else, and whole or not at all. */
  readonly finish: (name: string, bytes: Uint8Array) => Promise<void>
}

/** What is copied from, and where to. */
export interface Copying {
  readonly archive: ArchiveReader
  readonly sink: Sink
  readonly log: LogAt
  readonly newest: SignedCheckpoint
}
