import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { type Instant, instant } from '../../../lambdas/domain/instant.ts'
import { parseU64, type U64 } from '../../../lambdas/domain/u64.ts'
import { bits, type Random, uuidV7 } from './uuid-v7.ts'

/** One pipeline as Feldera knows it: its deployment, its storage, its catalog of checkpoints. */
export interface SimulatedPipeline {
  readonly id: Uuid
  readonly name: string
  readonly createdAt: Instant
  readonly status: 'Running' | 'Stopped'
  readonly statusSince: Instant
  /** A new one with every start; null while stopped. */
  readonly deploymentId: Uuid | null
  readonly storage: 'InUse' | 'Cleared'
  /** Of the circuit: every checkpoint of it carries this one. */
  readonly fingerprint: U64
  readonly steps: number
  readonly processedRecords: number
  /** Birth of the newest checkpoint ever made, Unix milliseconds. */
  readonly mintedAtMs: number
  /** The catalog: oldest first. */
  readonly checkpoints: readonly CheckpointMetadata[]
}

/** When a transition happens, and the chance in it. */
export interface Moment {
  /** Unix milliseconds. */
  readonly atMs: number
  readonly random: Random
}

/** A running pipeline without checkpoints; without a `fingerprint` one above 2^63, which neither i64 nor a double holds. */
export function deployed(
  { name, fingerprint }: { readonly name: string; readonly fingerprint?: bigint },
  { atMs, random }: Moment,
): SimulatedPipeline {
  const at = instant(atMs)
  return {
    id: uuidV7(atMs, random),
    name,
    createdAt: at,
    status: 'Running',
    statusSince: at,
    deploymentId: uuidV7(atMs, random),
    storage: 'InUse',
    fingerprint: u64(fingerprint ?? (1n << 63n) | (bits(31, random) << 32n) | bits(32, random)),
    steps: 0,
    processedRecords: 0,
    mintedAtMs: 0,
    checkpoints: [],
  }
}

/** Modulo 2^64. */
export function u64(value: bigint): U64 {
  const parsed = parseU64(BigInt.asUintN(64, value).toString())
  if (parsed === undefined) throw new Error(`no u64: ${value}`)
  return parsed
}
