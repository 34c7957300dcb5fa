import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import type { Step } from '../support/case-form.ts'
import { createPlace } from '../support/case-runner.ts'
import { testSigner } from '../support/logging.ts'

/** The real client, recorder and sequencer above a scripted server, all in memory; a step is `at` seconds after the tests' beginning. */
export function watched(...pipelines: readonly string[]) {
  const signer = testSigner()
  const progress = createMemoryLogProgress()
  const switched = { isOn: true }
  const place = createPlace(
    { policy: { confirmAfter: ['5s'] }, pipelines: [...pipelines] },
    (ports) => async (options, noted) =>
      switched.isOn ? sequence({ ...ports, progress, signer, random: () => 0 }, options, noted) : undefined,
  )
  return {
    ...place,
    signer,
    /** Whether runs bring their entries into the log. */
    sequencing: (isOn: boolean): void => void (switched.isOn = isOn),
    live: (step: Partial<Step> & Pick<Step, 'at'>) => place.live({ events: [], told: [], ...step }),
  }
}

/** A pipeline as its source lists it, in the words of the cases. */
export function inList(name: string, other: object = {}) {
  return {
    name,
    deployment_status: 'Running',
    storage_status: 'InUse',
    program_version: 1,
    platform_version: '0.337.0',
    stored: null,
    ...other,
  }
}
