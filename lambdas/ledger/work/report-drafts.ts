import type { Instant } from '../../domain/instant.ts'

/** A report that somebody asked for, or that is due: too large for one answer, or for one invocation. */
export interface DueReport {
  /** Of its period and selection: the same for whoever asks for the same. */
  readonly id: string
  readonly from: Instant
  readonly to: Instant
  readonly selection: {
    readonly source: string | null
    readonly q: string | null
    readonly pipelines: string | null
  }
}

/**
 * Reports on their way into the archive, in the `work` table. Disposable: losing them costs the work of making the report
 * again. All reject where the store cannot be reached.
 */
export interface ReportDrafts {
  /** Says that the report is wanted; again, that changes nothing. */
  readonly want: (report: DueReport, at: Instant) => Promise<void>
  readonly wanted: () => Promise<readonly DueReport[]>
  /** Keeps what was found of one pipeline, so that whoever goes on need not walk it again. */
  readonly keep: (id: string, pipeline: string, text: string, at: Instant) => Promise<void>
  /** By pipeline, all that was kept. */
  readonly kept: (id: string) => Promise<ReadonlyMap<string, string>>
  /** It is in the archive: forgets the wish, and all that was kept for it. */
  readonly done: (id: string) => Promise<void>
}
