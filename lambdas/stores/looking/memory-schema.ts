import * as z from 'zod/mini'
import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import { instantField, u64Field, uuidField } from '../fields.ts'

export const MEMORY_FORM = 'checkpoint-ledger/copies/1'

const count = z.int().check(z.minimum(0))
const host = z.nullable(z.string())
const names = z.array(z.string())

const checkpoint = z.pipe(
  z.tuple([
    uuidField,
    z.nullable(z.string()),
    u64Field,
    z.nullable(u64Field),
    z.nullable(u64Field),
    z.nullable(u64Field),
  ]),
  z.transform(
    ([uuid, identifier, fingerprint, size, steps, processed_records]): CheckpointMetadata => ({
      uuid,
      identifier,
      fingerprint,
      size,
      steps,
      processed_records,
    }),
  ),
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
  objects: z.array(
    z.tuple([count, count, z.string(), z.enum(['trailer', 'blocks']), z.nullable(z.string())]),
  ),
  catalogs: z.array(
    z.strictObject({ name: z.string(), bytes: count, etag: z.string(), checkpoints: z.array(checkpoint) }),
  ),
  needs: z.array(z.tuple([uuidField, z.string(), count, z.string(), z.string(), z.array(count)])),
  owner: z.nullable(z.strictObject({ bytes: count, etag: z.string(), name: z.nullable(z.string()) })),
  copies: z.nullable(
    z.strictObject({
      since: instantField,
      copies: z.array(copy),
      missing: z.array(copy),
      kept: z._default(z.array(z.strictObject({ uuid: uuidField, until: instantField })), []),
      owner: z.nullable(z.string()),
      otherOwner: z.nullable(z.string()),
      isLate: z.boolean(),
      unobservable: z._default(z.nullable(z.strictObject({ since: instantField, why: z.string() })), null),
      damaged: names,
    }),
  ),
})
