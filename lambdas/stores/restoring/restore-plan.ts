import type { Uuid } from '../../domain/checkpoint.ts'
import type { Damage, Unverified } from '../../domain/copies/stored-copy.ts'
import type { Host } from '../format/layout.ts'
import type { Digest } from '../writing/digest.ts'
import type { CopySource } from '../writing/store-writer.ts'

/** What a restore writes: the same for the same checkpoint, whenever it is planned. */
export interface RestorePlan {
  /** One of each host, of the same step. */
  readonly checkpoints: readonly { readonly host: Host; readonly uuid: Uuid }[]
  readonly objects: readonly PlannedObject[]
  /** Written last, by name. */
  readonly catalogs: ReadonlyMap<string, Uint8Array>
}

export interface PlannedObject {
  readonly name: string
  readonly bytes: number
  /** Null: of no kept copy, whose bytes nobody has noted; what was read is what is verified. */
  readonly digest: Digest | null
  /** Where its bytes are now; undefined: they are gone, or others. */
  readonly from: () => Promise<CopySource | undefined>
}

export type Planned =
  | { readonly kind: 'planned'; readonly plan: RestorePlan }
  | { readonly kind: 'refused'; readonly why: string }
  /** It is not whole, or nobody can say that it is. */
  | {
      readonly kind: 'unfit'
      readonly damaged: readonly Damage[]
      readonly unverified: readonly Unverified[]
    }

export function bytesOf({ objects }: Pick<RestorePlan, 'objects'>): number {
  return objects.reduce((sum, { bytes }) => sum + bytes, 0)
}
