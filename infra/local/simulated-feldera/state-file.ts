import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { parseUuid, type Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { type Instant, parseInstant } from '../../../lambdas/domain/instant.ts'
import { parseU64, type U64 } from '../../../lambdas/domain/u64.ts'
import type { Monitored } from './answer.ts'

const uuid = z.custom<Uuid>((value) => typeof value === 'string' && parseUuid(value) === value)
const u64 = z.custom<U64>((value) => typeof value === 'string' && parseU64(value) === value)
const at = z.custom<Instant>((value) => typeof value === 'string' && parseInstant(value) === value)
const count = z.int().nonnegative()
const status = z.enum(['Running', 'Stopped'])
const storage = z.enum(['InUse', 'Cleared'])
const checkpoint = z.strictObject({
  uuid,
  identifier: z.string().nullable(),
  fingerprint: u64,
  size: u64.nullable(),
  steps: u64.nullable(),
  processed_records: u64.nullable(),
})
const checkpoints = z.array(checkpoint).readonly()
const pipeline = z.strictObject({
  id: uuid,
  name: z.string(),
  createdAt: at,
  status,
  statusSince: at,
  deploymentId: uuid.nullable(),
  storage,
  fingerprint: u64,
  steps: count,
  processedRecords: count,
  mintedAtMs: count,
  checkpoints,
})
const event = z.strictObject({ eventId: uuid, recordedAt: at, status, storage, checkpoints })
const state = z.strictObject({
  v: z.literal('simulated-feldera/1'),
  pipelines: z.array(z.strictObject({ pipeline, events: z.array(event).readonly() })).readonly(),
})

// All 720 of each pipeline would be a megabyte with every checkpoint, some 60 GB a day.
const EVENTS_KEPT = 60

/** What was saved, or undefined where the file is missing or not whole. Throws where it cannot be read at all. */
export function loadState(file: string): readonly Monitored[] | undefined {
  try {
    const parsed = state.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? parsed.data.pipelines : undefined
  } catch (cause) {
    if (cause instanceof SyntaxError || isMissing(cause)) return undefined
    throw new Error(`simulated Feldera: cannot read ${file}`, { cause })
  }
}

/** Replaces the file as a whole: who reads it sees the old one or the new one. Of the events it keeps the newest 60. */
export function saveState(file: string, pipelines: readonly Monitored[]): void {
  const kept = pipelines.map(({ pipeline, events }) => ({ pipeline, events: events.slice(0, EVENTS_KEPT) }))
  const written: z.infer<typeof state> = { v: 'simulated-feldera/1', pipelines: kept }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(written))
  renameSync(`${file}.new`, file)
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
