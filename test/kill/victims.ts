import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { databasesOn } from '../../infra/local/embedded-dynamodb-binary.ts'
import { command, type Finished, type Running, type Workplace } from '../support/commands.ts'

/** What is killed. `--once` ends by itself; the server runs as fast as it may. */
export type Victim = 'once' | 'server'

export interface Killing {
  readonly victim: Victim
  /** After its start. */
  readonly afterMs: number
  /** The database as well: with its user, or so long before it that the user meets a dead one. */
  readonly databaseBeforeMs: number | null
}

/** Starts it, kills it, and says whether it was still alive then. */
export async function killed(
  place: Workplace,
  { victim, afterMs, databaseBeforeMs }: Killing,
): Promise<boolean> {
  const running = victim === 'once' ? once(place) : server(place)
  await sleep(afterMs)
  if (databaseBeforeMs !== null) {
    for (const { pid } of databases(place)) kill(pid)
    await sleep(databaseBeforeMs)
  }
  running.kill('SIGKILL')
  // Null: by a signal, which was ours.
  return (await running.finished).code === null
}

export function once(place: Workplace, ...more: readonly string[]): Running {
  return command('start', ['--config', place.config, '--data', place.data, '--once', ...more])
}

/** One run that nobody disturbs. Throws where it is not completed. */
export async function cleanRun(place: Workplace): Promise<number> {
  const begun = performance.now()
  const finished = await once(place).finished
  if (finished.code !== 0) throw new Error(`a clean run ended with ${finished.code}: ${textOf(finished)}`)
  return performance.now() - begun
}

export function databases(place: Workplace) {
  return databasesOn(join(realpathSync(place.data), 'dynamodb.sqlite'))
}

export function textOf({ stdout, stderr }: Finished): string {
  return `${stdout}${stderr}`
}

export function server(place: Workplace): Running {
  const flags = ['--port', '0', '--every', '100ms']
  return command('start', ['--config', place.config, '--data', place.data, ...flags])
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Ended meanwhile.
  }
}
