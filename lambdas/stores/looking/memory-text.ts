import type { CheckpointMetadata, Uuid } from '../../domain/checkpoint.ts'
import type { Copies } from '../../domain/copies/copies.ts'
import { jsonOrNothing } from '../json-or-nothing.ts'
import { MEMORY_FORM, memorySchema } from './memory-schema.ts'
import type { Known, KnownNeeds, Remembered } from './remembered.ts'

/** What is kept between two checks of one store, as JSON: what need not be read again, and what is believed of its copies. */
export interface Memory {
  readonly location: string
  readonly remembered: Remembered
  /** Null where they are believed elsewhere: in a ledger. */
  readonly copies: Copies | null
}

/** The memory, or undefined where the text is none of this form. */
export function parseMemory(text: string): Memory | undefined {
  const parsed = memorySchema.safeParse(jsonOrNothing(text))
  if (!parsed.success) return undefined
  const { location, names, objects, catalogs, needs, owner, copies } = parsed.data
  const nameAt = (place: number) => names[place] ?? ''
  return {
    location,
    copies,
    remembered: {
      owner,
      objects: new Map(
        objects.map(([name, bytes, etag, depth, why]): [string, Known] => [
          nameAt(name),
          { bytes, etag, depth, why },
        ]),
      ),
      catalogs: new Map(catalogs.map(({ name, ...catalog }) => [name, catalog])),
      needs: new Map(
        needs.map(([uuid, name, bytes, etag, digest, batches]): [Uuid, KnownNeeds] => [
          uuid,
          { object: { name, bytes, etag }, digest, batches: batches.map(nameAt) },
        ]),
      ),
    },
  }
}

export function memoryText({ location, remembered, copies }: Memory): string {
  const places = new Map<string, number>()
  const placeOf = (name: string): number => {
    const place = places.get(name) ?? places.size
    places.set(name, place)
    return place
  }
  const { objects, catalogs, needs, owner } = remembered
  const kept = {
    objects: [...objects].map(([name, { bytes, etag, depth, why }]) => [
      placeOf(name),
      bytes,
      etag,
      depth,
      why,
    ]),
    needs: [...needs].map(([uuid, { object, digest, batches }]) => [
      uuid,
      object.name,
      object.bytes,
      object.etag,
      digest,
      batches.map(placeOf),
    ]),
    catalogs: [...catalogs].map(([name, { bytes, etag, checkpoints }]) => ({
      name,
      bytes,
      etag,
      checkpoints: checkpoints.map(row),
    })),
    owner,
    copies: copies && {
      ...copies,
      copies: copies.copies.map((one) => ({ ...one, checkpoint: row(one.checkpoint) })),
      missing: copies.missing.map((one) => ({ ...one, checkpoint: row(one.checkpoint) })),
    },
  }
  return JSON.stringify({ form: MEMORY_FORM, location, names: [...places.keys()], ...kept })
}

function row({
  uuid,
  identifier,
  fingerprint,
  size,
  steps,
  processed_records,
}: CheckpointMetadata): readonly (string | null)[] {
  return [uuid, identifier, fingerprint, size, steps, processed_records]
}
