import { createHash } from 'node:crypto'
import { PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import type { StoredObject, StoreReader } from '../store-reader.ts'
import { digesting, isSameDigest } from './digest.ts'
import { SPAN_BYTES } from './digested.ts'
import { borne, putOf, type Written } from './s3-once.ts'
import { inParts, type Part } from './s3-parts.ts'
import { keyOf, type S3WriterPorts } from './s3-place.ts'
import type { CopyOptions, CopySource } from './store-writer.ts'

/** Reads the object and writes it: small ones at once, others in parts. S3 refuses what is not what we read. */
export async function streamInto(
  ports: S3WriterPorts,
  name: string,
  { reader, object }: CopySource,
  options: CopyOptions,
): Promise<Written> {
  const { expected, lockUntilMs, isTimeUp } = options
  const whole = digesting(expected?.partBytes ?? null)
  const { bytes } = object
  const { streamedBytes } = ports.parts
  if (bytes <= streamedBytes) {
    if (isTimeUp()) return { kind: 'out-of-time' }
    const read = await partOf(reader, object, { number: 1, offset: 0, length: bytes })
    if (read.kind !== 'had') return read
    whole.update(read.bytes)
    const digest = whole.end()
    if (expected !== undefined && !isSameDigest(digest, expected)) return { kind: 'differs', digest }
    const command = new PutObjectCommand(putOf(ports, name, read.bytes, lockUntilMs))
    return (await borne(() => ports.client.send(command))) === 'there'
      ? { kind: 'there' }
      : { kind: 'written', digest }
  }
  return inParts(
    ports,
    name,
    bytes,
    {
      ...options,
      partBytes: streamedBytes,
      // One behind the other: memory is bounded, and the digest of the whole needs their order.
      atOnce: 1,
      digest: (composite) => (expected === undefined ? composite : whole.end()),
    },
    async (uploadId, part) => {
      const read = await partOf(reader, object, part)
      if (read.kind !== 'had') return read
      whole.update(read.bytes)
      const sha256 = createHash('sha256').update(read.bytes).digest('base64')
      const { ETag: etag } = await ports.client.send(
        new UploadPartCommand({
          ...keyOf(ports, name),
          UploadId: uploadId,
          PartNumber: part.number,
          Body: read.bytes,
          ChecksumSHA256: sha256,
        }),
      )
      return { kind: 'part', etag, sha256 }
    },
  )
}

async function partOf(reader: StoreReader, object: StoredObject, { offset, length }: Part) {
  const bytes = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; done += SPAN_BYTES) {
    const span = { offset: offset + done, length: Math.min(SPAN_BYTES, length - done) }
    const read = await reader.readSpan(object, span)
    if (read.kind !== 'had') return read
    bytes.set(read.bytes, done)
  }
  return { kind: 'had' as const, bytes }
}
