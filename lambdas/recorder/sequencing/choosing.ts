import { grown } from '../../archive/log/append-to-log.ts'
import type { LogTree } from '../../archive/log/log-tree.ts'
import { vkeyOf } from '../../archive/log/notes/key-change.ts'
import type { Signer } from '../../archive/log/notes/signer.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Committed, LogProgress } from '../../ledger/work/log-progress.ts'
import type { Noted } from './noted-ledger.ts'
import { entriesOf, greatestOf, nextSteps } from './steps.ts'

export interface ChoosingPorts {
  readonly ledger: Ledger
  readonly progress: LogProgress
  readonly signer: Signer
}

/** One step of the log: what it adds, and how far it then is. */
export interface Chosen {
  readonly committed: Committed
  readonly shard: { readonly name: string; readonly watermarks: ReadonlyMap<string, number> }
  readonly entries: readonly Uint8Array[]
  readonly pending: ReadonlyMap<string, number>
  /** Nothing is left for another step. */
  readonly isAll: boolean
}

/** What is recorded and not yet in the log, as far as one step takes it. */
export async function chosen(
  { ledger, progress, signer }: ChoosingPorts,
  shard: string,
  tree: LogTree,
  noted: Noted,
): Promise<Chosen | 'nothing'> {
  const [shards, pending] = await Promise.all([progress.watermarks(), progress.pending()])
  const heads = new Map(noted.heads)
  for (const [name, seq] of pending) {
    const known = heads.get(name) ?? 0
    if (known < seq) heads.set(name, Math.max(known, (await ledger.head(name))?.entry.seq ?? 0))
  }
  const watermarkOf = greatestOf(shards)
  const steps = nextSteps(heads, watermarkOf)
  if (steps.length === 0) {
    for (const [name, seq] of pending)
      if (watermarkOf(name) >= seq) await progress.settlePending(name, watermarkOf(name))
    return 'nothing'
  }
  const entries = await entriesOf(ledger, steps, noted)
  const { size, root } = grown(tree, entries)
  const watermarks = new Map(shards.get(shard))
  for (const { ledger: name, to } of steps) watermarks.set(name, to)
  return {
    committed: {
      before: tree.size,
      size,
      root: Buffer.from(root).toString('hex'),
      key: vkeyOf(signer),
      steps,
    },
    shard: { name: shard, watermarks },
    entries,
    pending,
    isAll: [...heads].every(([name, head]) => (watermarks.get(name) ?? watermarkOf(name)) >= head),
  }
}

/** Once the step is in the log, nobody need look for what was noted of it. */
export async function settle({ progress }: ChoosingPorts, { shard, pending }: Chosen): Promise<void> {
  for (const name of pending.keys()) {
    const watermark = shard.watermarks.get(name)
    if (watermark !== undefined) await progress.settlePending(name, watermark)
  }
}
