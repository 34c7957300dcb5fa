import { systemClock } from '../../lambdas/recorder/system-clock.ts'

// Enough for what another process has claimed and is sending this moment.
const SETTLE_WITHIN_MS = 10_000

export interface SettlingPorts {
  /** Brings all that was recorded to the publisher; false where something must be tried again. */
  readonly publish: () => Promise<boolean>
  /** Tells what was left over, however young. */
  readonly sweepAll: () => Promise<void>
  /** How many announcements are not sent. */
  readonly unsent: () => Promise<number>
}

/** Publishes and sweeps until nothing is untold; rejects where that cannot be. */
export async function settled({ publish, sweepAll, unsent }: SettlingPorts): Promise<void> {
  for (const until = Date.now() + SETTLE_WITHIN_MS; ; ) {
    const isPublished = await publish()
    let refusal: unknown
    await sweepAll().catch((error: unknown) => {
      refusal = error
    })
    const left = await unsent()
    if (isPublished && left === 0) return
    if (Date.now() >= until) throw new Error(`${left} announcements are not sent`, { cause: refusal })
    await systemClock.sleep(100)
  }
}
