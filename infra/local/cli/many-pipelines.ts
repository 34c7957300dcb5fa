import pLimit from 'p-limit'
import { type OverviewRow, watchedRows } from '../../../lambdas/domain/overview.ts'
import { isPattern, matchesPattern } from '../../../lambdas/domain/pattern.ts'
import type { ActionPorts } from '../../../lambdas/publisher/actions/ports.ts'
import { type Failure, isFailure } from '../../../lambdas/publisher/failure.ts'
import { statusOf } from '../../../lambdas/publisher/queries/pipelines.ts'
import type { Pipeline } from '../../../lambdas/publisher/queries/which-pipeline.ts'
import { Refused } from '../refused.ts'
import { onPipeline } from './ledger-actions.ts'
import type { Item } from './ledger-lists.ts'
import { progressBar } from './progress-bar.ts'

// One row of an overview each; as many as one recorder and its shards are measured with.
const MOST = 10_000
const AT_ONCE = 8

/**
 * Does it to the pipeline, or to all watched ones that a pattern like `prod/*` names. Of many the item lists what came of each, and
 * `refused` those that took no part; what one is refused keeps no other back, and doing all of it again repeats nothing.
 */
export async function onPipelines(
  ports: ActionPorts,
  text: string,
  act: (pipeline: Pipeline) => Promise<Item | Failure>,
): Promise<Item | Failure> {
  if (!isPattern(text)) return onPipeline(ports, text, act)
  const rows = watchedRows(await ports.overviews.all()).filter(
    (row) => statusOf(row) !== 'removed' && matchesPattern(text, row.ledger),
  )
  if (rows.length === 0) throw new Refused(`${text}: no watched pipeline is called so`)
  if (rows.length > MOST)
    throw new Refused(`${text}: names ${rows.length} pipelines, and at most ${MOST} are acted on`)
  const bar = progressBar(process.stderr)
  const limit = pLimit(AT_ONCE)
  let done = 0n
  const one = async (row: OverviewRow): Promise<readonly [string, Item | Failure]> => {
    const { ledger } = row
    const item = await act({ ledger, row, head: await ports.ledger.head(ledger) })
    done += 1n
    bar.show('pipelines', done, BigInt(rows.length))
    return [ledger, item]
  }
  try {
    return summaryOf(await Promise.all(rows.map((row) => limit(() => one(row)))))
  } finally {
    bar.end()
  }
}

/** Those that never had what is to be withdrawn take no part; where none had it, there is nothing of that name. */
function summaryOf(done: readonly (readonly [string, Item | Failure])[]): Item | Failure {
  const items: Item[] = []
  const refused: Item[] = []
  let unknown: Failure | undefined
  for (const [pipeline, item] of done) {
    if (!isFailure(item)) items.push({ pipeline, ...item })
    else if (item.code === 'UnknownApproval') unknown ??= item
    else refused.push({ pipeline, refused: item.message })
  }
  return items.length + refused.length === 0 && unknown !== undefined ? unknown : { items, refused }
}
