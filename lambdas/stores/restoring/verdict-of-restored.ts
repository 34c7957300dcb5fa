import type { Damage, Unverified } from '../../domain/copies/stored-copy.ts'
import { look } from '../looking/look.ts'
import { type Depth, NOTHING_REMEMBERED } from '../looking/remembered.ts'
import type { StoreReader } from '../store-reader.ts'
import type { RestorePlan } from './restore-plan.ts'
import { withObjects } from './with-objects.ts'

export interface RestoredVerdict {
  readonly damaged: readonly Damage[]
  readonly unverified: readonly Unverified[]
}

/** What a check of the location will say once the catalogs stand in it. One look is enough: nobody else writes there. */
export async function verdictOfRestored(
  reader: StoreReader,
  { catalogs, checkpoints }: Pick<RestorePlan, 'catalogs' | 'checkpoints'>,
  depth: Depth,
  inFlight: number,
): Promise<RestoredVerdict> {
  const { seen } = await look(
    { reader: withObjects(reader, catalogs), inFlight, progress: () => {} },
    NOTHING_REMEMBERED,
    new Map(),
    depth,
  )
  const listed = new Set<string>(seen.copies.map(({ checkpoint }) => checkpoint.uuid))
  const lost = checkpoints.filter(({ uuid }) => !listed.has(uuid))
  return {
    damaged: [
      ...seen.damaged,
      ...lost.map(({ uuid }) => ({ object: uuid, what: 'its catalog does not list it' })),
      ...seen.copies.flatMap(({ damaged, missing }) => [
        ...damaged,
        ...missing.map((object) => ({ object, what: 'it is missing' })),
      ]),
    ],
    unverified: [...seen.unverified, ...seen.copies.flatMap(({ unverified }) => unverified)],
  }
}
