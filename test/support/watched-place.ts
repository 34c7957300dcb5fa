import { join } from 'node:path'
import { expect } from 'vitest'
import type { NewPipeline } from '../../infra/local/simulated-feldera/pipelines.ts'
import { command, type Finished, type Running, workplace } from './commands.ts'
import { startQuietFeldera } from './quiet-feldera.ts'

export type WatchedPlace = Awaited<ReturnType<typeof watchedPlace>>

interface Watched {
  readonly pipelines: readonly NewPipeline[]
  /** All, unless they are named. */
  readonly watch?: readonly string[]
  readonly policy?: object
  /** The name of a folder beside the data directory to which checkpoints are synced. */
  readonly syncInto?: string
}

/** What a user of one machine has: a Feldera, a configuration that watches it, and commands. */
export async function watchedPlace({ pipelines, watch = ['*'], policy, syncInto }: Watched) {
  const place = workplace({})
  /** The path of a file beside the data directory. */
  const beside = (name: string): string => join(place.data, '..', name)
  const synced = syncInto === undefined ? {} : { syncDirectory: beside(syncInto) }
  const feldera = await startQuietFeldera(beside('.'), { pipelines, ...synced })

  /** Its source under the name `prod`, with what else the configuration is to say. */
  function configure(more: { readonly policy?: object; readonly stores?: readonly object[] }): void {
    place.configure({ sources: [{ name: 'prod', url: feldera.url, pipelines: watch }], ...more })
  }

  configure(policy === undefined ? {} : { policy })

  function start(...args: readonly string[]): Running {
    return command('start', ['--config', place.config, '--data', place.data, ...args])
  }

  /** One run, however it ends. */
  async function ran(...more: readonly string[]): Promise<Finished> {
    return start('--once', ...more).finished
  }

  /** One run, which must be completed. */
  async function once(): Promise<void> {
    const { code, stderr } = await ran()
    expect(code, stderr).toBe(0)
  }

  /** What one run says that it did; it must be completed. */
  async function onceJson() {
    const { code, stdout, stderr } = await ran('--json')
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
  }

  async function ledger(...args: readonly string[]): Promise<Finished> {
    return command('ledger', [...args, '--data', place.data]).finished
  }

  /** What `ledger … --json` prints, when it ends with 0. */
  async function json(...args: readonly string[]) {
    const { code, stdout, stderr } = await ledger(...args, '--json')
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout)
  }

  async function stop(): Promise<void> {
    await feldera.stop()
    place.remove()
  }

  return { place, feldera, beside, configure, start, ran, once, onceJson, ledger, json, stop }
}
