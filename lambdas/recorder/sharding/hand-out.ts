import type { Instant } from '../../domain/instant.ts'
import { unixMs } from '../../domain/instant.ts'
import type { Overview } from '../../domain/overview.ts'
import type { RecorderLog } from '../log.ts'
import type { ShardPlan } from './plan.ts'
import type { ShardTick } from './shard-tick.ts'

// Two periods may pass over one slow run; the third says that the shard is not at work.
const LATE_PERIODS = 3

/** What a tick is handed out with: rejects where not every shard's part could be sent. */
export type SendTicks = (ticks: readonly ShardTick[]) => Promise<void>

/** Hands the parts of a tick out to the shards, and says which shards have not finished a run for three periods. */
export async function handOut(
  { send, log }: { readonly send: SendTicks; readonly log: RecorderLog },
  plans: readonly ShardPlan[],
  overviews: readonly Overview[],
  { tick, everyMs }: { readonly tick: Instant; readonly everyMs: number },
): Promise<void> {
  for (const { shard } of plans) {
    const finishedAt = overviews.find((overview) => overview.shard === shard)?.finishedAt
    if (finishedAt !== undefined && unixMs(tick) - unixMs(finishedAt) > LATE_PERIODS * everyMs)
      log({ name: 'shard-late', shard, finishedAt })
  }
  await send(plans.map(({ shard, shares }) => ({ shard, tick, shares: shares ?? [] })))
  log({ name: 'shards-sent', tick, shards: plans.length })
}
