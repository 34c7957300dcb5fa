import type { Archive } from '../archive/archive.ts'
import { type Answer, evidenceLine, evidenceObject, type Subject } from '../archive/evidence.ts'
import type { Citation } from '../domain/citation.ts'
import type { Clock } from '../domain/clock.ts'

// An object every 5 s or 4 MiB: few puts, and a slow confirmation or a timeout holds up nobody (DESIGN §4).
const FLUSH_AFTER_MS = 5_000
const FLUSH_AT_BYTES = 4 * 1024 * 1024
// Who hangs is not waited for, but one who comes at last may bring others along: of a source that is slow for everybody all are late.
const IDLE_MS = 100

/** Of one who waits for an answer. Both may be called at any time and again. */
export interface Expectation {
  /** It takes so long that nobody should wait for it any more. */
  readonly hangs: () => void
  /** After `keep`, or when nothing more is to come. */
  readonly arrived: () => void
}

/** Collects the answers of one run and keeps them in as few objects as waiting allows. */
export interface EvidenceBatch {
  /** Resolves when the answers are durable. `lockForMs`: the longest of an object counts for all in it. */
  readonly keep: (
    subject: Subject,
    answers: readonly Answer[],
    lockForMs: number,
  ) => Promise<readonly Citation[]>
  /** Says that answers are on their way: as long as some are that do not hang, small batches wait for them, up to 5 s. */
  readonly expecting: () => Expectation
  /** Names of all objects of this run, in the order in which they were kept. */
  readonly objects: () => readonly string[]
}

interface Waiting {
  readonly texts: readonly string[]
  readonly sha256s: readonly (string | null)[]
  readonly resolve: (citations: readonly Citation[]) => void
  readonly reject: (reason: Error) => void
}

export function createEvidenceBatch({ archive, clock }: { archive: Archive; clock: Clock }): EvidenceBatch {
  let waiting: Waiting[] = []
  let bytes = 0
  let lockForMs = 0
  let coming = 0
  let hanging = 0
  let timer = new AbortController()
  let idle = new AbortController()
  const kept: string[] = []

  async function flush(): Promise<void> {
    const batch = waiting
    const lockUntilMs = clock.now() + lockForMs
    waiting = []
    bytes = 0
    lockForMs = 0
    // With a reason: without one an error is made up each time, with its stack, which takes as long as a poll's comparison.
    timer.abort('flushed')
    idle.abort('flushed')
    if (batch.length === 0) return
    try {
      const { name, bytes: object } = evidenceObject(batch.flatMap(({ texts }) => texts))
      await archive.put(`evidence/${name}`, object, {
        contentType: 'application/x-ndjson',
        contentEncoding: 'gzip',
        lockUntilMs,
      })
      if (!kept.includes(name)) kept.push(name)
      cite(batch, name)
    } catch (cause) {
      for (const { reject } of batch) reject(new Error('evidence could not be kept', { cause }))
    }
  }

  function flushWhenDue(): void {
    idle.abort('another')
    if (bytes >= FLUSH_AT_BYTES || coming + hanging === 0) void flush()
    else if (coming === 0 && waiting.length > 0) void flushAfter(IDLE_MS, (idle = new AbortController()))
  }

  async function flushAfter(ms: number, { signal }: AbortController): Promise<void> {
    await clock.sleep(ms, signal)
    if (!signal.aborted) await flush()
  }

  return {
    keep: (subject, answers, lockFor) => {
      // Nothing was asked, for want of credentials.
      if (answers.length === 0) return Promise.resolve([])
      const lines = answers.map((answer) => evidenceLine(subject, answer))
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) void flushAfter(FLUSH_AFTER_MS, (timer = new AbortController()))
        waiting.push({
          texts: lines.map(({ text }) => text),
          sha256s: lines.map(({ sha256 }) => sha256),
          resolve,
          reject,
        })
        bytes += lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
        lockForMs = Math.max(lockForMs, lockFor)
        flushWhenDue()
      })
    },
    expecting: () => {
      let state: 'coming' | 'hanging' | 'arrived' = 'coming'
      coming += 1
      idle.abort('another')
      const become = (next: 'hanging' | 'arrived'): void => {
        if (state === 'coming') coming -= 1
        else hanging -= 1
        if (next === 'hanging') hanging += 1
        state = next
        flushWhenDue()
      }
      return {
        hangs: () => {
          if (state === 'coming') become('hanging')
        },
        arrived: () => {
          if (state !== 'arrived') become('arrived')
        },
      }
    },
    objects: () => kept,
  }
}

function cite(batch: readonly Waiting[], object: string): void {
  let line = 0
  for (const { sha256s, resolve } of batch) {
    resolve(
      sha256s.map((sha256) => {
        line += 1
        return { object, line: String(line), sha256 }
      }),
    )
  }
}
