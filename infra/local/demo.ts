import { pathToFileURL } from 'node:url'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import type { DataDirectory } from './data-directory.ts'
import { SYNCED_PIPELINE } from './simulated-feldera/scenario.ts'
import { startSimulatedFeldera } from './simulated-feldera/server.ts'
import { SYNCED_KEPT } from './simulated-feldera/sync.ts'

/** The demo polls as often as its pipelines' short lives ask for: three checkpoints are made in one period of the default. */
export const DEMO_EVERY_MS = 2_000

export interface Demo {
  /** The text of a `pipelines.json` that watches it. */
  readonly configuration: string
  readonly stop: () => Promise<void>
}

/** The simulated Feldera of `npm start`, and how to watch it. Incidents are told as they are staged. */
export async function startDemo(data: DataDirectory, tell: (line: string) => void): Promise<Demo> {
  const feldera = await startSimulatedFeldera({
    stateFile: data.simulatedFeldera,
    clock: systemClock,
    random: Math.random,
    syncDirectory: data.simulatedStore,
    onStep: (text) => tell(`simulated Feldera: ${text}`),
  })
  const store = {
    match: `demo/${SYNCED_PIPELINE}`,
    location: pathToFileURL(data.simulatedStore).href,
    verifyEvery: '3s',
    staleAfter: '2m',
    keepCopy: '1d',
    // As this Feldera is told.
    retentionMinCount: SYNCED_KEPT,
    retentionMinAge: '0s',
  }
  const configuration = {
    sources: [{ name: 'demo', url: feldera.url, pipelines: ['orders', 'payments', 'clicks'] }],
    policy: { keepLast: 2, confirmAfter: ['1s', '2s'], lockFor: '1d' },
    stores: [store],
  }
  return { configuration: JSON.stringify(configuration, null, 2), stop: feldera.stop }
}
