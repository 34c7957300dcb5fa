import { join } from 'node:path'
import { expect } from 'vitest'
import type { NewPipeline } from '../../infra/local/simulated-feldera/pipelines.ts'
import { command, type Finished, workplace } from './commands.ts'
import { startQuietFeldera } from './quiet-feldera.ts'

export type WatchedPlace = Awaited<ReturnType<typeof watchedPlace>>

interface Watched {
  readonly pipelines: readonly NewPipeline[]
  /** All, unless they are named. */
  readonly watch?: readonly string[]
  readonly policy?: object
}

/** What a user of one machine has: a Feldera, a configuration that watches it, and commands. */
export async function watchedPlace({ pipelines, watch = ['*'], policy }: Watched) {
  const place = workplace({})
  /** The path of a file beside the data directory. */
  const beside = (name: string): string => join(place.data, '..', name)
  const feldera = await startQuietFeldera(beside('.'), { pipelines })
  place.configure({ sources: [{ name: 'prod', url: feldera.url, pipelines: watch }], policy })

  /** One run, which must be completed. */
  async function once(): Promise<void> {
    const args = ['--config', place.config, '--data', place.data, '--once']
    const { code, stderr } = await command('start', args).finished
    expect(code, stderr).toBe(0)
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

  return { place, feldera, beside, once, ledger, json, stop }
}
