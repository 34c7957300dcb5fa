import { instant } from '../../lambdas/domain/instant.ts'
import { type RunOptions, type RunPorts, run } from '../../lambdas/recorder/run.ts'
import { allOf, type RunResult } from '../../lambdas/recorder/run-result.ts'
import { planEvenly } from '../../lambdas/recorder/sharding/plan.ts'

/** One tick in so many shards, side by side in this process as they are in AWS behind a queue; the results as one. */
export async function tickOf(
  ports: RunPorts,
  options: Omit<RunOptions, 'shard' | 'part'>,
  shards: number,
): Promise<RunResult> {
  const tick = instant(ports.clock.now())
  const results = await Promise.allSettled(
    planEvenly(options.configuration, shards).map(({ shard, shares }) =>
      run(ports, { ...options, shard, ...(shares === null ? {} : { part: { tick, shares } }) }),
    ),
  )
  // Each has recorded what it could, as its own entry says; only then one's failure is the tick's.
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return allOf(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])))
}
