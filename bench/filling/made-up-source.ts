import { createHash } from 'node:crypto'
import type { Answer } from '../../lambdas/archive/evidence.ts'
import { type CheckpointMetadata, parseUuid, type Uuid } from '../../lambdas/domain/checkpoint.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { parseU64, type U64 } from '../../lambdas/domain/u64.ts'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import type { SourceClient } from '../../lambdas/recorder/source-client.ts'

/** A source whose pipelines make a checkpoint a minute and keep two, at whatever time it is asked: it has no memory. */

export const PIPELINES = 100
export const PERIOD_MS = 60_000
const SOURCE = 'filled'
const URL = 'http://127.0.0.1:1'

export function madeUpConfiguration(): Configuration {
  const pipelines = Array.from({ length: PIPELINES }, (_, i) => `pipeline-${String(i).padStart(3, '0')}`)
  const source = { name: SOURCE, url: URL, auth: { kind: 'none' as const }, tenant: null, pipelines }
  return { sources: [source], policy: { ...DEFAULT_POLICY, confirmAfterMs: [] }, overrides: [], stores: [] }
}

export function madeUpSource(now: () => number): SourceClient {
  return {
    listCheckpoints: async (_source, pipeline) => {
      const checkpoints = listedIn(pipeline, Math.floor(now() / PERIOD_MS))
      const answer: Answer = {
        url: `${URL}/v0/pipelines/${pipeline}/checkpoints`,
        status: 200,
        headers: { 'content-type': 'application/json' },
        requestedAt: instant(now()),
        receivedAt: instant(now()),
        body: Buffer.from(`[${checkpoints.map(written).join(',')}]`),
      }
      return { answers: [answer], observation: { kind: 'listed', checkpoints } }
    },
    listPipelines: async () => ({ answers: [], list: NONE }),
    listEvents: async () => ({ answers: [], feed: NONE }),
  }
}

const NONE = { kind: 'not-had', reason: 'unsupported', detail: 'made up' } as const

/** What the pipeline lists in this minute, oldest first. */
export function listedIn(pipeline: string, minute: number): readonly CheckpointMetadata[] {
  return [1, 0].map((back) => checkpointAt(pipeline, minute - back))
}

function checkpointAt(pipeline: string, minute: number): CheckpointMetadata {
  const digest = createHash('sha256').update(`${pipeline} ${minute}`).digest()
  return {
    uuid: uuidAt(minute * PERIOD_MS, digest.toString('hex')),
    identifier: null,
    fingerprint: u64(createHash('sha256').update(pipeline).digest().readBigUInt64BE()),
    size: u64(digest.readBigUInt64BE() >> 40n),
    steps: u64(BigInt(minute)),
    processed_records: u64(BigInt(minute) * 1_000n),
  }
}

/** As Feldera writes it: integers as they are, however large. */
function written({ uuid, fingerprint, size, steps, processed_records }: CheckpointMetadata): string {
  return `{"uuid":"${uuid}","identifier":null,"fingerprint":${fingerprint},"size":${size},"steps":${steps},"processed_records":${processed_records}}`
}

/** A UUID of version 7 (RFC 9562) whose chance is given. */
function uuidAt(atMs: number, chance: string): Uuid {
  const time = atMs.toString(16).padStart(12, '0')
  const text = `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(6, 18)}`
  const uuid = parseUuid(text)
  if (uuid === undefined) throw new Error(`no UUID: ${text}`)
  return uuid
}

function u64(value: bigint): U64 {
  const parsed = parseU64(String(value))
  if (parsed === undefined) throw new Error(`no 64-bit number: ${value}`)
  return parsed
}
