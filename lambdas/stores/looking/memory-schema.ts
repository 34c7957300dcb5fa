import * as z from 'zod'
import { type CheckpointMetadata, parseUuid, type Uuid } from '../../domain/checkpoint.ts'
import { type Instant, parseInstant } from '../../domain/instant.ts'
import { parseU64, type U64 } from '../../domain/u64.ts'

export const MEMORY_FORM = 'checkpoint-ledger/copies/1'

const count = z.int().min(0)
const uuid = z.string().transform((text, context): Uuid => parseUuid(text) ?? refused(context))
const u64 = z.string().transform((text, context): U64 => parseU64(text) ?? refused(context))
const at = z.string().transform((text, context): Instant => parseInstant(text) ?? refused(context))
const host = z.string().nullable()
const names = z.array(z.string())

const checkpoint = z
  .tuple([uuid, z.string().nullable(), u64, u64.nullable(), u64.nullable(), u64.nullable()])
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
  firstSeenAt: at,
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
  needs: z.array(z.tuple([uuid, z.string(), count, z.string(), z.string(), z.array(count)])),
  owner: z.strictObject({ bytes: count, etag: z.string(), name: z.string().nullable() }).nullable(),
  copies: z
    .strictObject({
      since: at,
      copies: z.array(copy),
      missing: z.array(copy),
      kept: z.array(z.strictObject({ uuid, until: at })).default([]),
      owner: z.string().nullable(),
      otherOwner: z.string().nullable(),
      isLate: z.boolean(),
      unobservable: z.strictObject({ since: at, why: z.string() }).nullable().default(null),
      damaged: names,
    })
    .nullable(),
})

function refused(context: z.core.$RefinementCtx): never {
  context.addIssue({ code: 'custom', message: 'not valid' })
  return z.NEVER
}
