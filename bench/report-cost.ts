import { parseArgs } from 'node:util'
import { fileSpool } from '../infra/local/cli/report-files.ts'
import { parseUuid } from '../lambdas/domain/checkpoint.ts'
import type { LedgerEvent } from '../lambdas/domain/event.ts'
import { instant } from '../lambdas/domain/instant.ts'
import { ALL_PIPELINES } from '../lambdas/domain/report/selection.ts'
import { type Sealed, sealAll } from '../lambdas/domain/sealing.ts'
import { itemOf, sealedFrom } from '../lambdas/ledger/item.ts'
import type { Ledger } from '../lambdas/ledger/ledger.ts'
import { REPORT_FORMATS, written } from '../lambdas/publisher/report/formats.ts'
import { retentionReport } from '../lambdas/publisher/report/retention.ts'

/**
 * `npm run bench:report -- --pipelines P --entries E`: what a report on P pipelines with E entries each over 90 days takes. The items are those of
 * DynamoDB, opened and hashed anew for each; the network is not in it. All pipelines share the items of one.
 */
const { values } = parseArgs({
  options: { pipelines: { type: 'string', default: '1000' }, entries: { type: 'string', default: '2160' } },
})
const [pipelines, entries] = [Number(values.pipelines), Number(values.entries)]
const DAYS_MS = 90 * 86_400_000
const [fromMs, toMs] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + DAYS_MS]
const items = oneLedger().map(itemOf)
const ledger: Ledger = {
  head: async (name) => (name.startsWith('recorder/') ? undefined : items.slice(-1).map(sealedFrom)[0]),
  append: async () => 'head-moved',
  readBackward: async (_, seq, limit) =>
    items
      .slice(Math.max(0, seq - limit), seq)
      .toReversed()
      .map(sealedFrom),
  readForward: async (_, seq, limit) => items.slice(seq - 1, seq - 1 + limit).map(sealedFrom),
}
const names = new Map(
  Array.from({ length: pipelines }, (_, i) => [`prod/p${String(i).padStart(5, '0')}`, 1] as const),
)
const nothing = async () => undefined
const ports = {
  ledger,
  overviews: {
    all: async () => [],
    read: async () => ({ overview: undefined, version: 0 }),
    readAll: async () => new Map(),
    write: async () => 'written' as const,
  },
  archive: { get: nothing, list: async function* () {} },
  origin: 'bench',
  clock: { now: () => toMs + 86_400_000 },
  reports: {
    watermarks: async () => new Map([['0', names]]),
    drafts: {
      want: nothing,
      wanted: async () => [],
      keep: nothing,
      kept: async () => new Map(),
      done: nothing,
    },
    archiveLink: (name: string) => name,
  },
}
const spool = await fileSpool()
const begunAt = performance.now()
const period = { from: instant(fromMs), to: instant(toMs) }
const report = await retentionReport(ports, {
  period,
  selection: ALL_PIPELINES,
  spool,
  signal: new AbortController().signal,
})
const walkedMs = performance.now() - begunAt
const sizes: { [format: string]: number } = {}
for (const format of REPORT_FORMATS) {
  for await (const piece of written(report, format))
    sizes[format] = (sizes[format] ?? 0) + Buffer.byteLength(piece)
}
await spool.remove()
console.log(
  JSON.stringify({
    pipelines,
    entries: pipelines * entries,
    recorded: report.head.totals.recorded,
    seconds: Math.round(walkedMs / 100) / 10,
    entries_a_second: Math.round((pipelines * entries) / (walkedMs / 1_000)),
    writing_seconds: Math.round((performance.now() - begunAt - walkedMs) / 100) / 10,
    cpu_seconds: Math.round(process.cpuUsage().user / 1e5) / 10,
    max_rss_mb: Math.round(process.resourceUsage().maxRSS / 1_024),
    bytes: sizes,
  }),
)

/** One checkpoint recorded and one retired an entry, as rotation does. */
function oneLedger(): readonly Sealed[] {
  const sealed: Sealed[] = []
  const step = DAYS_MS / entries
  for (let i = 0; i < entries; i += 1) {
    const head = sealed.at(-1)
    const at = instant(fromMs + Math.floor(i * step))
    const old = head?.state.listed.length === 2 ? head.state.listed[0] : undefined
    const fields = {
      fingerprint: '14128757731148314856',
      size: String(1_000_000 + i),
      steps: String(i),
      processed_records: String(i * 10),
      identifier: null,
    }
    const hex = Math.floor(fromMs + i * step)
      .toString(16)
      .padStart(12, '0')
    const uuid = parseUuid(`${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`)
    if (uuid === undefined) throw new Error('no UUID')
    const events: LedgerEvent[] = [{ kind: 'checkpoint-recorded', severity: 'silent', uuid, data: fields }]
    if (old !== undefined) {
      const life = {
        first_seen_at: old.firstSeenAt,
        last_seen_at: at,
        recorded_seq: String(old.recordedSeq),
        newer_listed: '2',
        keep_last: '2',
      }
      events.push({
        kind: 'checkpoint-retired',
        severity: 'silent',
        uuid: old.uuid,
        data: { ...fields, ...life },
      })
    }
    sealed.push(
      ...sealAll(head, {
        at,
        by: 'recorder',
        epoch: null,
        events,
        evidence: ['0'.repeat(64)],
        ledger: 'prod/p',
        run: `run-${i}`,
      }),
    )
  }
  return sealed
}
