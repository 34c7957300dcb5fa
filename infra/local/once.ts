import type { Witness } from '../../lambdas/archive/log/notes/witness-text.ts'
import type { Ping } from '../../lambdas/recorder/ping.ts'
import { added, type RunResult } from '../../lambdas/recorder/run-result.ts'
import type { StoresResult } from '../../lambdas/recorder/stores/stores-entry.ts'
import type { DataDirectory } from './data-directory.ts'
import { createLocalSystem } from './local-system.ts'
import { openToCommand } from './open-access.ts'
import { createTeller, logProblem, tellMessage, tellRun } from './terminal.ts'
import { usingDynamoDb } from './using-data.ts'
import type { Watching } from './watching.ts'

/** `--once`: one run and all that follows from it. With `json` its result is the last line. */
export async function runOnce({
  data,
  watched,
  port,
  json,
  shards,
  ping,
  witnesses,
}: {
  readonly data: DataDirectory
  readonly watched: Watching
  readonly port: number
  readonly json: boolean
  readonly shards: number
  readonly ping: Ping
  readonly witnesses: readonly Witness[]
}): Promise<number> {
  await usingDynamoDb(data, async (endpoint) => {
    const system = await createLocalSystem({
      endpoint,
      data,
      environment: process.env,
      linkBase: () => `http://127.0.0.1:${port}`,
      admitting: () => openToCommand('local'),
      onEntry: createTeller(),
      onMessage: tellMessage,
      log: logProblem,
      witnesses,
    })
    const whenFailed = async (error: unknown): Promise<never> => {
      await ping('failed', Number.POSITIVE_INFINITY)
      throw error
    }
    const result = await system.tick({ ...watched, everyMs: null, shards }).catch(whenFailed)
    const stores = await system.checkStores(watched.configuration).catch(whenFailed)
    await ping('completed', Number.POSITIVE_INFINITY)
    await system.settle()
    tellRun(result)
    if (json) console.log(JSON.stringify(await jsonOf(withStores(result, stores), system.logHead)))
  })
  return 0
}

/** The run's result, with what came of the stores, where there are some. */
function withStores(result: RunResult, checked: StoresResult | undefined) {
  if (checked === undefined) return result
  const { stores, events, entries } = checked
  return {
    ...result,
    stores,
    events: added(result.events, events),
    entries: result.entries + entries,
  }
}

async function jsonOf(
  result: RunResult,
  logHead: () => Promise<{ readonly size: string; readonly root: string }>,
) {
  const { size, root } = await logHead()
  return { ...result, log: { size, root } }
}
