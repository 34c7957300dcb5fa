import * as z from 'zod/mini'
import { canonical } from '../../domain/canonical.ts'
import type { Uuid } from '../../domain/checkpoint.ts'
import type { Instant } from '../../domain/instant.ts'
import { instantField, uuidField } from '../fields.ts'
import type { Host } from '../format/layout.ts'
import { jsonOrNothing } from '../json-or-nothing.ts'
import type { Depth } from '../looking/remembered.ts'
import type { Digest } from '../writing/digest.ts'

/**
 * What says that a checkpoint is kept, and all that it takes to restore it: written when every object is in the archive, and never changed
 * (docs/ledger-format.md, "Kept copies").
 */
export interface KeptCopy {
  readonly pipeline: string
  readonly uuid: Uuid
  readonly host: Host
  /** Of how many hosts the pipeline was: each keeps its own checkpoint of a step. */
  readonly hosts: number
  /** Its entry in the catalog, as Feldera wrote it but for spaces. */
  readonly catalogEntry: string
  /** How far its batches were verified before they were copied. */
  readonly depth: Depth
  readonly keptAt: Instant
  readonly lockUntil: Instant
  readonly objects: readonly KeptObject[]
}

export interface KeptObject {
  /** In the store (`w0-….feldera`). */
  readonly name: string
  /** In the archive, below `objects/`: see `addressOf`. */
  readonly address: string
  readonly bytes: number
  /** Of the writing that was verified, as the store had it. */
  readonly etag: string
  readonly digest: Digest
  /** How long it was locked then; later checkpoints that need it may have prolonged that. Null: in a folder, which cannot lock. */
  readonly lockedUntil: Instant | null
}

const FORM = 'checkpoint-ledger/kept-copy/1'
export const MAX_KEPT_COPY_BYTES = 128 * 1_024 * 1_024

const count = z.pipe(z.string().check(z.regex(/^(?:0|[1-9]\d{0,14})$/)), z.transform(Number))
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/))
const object = z.pipe(
  z.strictObject({
    name: z.string().check(z.minLength(1)),
    object: sha256,
    bytes: count,
    etag: z.string(),
    sha256,
    part_bytes: z.nullable(count),
    locked_until: z.nullable(instantField),
  }),
  z.transform(
    ({ name, object, bytes, etag, sha256, part_bytes, locked_until }): KeptObject => ({
      name,
      address: object,
      bytes,
      etag,
      digest: { sha256, partBytes: part_bytes },
      lockedUntil: locked_until,
    }),
  ),
)
const form = z.strictObject({
  v: z.literal(FORM),
  pipeline: z.string(),
  uuid: uuidField,
  host: z.nullable(z.string()),
  hosts: count,
  catalog_entry: z.string(),
  depth: z.enum(['trailer', 'blocks']),
  kept_at: instantField,
  lock_until: instantField,
  objects: z.array(object).check(z.minLength(1)),
})

/** RFC 8785 JSON without any number, as entries are. */
export function keptCopyText(copy: KeptCopy): string {
  const { pipeline, uuid, host, hosts, catalogEntry, depth, keptAt, lockUntil, objects } = copy
  return canonical({
    v: FORM,
    pipeline,
    uuid,
    host,
    hosts: String(hosts),
    catalog_entry: catalogEntry,
    depth,
    kept_at: keptAt,
    lock_until: lockUntil,
    objects: objects.map(({ name, address, bytes, etag, digest, lockedUntil }) => ({
      name,
      object: address,
      bytes: String(bytes),
      etag,
      sha256: digest.sha256,
      part_bytes: digest.partBytes === null ? null : String(digest.partBytes),
      locked_until: lockedUntil,
    })),
  })
}

/** The copy, or undefined where the bytes are none of this form. */
export function parseKeptCopy(bytes: Uint8Array): KeptCopy | undefined {
  const parsed = form.safeParse(jsonOrNothing(bytes))
  if (!parsed.success) return undefined
  const { pipeline, uuid, host, hosts, catalog_entry, depth, kept_at, lock_until, objects } = parsed.data
  return {
    pipeline,
    uuid,
    host,
    hosts,
    catalogEntry: catalog_entry,
    depth,
    keptAt: kept_at,
    lockUntil: lock_until,
    objects,
  }
}
