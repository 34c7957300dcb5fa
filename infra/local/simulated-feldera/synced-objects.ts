import { crc32 } from 'node:zlib'
import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { crc32c } from '../../../lambdas/stores/crc32c.ts'
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
  return zip([
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

/** Members as they are, their directory, and its end (PKWARE APPNOTE 6.3). */
function zip(files: readonly { readonly name: string; readonly bytes: Buffer }[]): Buffer {
  const members: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    const member = Buffer.concat([signature(0x04034b50), common, Buffer.from(name), bytes])
    directory.push(signature(0x02014b50), Buffer.from([20, 0]), common, place, Buffer.from(name))
    members.push(member)
    offset += member.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...members, listed, signature(0x06054b50), end])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
