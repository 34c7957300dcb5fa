import { join } from 'node:path'
import {
  type SimulatedFeldera,
  type SimulatedFelderaOptions,
  startSimulatedFeldera,
} from '../../infra/local/simulated-feldera/server.ts'

/** A Feldera by this machine's clock to which nothing happens but what a test commands; its state is in the directory. */
export function startQuietFeldera(
  directory: string,
  options: Pick<SimulatedFelderaOptions, 'pipelines' | 'apiKey' | 'syncDirectory'>,
): Promise<SimulatedFeldera> {
  return startSimulatedFeldera({
    stateFile: join(directory, 'feldera.json'),
    clock: { now: () => Date.now() },
    random: Math.random,
    story: false,
    ...options,
  })
}
