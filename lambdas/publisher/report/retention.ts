import { createHash } from 'node:crypto'
import { logHead } from '../../archive/log/log-reader.ts'
import { lockForMs, readReigns } from '../../audit/configurations.ts'
import { readAhead } from '../../audit/verifying/read-ahead.ts'
import { instant } from '../../domain/instant.ts'
import { looksOf } from '../../domain/report/looks.ts'
import { type Period, settledAt } from '../../domain/report/period.ts'
import { isFigures, type PipelineFigures } from '../../domain/report/pipeline-figures.ts'
import {
  type ConfigurationInForce,
  pipelineText,
  REPORT_FORMAT,
  type ReportHead,
  reportText,
} from '../../domain/report/report-form.ts'
import type { Selection } from '../../domain/report/selection.ts'
import { type TotalsFold, totalsFold } from '../../domain/report/totals.ts'
import { worstOf } from '../../domain/report/worst.ts'
import { pipelineSection } from './pipeline-section.ts'
import type { ReportPorts } from './ports.ts'
import { candidates, knownLedgers } from './reported.ts'
import { readShard, type Shard } from './shards.ts'
import type { Spool } from './spool.ts'

export interface RetentionReport {
  readonly head: ReportHead
  /** SHA-256 (hex) of the canonical text without `generated_at` and `log`: what is signed off. */
  readonly sha256: string
  readonly worst: readonly PipelineFigures[]
  /** The canonical texts of its pipelines, by name. */
  readonly pipelines: Spool['all']
  /** How long the configurations in force want what they share to be locked. */
  readonly lockForMs: number
}

export interface Wanted {
  readonly period: Period
  readonly selection: Selection
  readonly spool: Spool
  readonly onProgress?: (done: number, of: number) => void
  /** When to give it up: then it rejects with the signal's reason. */
  readonly signal: AbortSignal
  /** Where it may go on from: what an earlier attempt has found of single pipelines. */
  readonly sections?: Sections
}

/** By pipeline, the JSON of what its walk has come to. */
export interface Sections {
  readonly found: ReadonlyMap<string, string>
  readonly keep: (pipeline: string, text: string) => Promise<void>
}

// Ledgers that are read at once: each waits for the network.
const AT_ONCE = 12

/**
 * The retention report of a period (CONTRACT §9): everything as known at its end, so that it is the same whenever it is asked
 * for, once it is settled. One pipeline after the other is walked, folded and spooled: memory does not grow with them.
 */
export async function retentionReport(ports: ReportPorts, wanted: Wanted): Promise<RetentionReport> {
  const { period, selection, spool, signal } = wanted
  const now = instant(ports.clock.now())
  const known = await knownLedgers(ports)
  const looks = looksOf()
  const shards: Shard[] = []
  for (const name of known.shards) {
    const shard = await readShard(ports.ledger, name, period, { looks, isOver: period.to <= now, signal })
    if (shard !== undefined) shards.push(shard)
  }
  const reigns = await readReigns(
    ports.archive,
    shards.map((shard) => shard.reigns),
  )
  const names = candidates(known.pipelines, reigns, looks, selection)
  const surroundings = { period, looks, reigns, signal }
  const section = async (name: string) =>
    resumed(wanted.sections, name, () => pipelineSection(ports.ledger, name, surroundings))
  const totals = totalsFold()
  const sources = new Map<string, TotalsFold>()
  const worst = worstOf()
  let [done, endedBefore] = [0, 0]
  for await (const [, figures] of readAhead(names, section, AT_ONCE)) {
    signal.throwIfAborted()
    done += 1
    wanted.onProgress?.(done, names.length)
    if (figures === 'ended-before') endedBefore += 1
    if (typeof figures === 'string') continue
    const source = sources.get(figures.source) ?? totalsFold()
    sources.set(figures.source, source)
    for (const fold of [totals, source, worst]) fold.add(figures)
    await spool.keep(pipelineText(figures))
  }
  signal.throwIfAborted()
  const head: ReportHead = {
    format: REPORT_FORMAT,
    ...period,
    settled_at: settledAt(period.to),
    generated_at: now,
    log: await logHead(ports.archive, ports.origin),
    selection,
    totals: {
      ...totals.totals(),
      pipelines_ended_before: endedBefore,
      runs_cut: looks.cut(),
      runs_done: shards.reduce((sum, { figures }) => sum + figures.done, 0),
      runs_failed: shards.reduce((sum, { figures }) => sum + figures.failed, 0),
      runs_missed: sumOrNull(shards.map(({ figures }) => figures.missed)),
    },
    sources: [...sources].map(([source, fold]) => ({ source, ...fold.totals() })),
    runs: shards.map(({ figures }) => figures),
    configurations: reigns.flatMap((one) => inPeriod(one, period)),
    source_alerts: shards.flatMap(({ alerts }) => alerts),
    sign_offs: shards.flatMap(({ signOffs }) => signOffs),
  }
  return {
    head,
    sha256: await signedHash(head, spool),
    worst: worst.all(),
    pipelines: spool.all,
    lockForMs: lockForMs(reigns),
  }
}

type Section = Awaited<ReturnType<typeof pipelineSection>>

async function resumed(
  sections: Sections | undefined,
  name: string,
  walk: () => Promise<Section>,
): Promise<Section> {
  const found = sections?.found.get(name)
  const before: unknown = found === undefined ? undefined : JSON.parse(found)
  // What an older version has kept in another form is walked again.
  if (before === 'ended-before' || before === 'not-yet' || isFigures(before)) return before
  const section = await walk()
  await sections?.keep(name, typeof section === 'string' ? JSON.stringify(section) : pipelineText(section))
  return section
}

/** SHA-256 (hex) of what is signed off. */
async function signedHash(head: ReportHead, { all }: Spool): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of reportText(head, all(), 'signed')) hash.update(piece)
  return hash.digest('hex')
}

function inPeriod(
  reigns: Awaited<ReturnType<typeof readReigns>>[number],
  { from }: Period,
): readonly ConfigurationInForce[] {
  return reigns.flatMap(({ shard, hash, since, configuration }, i) => {
    const until = reigns[i - 1]?.since ?? null
    return until !== null && until <= from
      ? []
      : [{ shard, hash, since, until, readable: configuration !== undefined }]
  })
}

function sumOrNull(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null)
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0)
}
