import type { Witness } from '../../lambdas/archive/log/witness-text.ts'
import type { Ping } from '../../lambdas/recorder/ping.ts'
import type { RunResult } from '../../lambdas/recorder/run-result.ts'
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
    const result = await system.tick({ ...watched, everyMs: null, shards }).catch(async (error: unknown) => {
      await ping('failed', Number.POSITIVE_INFINITY)
      throw error
    })
    await ping('completed', Number.POSITIVE_INFINITY)
    await system.settle()
    tellRun(result)
    if (json) console.log(JSON.stringify(await jsonOf(result, system.logHead)))
  })
  return 0
}

async function jsonOf(
  result: RunResult,
  logHead: () => Promise<{ readonly size: string; readonly root: string }>,
) {
  const { size, root } = await logHead()
  return { ...result, log: { size, root } }
}
