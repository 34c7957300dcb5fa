import * as z from 'zod'
import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import { instantField, u64Field, uuidField } from '../fields.ts'

export const MEMORY_FORM = 'checkpoint-ledger/copies/1'

const count = z.int().min(0)
const host = z.string().nullable()
const names = z.array(z.string())

const checkpoint = z
  .tuple([
    uuidField,
    z.string().nullable(),
    u64Field,
    u64Field.nullable(),
    u64Field.nullable(),
    u64Field.nullable(),
  ])
  .transform(
    ([uuid, identifier, fingerprint, size, steps, processed_records]): CheckpointMetadata => ({
      uuid,
      identifier,
      fingerprint,
      size,
      steps,
      processed_records,
    }),
  )

const copy = z.strictObject({
  checkpoint,
  host,
  firstSeenAt: instantField,
  rung: z.enum(['listed', 'synced', 'complete', 'verified']),
  told: z.strictObject({ incomplete: names, corrupt: names, changed: names }),
})

/** What `memoryText` writes. */
export const memorySchema = z.strictObject({
  form: z.literal(MEMORY_FORM),
  location: z.string(),
  /** Checkpoints share most batches: below, a name is its place here. */
  names,
  objects: z.array(z.tuple([count, count, z.string(), z.enum(['trailer', 'blocks']), z.string().nullable()])),
  catalogs: z.array(
    z.strictObject({ name: z.string(), bytes: count, etag: z.string(), checkpoints: z.array(checkpoint) }),
  ),
  needs: z.array(z.tuple([uuidField, z.string(), count, z.string(), z.string(), z.array(count)])),
  owner: z.strictObject({ bytes: count, etag: z.string(), name: z.string().nullable() }).nullable(),
  copies: z
    .strictObject({
      since: instantField,
      copies: z.array(copy),
      missing: z.array(copy),
      kept: z.array(z.strictObject({ uuid: uuidField, until: instantField })).default([]),
      owner: z.string().nullable(),
      otherOwner: z.string().nullable(),
      isLate: z.boolean(),
      unobservable: z.strictObject({ since: instantField, why: z.string() }).nullable().default(null),
      damaged: names,
    })
    .nullable(),
})
