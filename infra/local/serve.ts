import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Witness } from '../../lambdas/archive/log/notes/witness-text.ts'
import { errorText } from '../../lambdas/domain/log-line.ts'
import { createGate, type EnvironmentKey } from '../../lambdas/publisher/access/gate.ts'
import type { Ping } from '../../lambdas/recorder/ping.ts'
import { askedToStop } from './asked-to-stop.ts'
import type { DataDirectory } from './data-directory.ts'
import { startHttpServer } from './http-server.ts'
import { createLocalSystem, type LocalSystem } from './local-system.ts'
import { openToThisMachine } from './open-access.ts'
import { startSchedule } from './schedule.ts'
import { createProblemLog, createTeller, tellMessage, tellRun } from './terminal.ts'
import { usingDynamoDb } from './using-data.ts'
import type { Watching } from './watching.ts'

const STREAM_EVERY_MS = 200
const SWEEP_EVERY_MS = 60_000
// As in AWS (infra/publisher.ts).
const REPORTS_EVERY_MS = 5 * 60_000
// Whoever ran out of memory: a server that lost its database must not fail until somebody restarts it.
const REVIVE_EVERY_MS = 2_000
// A run that waits to confirm may take long; the ledger bears being left at any point.
const END_WITHIN_MS = 3_000

export interface ServeOptions {
  readonly data: DataDirectory
  readonly watched: Watching
  /** None: on this machine nobody is asked for a key. */
  readonly apiKeys: readonly EnvironmentKey[]
  readonly host: string
  readonly port: number
  readonly shards: number
  readonly witnesses: readonly Witness[]
  readonly everyMs: number
  readonly ping: Ping
}

/** The running system: schedule, stream, sweep and HTTP, until it is asked to stop. */
export async function serve(options: ServeOptions): Promise<number> {
  const { apiKeys } = options
  const stopped = Promise.race([
    askedToStop(process),
    // Whoever read our output is gone (`npm start | head`): nobody is told any more.
    once(process.stdout, 'error'),
  ])
  await usingDynamoDb(options.data, async (endpoint, revive) => {
    let url = ''
    const system = await createLocalSystem({
      endpoint,
      data: options.data,
      environment: process.env,
      linkBase: () => url,
      admitting: (checkKey) =>
        apiKeys.length === 0 ? openToThisMachine() : createGate({ checkKey, environmentKeys: apiKeys }),
      onEntry: createTeller(),
      onMessage: tellMessage,
      log: createProblemLog(),
      witnesses: options.witnesses,
    })
    const server = await startHttpServer(system.http, options)
    ;({ url } = server)
    console.log(`listening on ${url}`)
    const schedules = [
      startSchedule(options.everyMs, () => trying('run-failed', () => tick(system, options))),
      // Beside the runs: no poll waits for a store, however long that takes to be read.
      startSchedule(options.everyMs, () =>
        trying('stores-failed', () => system.checkStores(options.watched.configuration)),
      ),
      startSchedule(STREAM_EVERY_MS, () => trying('stream-failed', () => system.publish())),
      startSchedule(SWEEP_EVERY_MS, () => trying('sweep-failed', () => system.sweep())),
      startSchedule(REPORTS_EVERY_MS, () => trying('report-failed', () => system.reports())),
      startSchedule(REVIVE_EVERY_MS, () => trying('database-failed', revive)),
    ]
    await stopped
    console.log('stopping')
    await Promise.race([Promise.all(schedules.map(({ stop }) => stop())), sleep(END_WITHIN_MS)])
    await trying('stream-failed', () => system.publish())
    await server.stop()
  })
  return 0
}

async function tick(system: LocalSystem, { watched, everyMs, shards, ping }: ServeOptions): Promise<void> {
  // Beside the schedule: the next run does not wait for whoever is pinged.
  try {
    tellRun(await system.tick({ ...watched, everyMs, shards }))
    void ping('completed', everyMs)
  } catch (error) {
    void ping('failed', everyMs)
    throw error
  }
}

/** A schedule goes on whatever became of one tick, as EventBridge does; the failure is said. */
async function trying(name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(JSON.stringify({ name, error: errorText(error) }))
  }
}
