import * as z from 'zod/mini'
import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import { checkpointsIn } from '../../recorder/feldera/schema.ts'
import { jsonIn } from './json-bytes.ts'
import { isBatchName } from './layout.ts'
import { type Parsed, unknown } from './parsed.ts'

/** The three documents of a store. JSON of another shape than we know is what a later Feldera may write: unknown, not damaged. */

// Ten a day for ten years, or one a minute for the thirty days that Feldera keeps them.
const MAX_CATALOG = 60_000
const MAX_BATCHES = 200_000
export const MAX_CATALOG_BYTES = 16 * 1_024 * 1_024
export const MAX_OWNER_BYTES = 64 * 1_024

/** `checkpoints.feldera`: an array of CheckpointMetadata, oldest first (FELDERA §5.3). */
export function parseCatalog(bytes: Uint8Array): Parsed<readonly CheckpointMetadata[]> {
  const json = jsonIn(bytes)
  if (json.kind !== 'whole') return json
  const listed = checkpointsIn(json.value, MAX_CATALOG)
  return listed.kind === 'listed'
    ? { kind: 'whole', value: listed.checkpoints }
    : unknown(`a catalog of another form (${listed.detail})`)
}

/** What a checkpoint needs besides its archive. */
export interface Dependencies {
  readonly batches: readonly string[]
  /** Files that its archive must hold; null where the list does not say (before Feldera 0.298). */
  readonly stateFiles: readonly string[] | null
}

const name = z.string().check(z.minLength(1), z.maxLength(1_024))
const batchNames = z
  .array(z.string().check(z.refine(isBatchName, 'no name of a batch')))
  .check(z.maxLength(MAX_BATCHES))
const newer = z.object({
  batches: batchNames,
  state_files: z.array(name).check(z.maxLength(MAX_BATCHES)),
})

/** `dependencies/<uuid>.json`: `{"batches", "state_files"}`, or, before 0.298, the bare array of batches. */
export function parseDependencies(bytes: Uint8Array): Parsed<Dependencies> {
  const json = jsonIn(bytes)
  if (json.kind !== 'whole') return json
  const older = batchNames.safeParse(json.value)
  if (older.success) return { kind: 'whole', value: { batches: distinct(older.data), stateFiles: null } }
  const parsed = newer.safeParse(json.value)
  if (!parsed.success) return unknown('a list of batches of another form')
  const { batches, state_files } = parsed.data
  return { kind: 'whole', value: { batches: distinct(batches), stateFiles: distinct(state_files) } }
}

const owner = z.object({ pipeline_name: name })

/** `owner.json`: which pipeline syncs here, `pipeline-<its id>` (since Feldera 0.324). */
export function parseOwner(bytes: Uint8Array): Parsed<string> {
  const json = jsonIn(bytes)
  if (json.kind !== 'whole') return json
  const parsed = owner.safeParse(json.value)
  return parsed.success
    ? { kind: 'whole', value: parsed.data.pipeline_name }
    : unknown('an owner of another form')
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
