import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { parseLocation } from '../../../lambdas/stores/location.ts'
import { planOfKept } from '../../../lambdas/stores/restoring/plan-of-kept.ts'
import { planOfStore } from '../../../lambdas/stores/restoring/plan-of-store.ts'
import { foreignIn, type Restoring, restore } from '../../../lambdas/stores/restoring/restore.ts'
import { bytesOf, type Planned, type RestorePlan } from '../../../lambdas/stores/restoring/restore-plan.ts'
import { StoreFailure } from '../../../lambdas/stores/store-reader.ts'
import { Refused } from '../refused.ts'
import { keptAt } from './kept-at.ts'
import type { Asked } from './ledger-arguments.ts'
import { progressBar } from './progress-bar.ts'
import type { Target } from './restore-target.ts'
import { storeAt } from './store-at.ts'

const IN_FLIGHT = 8

export type Outcome =
  | { readonly kind: 'would-restore'; readonly plan: RestorePlan }
  | (Extract<Restoring, { kind: 'restored' }> & { readonly plan: RestorePlan })
  | Extract<Restoring, { kind: 'damaged' }>
  | Extract<Planned, { kind: 'unfit' }>
  /** A store or the archive gave no answer; doing it again goes on from there. */
  | { readonly kind: 'failed'; readonly why: string }

/** Plans and, unless it is a dry run, restores; refuses what was not asked rightly, a location that is not empty included. */
export async function outcomeOf(
  asked: Asked,
  pipeline: string,
  uuid: Uuid,
  target: Target,
): Promise<Outcome> {
  const bar = progressBar(process.stderr)
  try {
    const planned = await planOf(asked, pipeline, uuid, target)
    if (planned.kind === 'refused') throw new Refused(`restore: ${planned.why}`)
    if (planned.kind === 'unfit') return planned
    const { plan } = planned
    if (asked.dryRun) {
      const foreign = await foreignIn(target, plan)
      if (foreign !== undefined) throw new Refused(`restore: the location is not empty: ${foreign}`)
      return { kind: 'would-restore', plan }
    }
    const of = BigInt(bytesOf(plan))
    const outcome = await restore(
      { target, inFlight: IN_FLIGHT, progress: (done) => bar.show('bytes restored', BigInt(done), of) },
      plan,
      asked.deep ? 'blocks' : 'trailer',
    )
    if (outcome.kind === 'refused') throw new Refused(`restore: ${outcome.why}`)
    if (outcome.kind === 'damaged') return outcome
    target.tidy()
    return { ...outcome, plan }
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    return { kind: 'failed', why: error.message }
  } finally {
    bar.end()
  }
}

async function planOf(asked: Asked, pipeline: string, uuid: Uuid, target: Target): Promise<Planned> {
  const { location, region, endpoint } = asked.flags
  if (location === undefined) {
    const { places, objectsInS3 } = await keptAt(asked, pipeline)
    return planOfKept({ places, objectsInS3: target.isInOwnS3 ? objectsInS3 : null }, uuid)
  }
  const place = parseLocation(location)
  const storeInS3 = place?.kind === 's3' && endpoint === undefined && target.isInOwnS3 ? place : null
  return planOfStore(
    {
      reader: await storeAt({ location, region, endpoint }),
      storeInS3,
      inFlight: IN_FLIGHT,
      progress: () => {},
    },
    uuid,
    asked.deep ? 'blocks' : 'trailer',
  )
}
