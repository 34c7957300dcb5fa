import * as z from 'zod'
import { sha256Hex } from '../../domain/canonical.ts'
import type { CheckpointMetadata } from '../../domain/checkpoint.ts'
import { isCleared } from '../../domain/comparing/causes.ts'
import { isStopped } from '../../domain/comparing/stopped.ts'
import { type Instant, parseInstant } from '../../domain/instant.ts'
import { observationOf } from '../../recorder/feldera/schema.ts'
import { statusListOf } from '../../recorder/feldera/status-list.ts'
import { evidenceLines } from '../evidence-lines.ts'

const answer = z.object({
  pipeline: z.string().nullable(),
  source: z.string(),
  url: z.string(),
  status: z.int().nullable(),
  headers: z.record(z.string(), z.string()),
  requested_at: z.string(),
  received_at: z.string().nullable(),
  sha256: z.string().nullable(),
  body: z.string().nullable(),
  body_base64: z.string().optional(),
  body_in: z.string().optional(),
})

/** One line of evidence: an answer of a source, as it was kept. */
export type KeptAnswer = Readonly<z.output<typeof answer>>

export interface Pipeline {
  readonly source: string
  readonly name: string
}

/** What an answer shows of a pipeline. */
export interface Shown {
  readonly checkpoints: readonly CheckpointMetadata[]
  readonly receivedAt: Instant
  /** The pipeline's own answer, or its source's list, where that says that it is stopped. */
  readonly by: 'pipeline' | 'list'
}

/** Its answers, in order: line 1 first. Throws where the object is none of evidence. */
export function answersIn(object: Uint8Array): readonly KeptAnswer[] {
  return evidenceLines(object).map((line) => answer.parse(JSON.parse(line)))
}

/** The object that holds the body, where that was kept earlier (`body_in`). */
export function holderOf({ body, body_base64, body_in }: KeptAnswer): string | undefined {
  return body === null && body_base64 === undefined ? body_in : undefined
}

/** The bytes of the answer's body, which have the hash that it names; undefined where they cannot be had. `held`: the answers of `holderOf`. */
export function bodyOf(kept: KeptAnswer, held: readonly KeptAnswer[]): Uint8Array | undefined {
  const own = ownBody(kept)
  const bytes =
    own ??
    held
      .filter(({ sha256 }) => sha256 === kept.sha256)
      .map(ownBody)
      .find((body) => body !== undefined)
  return bytes !== undefined && sha256Hex(bytes) === kept.sha256 ? bytes : undefined
}

/** What a complete answer shows of the pipeline; undefined where it does not, whatever the reason. */
export function shownBy(
  kept: KeptAnswer,
  body: Uint8Array | undefined,
  { source, name }: Pipeline,
): Shown | undefined {
  const [requestedAt, receivedAt] = [parseInstant(kept.requested_at), parseInstant(kept.received_at ?? '')]
  if (kept.source !== source || kept.status === null || body === undefined) return undefined
  if (requestedAt === undefined || receivedAt === undefined) return undefined
  const { status, headers } = kept
  const exchange = { kind: 'answered' as const, status, headers, body, requestedAt, receivedAt }
  if (kept.pipeline === name && kept.url.endsWith(`/v0/pipelines/${encodeURIComponent(name)}/checkpoints`)) {
    const seen = observationOf(exchange)
    return seen.kind === 'listed' ? { checkpoints: seen.checkpoints, receivedAt, by: 'pipeline' } : undefined
  }
  if (kept.pipeline !== null || !kept.url.endsWith('/v0/pipelines?selector=status')) return undefined
  const list = statusListOf(exchange)
  const listed = list.kind === 'had' ? list.pipelines.find((one) => one.name === name) : undefined
  if (listed === undefined || !isStopped(listed)) return undefined
  if (isCleared(listed.storageStatus)) return { checkpoints: [], receivedAt, by: 'list' }
  const { details } = listed
  if (listed.storageStatus !== 'InUse' || details?.kind !== 'listed') return undefined
  return { checkpoints: details.checkpoints, receivedAt, by: 'list' }
}

function ownBody({ body, body_base64 }: KeptAnswer): Uint8Array | undefined {
  if (body !== null) return Buffer.from(body, 'utf8')
  return body_base64 === undefined ? undefined : Buffer.from(body_base64, 'base64')
}
