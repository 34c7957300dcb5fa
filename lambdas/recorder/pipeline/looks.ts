import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import type { PollPorts } from './poll.ts'
import type { Sighting } from './sighting.ts'

/** One look after each wait, as long as there is time. `answered`: what the pipeline itself has listed last in this run. */
export async function* looks(
  ports: PollPorts,
  waits: readonly number[],
  answered: () => readonly CheckpointMetadata[],
): AsyncGenerator<Sighting> {
  for (const waitMs of waits) {
    // Too late: given up until the next run, to which it is told (`open`).
    if (ports.clock.now() + waitMs * 1.1 > ports.endMs) return
    // Up to a tenth more than asked for: pipelines that became suspect together are not asked together.
    await ports.clock.sleep(waitMs * (1 + ports.random() / 10))
    yield await ports.lookAgain(answered())
  }
}
