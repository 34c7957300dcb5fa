import type { ArchiveReader } from '../../archive/archive.ts'
import { bytesIn } from '../../archive/bytes-in.ts'
import type { Instant } from '../../domain/instant.ts'
import { splitLedger } from '../../domain/ledger-name.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { firstSeqWhere } from '../../ledger/search.ts'
import { answersIn, bodyOf, holderOf, type Shown, shownBy } from './answers.ts'
import { type Run, runIn, sawOf } from './runs.ts'

/** A complete answer that shows the pipeline, where it is kept, and the run that asked. */
export interface Check extends Shown {
  readonly run: Run
  readonly object: string
  readonly line: number
  /** Every object that it takes to read it. */
  readonly objects: readonly string[]
}

export interface CheckPorts {
  readonly ledger: Ledger
  readonly archive: Pick<ArchiveReader, 'get'>
}

const RUNS_A_READ = 50

/**
 * The last check whose answer was received at or before the moment, and the first one after it, in the runs of these ledgers.
 * What was received counts, not when the run was written down: one run may have looked before and after it.
 * `notBefore`: it was first seen then; earlier runs need not be read.
 */
export async function checksAround(
  ports: CheckPorts,
  runLedgers: readonly string[],
  pipeline: string,
  { at, notBefore }: { readonly at: Instant; readonly notBefore: Instant },
): Promise<{ readonly before: Check | undefined; readonly after: Check | undefined }> {
  let before: Check | undefined
  let after: Check | undefined
  for (const name of runLedgers) {
    const head = await ports.ledger.head(name)
    if (head === undefined) continue
    const span = { from: 1, to: head.entry.seq }
    const next = await firstSeqWhere(ports.ledger, name, span, ({ entry }) => entry.at > at)
    for await (const run of runsFrom(ports.ledger, name, next)) {
      // Begun after it and after the best: nothing that it received can be nearer.
      if (run.startedAt > at && after !== undefined && run.startedAt > after.receivedAt) break
      for (const check of await checksIn(ports, run, pipeline)) {
        if (check.receivedAt <= at) before = later(check, before)
        else after = earlier(check, after)
      }
    }
    for await (const run of runsDown(ports.ledger, name, next - 1)) {
      if (run.entry.at < notBefore || (before !== undefined && run.entry.at < before.receivedAt)) break
      const checks = await checksIn(ports, run, pipeline)
      for (const check of checks) if (check.receivedAt <= at) before = later(check, before)
    }
  }
  return { before, after }
}

async function checksIn({ archive }: CheckPorts, run: Run, pipeline: string): Promise<readonly Check[]> {
  const saw = sawOf(run, pipeline)
  if (saw === 'not-seen') return []
  const [source, name] = splitLedger(pipeline)
  const checks: Check[] = []
  for (const object of run.entry.evidence) {
    const answers = await answersOf(archive, object)
    for (const [i, kept] of answers.entries()) {
      if (kept.source !== source || (kept.pipeline !== null && kept.pipeline !== name)) continue
      const holder = holderOf(kept)
      const held = holder === undefined ? [] : await answersOf(archive, holder)
      const shown = shownBy(kept, bodyOf(kept, held), { source, name })
      // A list may be older than what the pipeline itself showed: that the run took it for true must be said.
      if (shown === undefined || (shown.by === 'list' && saw === 'unsaid')) continue
      checks.push({
        ...shown,
        run,
        object,
        line: i + 1,
        objects: holder === undefined ? [object] : [object, holder],
      })
    }
  }
  return checks
}

async function answersOf(archive: CheckPorts['archive'], object: string) {
  return answersIn(await bytesIn(archive, `evidence/${object}`))
}

async function* runsFrom(ledger: Ledger, name: string, from: number): AsyncGenerator<Run> {
  for (let seq = from; ; ) {
    const entries = await ledger.readForward(name, seq, RUNS_A_READ)
    for (const { entry } of entries) {
      const run = runIn(entry)
      if (run !== undefined) yield run
      seq = entry.seq + 1
    }
    if (entries.length === 0) return
  }
}

async function* runsDown(ledger: Ledger, name: string, from: number): AsyncGenerator<Run> {
  for (let seq = from; seq > 0; ) {
    const entries = await ledger.readBackward(name, seq, RUNS_A_READ)
    for (const { entry } of entries) {
      const run = runIn(entry)
      if (run !== undefined) yield run
      seq = entry.seq - 1
    }
    if (entries.length === 0) return
  }
}

/** Of two that were received at once the one that stands later. */
function later(a: Check, b: Check | undefined): Check {
  return b === undefined || isBefore(b, a) ? a : b
}

function earlier(a: Check, b: Check | undefined): Check {
  return b === undefined || isBefore(a, b) ? a : b
}

function isBefore(a: Check, b: Check): boolean {
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt
  return a.run.entry.seq !== b.run.entry.seq ? a.run.entry.seq < b.run.entry.seq : a.line < b.line
}
