import { unixMs } from '../../domain/instant.ts'
import { type RunOptions, type RunPorts, run } from '../run.ts'
import type { RunResult } from '../run-result.ts'
import type { ShardTick } from './shard-tick.ts'

// A tick that waited longer is not made up for: the next one asks the same, and is on its way.
const STALE_PERIODS = 2

/** One shard's part of a tick. A part that was delivered twice is done once, and one that comes too late not at all. */
export async function workOff(
  ports: RunPorts,
  { shard, tick, shares }: ShardTick,
  options: Omit<RunOptions, 'shard' | 'part'> & { readonly everyMs: number },
): Promise<RunResult | 'shard-tick-repeated' | 'shard-tick-stale'> {
  const overviewRead = await ports.overviews.read(shard)
  const { overview } = overviewRead
  if (overview?.tick !== undefined && overview.tick >= tick) {
    const name = overview.tick === tick ? 'shard-tick-repeated' : 'shard-tick-stale'
    ports.log({ name, shard, tick })
    return name
  }
  if (ports.clock.now() - unixMs(tick) > STALE_PERIODS * options.everyMs) {
    ports.log({ name: 'shard-tick-stale', shard, tick })
    return 'shard-tick-stale'
  }
  return run(ports, { ...options, shard, part: { tick, shares }, overviewRead })
}
