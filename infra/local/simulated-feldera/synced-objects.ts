import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { crc32c } from '../../../lambdas/stores/format/crc32c.ts'
import { makeZip } from './made-zip.ts'
import { checkpointRow } from './wire.ts'

/** The objects of Feldera's checkpoint sync (FELDERA §5.3), small and whole: what a reader checks of them is as Feldera writes it. */

/** A batch: one block of data, and the trailer of 512 bytes (dbsp/src/storage/file/format.rs). */
export function batchObject(seed: number): Buffer {
  const block = Buffer.alloc(512)
  block.write('LFDB', 4, 'latin1')
  for (let i = 32; i < block.length; i += 4) block.writeUInt32LE(Math.imul(seed + i, 2_654_435_761) >>> 0, i)
  const trailer = Buffer.alloc(512)
  trailer.write('LFFT', 4, 'latin1')
  trailer.writeUInt32LE(5, 8)
  // One column, whose only block is the first.
  trailer.writeUInt32LE(1, 13)
  trailer.writeUInt32LE(block.length, 25)
  trailer.writeBigUInt64LE(10n, 32)
  trailer.writeBigUInt64LE(2n, 52)
  return Buffer.concat([summed(block), summed(trailer)])
}

function summed(block: Buffer): Buffer {
  block.writeUInt32LE(crc32c(block.subarray(4)), 0)
  return block
}

const STATE_FILES = ['CHECKPOINT', 'pspine-0.dat']

/** `dependencies/<uuid>.json`, as since v0.298. */
export function dependenciesObject(batches: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify({ batches, state_files: STATE_FILES }))
}

/** `<uuid>.zip`: the checkpoint's own directory. */
export function archiveObject(checkpoint: CheckpointMetadata): Buffer {
  const { uuid, steps } = checkpoint
  return makeZip([
    { name: 'CHECKPOINT', bytes: Buffer.alloc(0) },
    { name: 'pspine-0.dat', bytes: Buffer.alloc(256, uuid) },
    { name: 'state.json', bytes: Buffer.from(`{"circuit":${entryOf(checkpoint)},"step":${steps ?? 0}}`) },
  ])
}

/** `checkpoints.feldera`, as `write_json` writes it: no newline, numbers in full. */
export function catalogObject(checkpoints: readonly CheckpointMetadata[]): Buffer {
  return Buffer.from(`[${checkpoints.map(entryOf).join(',')}]`)
}

export function ownerObject(pipelineId: Uuid): Buffer {
  return Buffer.from(JSON.stringify({ pipeline_name: `pipeline-${pipelineId}` }))
}

function entryOf(checkpoint: CheckpointMetadata): string {
  return JSON.stringify(checkpointRow(checkpoint))
}
