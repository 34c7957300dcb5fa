import type { ArchiveReader } from '../../lambdas/archive/archive.ts'
import type { Signer } from '../../lambdas/archive/log/notes/signer.ts'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { verdictOf } from '../../lambdas/audit/report.ts'
import { type VerifyOptions, verifyArchive } from '../../lambdas/audit/verifying/verify.ts'
import { type Item, itemOf } from '../../lambdas/ledger/item.ts'
import { createMemoryLedgerTable } from '../../lambdas/ledger/memory-ledger-table.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { checkpoint, NEXT_FINGERPRINT, T0 } from './listings.ts'
import { testSigner } from './logging.ts'
import { createMemoryArchive } from './memory-archive.ts'
import { withRealBodies } from './real-answers.ts'
import { configuration, listed, recording, type Scripted } from './recording.ts'

/** What there is to tamper with: every object, every item. */
export interface Kept {
  readonly objects: Map<string, Uint8Array>
  readonly items: Item[]
}

export interface ProvenLog extends Kept {
  readonly vkey: string
  /** Whoever has it can forge what the signature says, and not what the hashes say. */
  readonly signer: Signer
  /** After each run, so that the whole can be put back to an older state. */
  readonly history: readonly Kept[]
}

const LEDGERS = ['prod/orders', 'prod/payments', 'prod/archive', 'recorder/0']

/**
 * A log as the recorder and the sequencer make it: rotation, a loss, a changed fingerprint and size, a checkpoint that comes back,
 * a pipeline that is stopped and seen through its source's list, and a feed.
 */
export async function provenLog(runs: number): Promise<ProvenLog> {
  const signer = testSigner()
  const progress = createMemoryLogProgress()
  const source = recording(configuration(['orders', 'payments', 'archive']), (ports) => ({
    feldera: withRealBodies(ports.feldera),
    sequence: (options, noted) => sequence({ ...ports, progress, signer }, options, noted),
  }))
  const history: Kept[] = []
  for (let i = 0; i < runs; i += 1) {
    source.script('orders', ordersAt(i))
    source.script('payments', [checkpoint(i * 60 - 60), checkpoint(i * 60)])
    const stopped = { kind: 'listed' as const, checkpoints: [checkpoint(Math.floor(i / 3) * 60 + 7)] }
    source.list([
      listed('orders'),
      listed('payments'),
      listed('archive', { deploymentStatus: 'Stopped', details: stopped }),
    ])
    source.feed('payments', {
      recordedAt: new Date(T0 + i * 60_000 - 30_000).toISOString() as never,
      status: 'Running',
      storageStatus: 'InUse',
      checkpoints: [checkpoint(i * 60 - 90)],
    })
    await source.run()
    source.pass(60)
    history.push({ objects: new Map(source.objects), items: await itemsIn(source) })
  }
  const last = history.at(-1)
  if (last === undefined) throw new Error('no run was made')
  return { ...copyOf(last), vkey: signer.vkey, signer, history }
}

/** Rotates; at run 4 the newest is lost, at 6 it is back; at 8 a fingerprint and at 10 a size is another. */
function ordersAt(i: number): Scripted {
  const both = [checkpoint(i * 60 - 60), checkpoint(i * 60)] as const
  if (i === 4) return [checkpoint(120)]
  if (i === 6) return [checkpoint(180), ...both]
  if (i === 8) return [checkpoint(420, { fingerprint: NEXT_FINGERPRINT }), both[1]]
  if (i === 10) return [checkpoint(540, { identifier: 'renamed' }), both[1]]
  return both
}

async function itemsIn({ ledger }: ReturnType<typeof recording>): Promise<Item[]> {
  const all = await Promise.all(LEDGERS.map((name) => ledger.readForward(name, 1, 10_000)))
  return all.flat().map(itemOf)
}

export function copyOf({ objects, items }: Kept): Kept {
  return { objects: new Map(objects), items: items.map((item) => ({ ...item })) }
}

/** Verifies with the key; the table as well where `withTable`. */
export async function verified(
  { objects, items }: Kept,
  vkey: string,
  {
    withTable = false,
    reader = createMemoryArchive(objects),
    ...options
  }: Partial<VerifyOptions> & { readonly withTable?: boolean; readonly reader?: ArchiveReader } = {},
) {
  const report = await verifyArchive(reader, {
    key: parseVkey(vkey),
    seen: [],
    patienceMs: 0,
    ...(withTable ? { table: { table: createMemoryLedgerTable(items), nowMs: lastAt(items) + 1_000 } } : {}),
    ...options,
  })
  return { ...report, verdict: verdictOf(report) }
}

function lastAt(items: readonly Item[]): number {
  return Math.max(T0, ...items.map((item) => Date.parse(item['at']?.S ?? '') || 0))
}
