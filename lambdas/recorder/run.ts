import type { Archive } from '../archive/archive.ts'
import type { Clock } from '../domain/clock.ts'
import { instant } from '../domain/instant.ts'
import { errorText } from '../domain/log-line.ts'
import { countFiring } from '../domain/open-alerts.ts'
import type { OverviewRow } from '../domain/overview.ts'
import { sealAll } from '../domain/sealing.ts'
import { covers, type Share } from '../domain/share.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { OverviewRead, Overviews } from '../ledger/work/overviews.ts'
import { type Configuration, longestLockMs } from './configuration/configuration.ts'
import { configurationInForce } from './configuration-change.ts'
import { createEvidenceBatch } from './evidence-batch.ts'
import { appendRun, keepOverview } from './finishing.ts'
import { formerFormats } from './former-formats.ts'
import type { RecorderLog } from './log.ts'
import { type PipelineOutcome, pollAll } from './poll-all.ts'
import { runDraft } from './run-entry.ts'
import { newRunId } from './run-id.ts'
import { type RunResult, resultOf, slowlyPolled } from './run-result.ts'
import { warningsOf } from './run-warnings.ts'
import { type Noted, notedLedger } from './sequencing/noted-ledger.ts'
import type { SequenceOptions } from './sequencing/sequence.ts'
import { knownBefore } from './sharding/known-before.ts'
import type { ShardTick } from './sharding/shard-tick.ts'
import type { SourceClient } from './source-client.ts'
import { type Unwatched, unwatchPipeline } from './unwatched-pipeline.ts'
import { type IsMine, type Watched, watchedOf, watchSources } from './watch.ts'
import { withinOneItem } from './within-one-item.ts'
import { withinTime } from './within-time.ts'
import type { WitnessOptions } from './witnessing/ask-witnesses.ts'

export interface RunPorts {
  readonly ledger: Ledger
  readonly overviews: Overviews
  readonly archive: Archive
  readonly feldera: SourceClient
  readonly clock: Clock
  readonly random: () => number
  readonly log: RecorderLog
  /** Brings what was recorded into the signed log (sequencing/). */
  readonly sequence: (options: SequenceOptions, noted: Noted) => Promise<void>
  /** Shows the signed log to its witnesses (witnessing/); never rejects. Absent: it has none. */
  readonly witness?: (options: WitnessOptions) => Promise<void>
}

export interface RunOptions {
  readonly configuration: Configuration
  /** SHA-256 (hex) of the configuration's bytes. */
  readonly configurationHash: string
  readonly configurationBytes: Uint8Array
  readonly shard: string
  /** Which part of which tick, where ticks are handed out to shards; absent: everything. */
  readonly part?: Pick<ShardTick, 'tick' | 'shares'>
  /** The shard's overview, where the tick has read it this moment: it is large. */
  readonly overviewRead?: OverviewRead
  /** The schedule's period; null where there is none. */
  readonly everyMs: number | null
  /** Unix milliseconds after which no further pipeline is begun, and no answer waited for. */
  readonly beginUntilMs: number
}

/** One tick: every watched pipeline once, an entry of its own that says what was and was not seen, and all of it in the log. */
export async function run(given: RunPorts, asked: RunOptions): Promise<RunResult> {
  const { shard, part } = asked
  const shares = part?.shares ?? null
  const options = { ...asked, configuration: narrowed(asked.configuration, shares) }
  const { ledger, noted } = notedLedger(given.ledger)
  const feldera = withinTime(given.feldera, given.clock, options.beginUntilMs)
  const ports = { ...given, ledger, feldera }
  const startedAt = instant(ports.clock.now())
  const runId = newRunId(startedAt, ports.random)
  const evidence = createEvidenceBatch(ports)
  const scope = { configuration: asked.configuration, shard, shares }
  const known = await knownBefore(ports.overviews, scope, asked.overviewRead)
  const { overview: before, version, unreadable, carried } = known
  if (unreadable !== undefined) ports.log({ name: 'overview-unreadable', shard, error: unreadable })
  const isMine: IsMine = (source, pipeline) => covers(shares, source, pipeline)
  const sources = await watchSources({ ...ports, evidence }, options.configuration, before, isMine)
  const { outcomes, formatChanges } = await pollAll(
    { ...ports, evidence, run: runId, startedAt, wasFormat: formerFormats(ledger, shard, startedAt) },
    sources,
    options.beginUntilMs,
  )
  const watched = watchedOf(await Promise.all(sources), before)
  const unwatched = await Promise.all(watched.unwatched.map((row) => unwatchOne(ports, runId, row)))
  const unkept = await unkeptLists(watched.lists)
  const sealed = [
    ...outcomes.flatMap((outcome) => (outcome.kind === 'recorded' ? outcome.recorded.sealed : [])),
    ...unwatched.flatMap((one) => one.sealed),
  ]
  const tooSlow = slowlyPolled(outcomes, options.everyMs)
  const inForce = await configurationInForce(ports, options, before?.configuration ?? null)
  const facts = {
    runId,
    changes: inForce.events,
    startedAt,
    options,
    watched,
    unkept,
    outcomes,
    formatChanges,
    tooSlow,
    sealed,
  }
  const own = await appendRun(ports, options, (head) =>
    sealAll(
      head,
      runDraft({ ...facts, finishedAt: instant(ports.clock.now()), evidence: evidence.objects() }),
    ),
  )
  const rows = [...rowsOf(outcomes), ...unwatched.map(({ row }) => row), ...watched.removed]
  await keepOverview(ports, version, before, {
    shard,
    ...part,
    finishedAt: instant(ports.clock.now()),
    rows: withinOneItem([...rows, ...carried]),
    matched: watched.matched,
    configuration: inForce.hash,
  })
  // The run's own ledger has alerts as well, and none is acknowledged by a run.
  const ownFiring = countFiring(own.at(-1)?.state.alerts ?? [])
  const firing = rows.reduce((sum, row) => sum + (row.firing ?? 0), ownFiring)
  const times = { runId, startedAt, finishedAt: instant(ports.clock.now()) }
  const result = resultOf(times, outcomes, [...sealed, ...own], firing)
  for (const line of warningsOf(watched, outcomes)) ports.log(line)
  const lockForMs = longestLockMs(options.configuration)
  await ports.sequence({ shard, lockForMs }, noted).catch((error: unknown) => {
    // Everything is recorded, and nothing of it signed: the run has failed, and why must not look like nobody looking.
    ports.log({ name: 'log-not-grown', entries: result.entries, error: errorText(error) })
    throw error
  })
  // Its entry says so, but such a run must not count as one that looked: archive or ledger failed for every pipeline.
  if (outcomes.length > 0 && outcomes.every(({ kind }) => kind === 'failed')) {
    throw new Error(`run ${runId}: nothing could be recorded of any pipeline`)
  }
  // Those of which some are never seen, if there are any: what a feed tells of all the same is no reason to say so of it.
  const unseen = tooSlow.filter(({ feed }) => !feed)
  const said = unseen.length > 0 ? unseen : tooSlow
  const [first] = said
  if (first !== undefined) ports.log({ name: 'schedule-too-slow', ...first, pipelines: said.length })
  ports.log({ name: 'run-completed', ...result })
  // The run is whole: whoever is asked now can neither fail it nor hold up what it recorded.
  if (ports.clock.now() <= options.beginUntilMs) await ports.witness?.({ lockForMs })
  return result
}

/** Sources whose first list could not be kept as evidence: said in the run's entry; the polls went on. */
async function unkeptLists(lists: Watched['lists']): Promise<readonly string[]> {
  const unkept = await Promise.all(
    lists.map(async ({ source, answered, cited }) =>
      answered && (await cited) === undefined ? [source] : [],
    ),
  )
  return unkept.flat()
}

/** One that fails is tried again by the next run: its row stays as it was. */
async function unwatchOne(ports: RunPorts, run: string, row: OverviewRow): Promise<Unwatched> {
  try {
    return await unwatchPipeline({ ...ports, run }, row)
  } catch (error) {
    ports.log({ name: 'pipeline-failed', pipeline: row.ledger, error: errorText(error) })
    return { row, sealed: [] }
  }
}

/** What the shard's part concerns: of the other sources it knows nothing to say. */
function narrowed(configuration: Configuration, shares: readonly Share[] | null): Configuration {
  if (shares === null) return configuration
  const sources = configuration.sources.filter(({ name }) => shares.some(({ source }) => source === name))
  return { ...configuration, sources }
}

function rowsOf(outcomes: readonly PipelineOutcome[]): readonly OverviewRow[] {
  return outcomes.flatMap((outcome) => {
    const row = outcome.kind === 'recorded' ? outcome.recorded.row : outcome.task.row
    return row === undefined ? [] : [row]
  })
}
