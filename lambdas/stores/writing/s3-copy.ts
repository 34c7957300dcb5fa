import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3'
import { nameOf, statusOf } from '../s3-failure.ts'
import { borne, lockOf, type Written } from './s3-once.ts'
import { inParts, type PartWritten } from './s3-parts.ts'
import { digestAt, digestIn, keyOf, type S3WriterPorts, standingAt } from './s3-place.ts'
import { streamInto } from './s3-stream.ts'
import type { CopyOptions, CopySource } from './store-writer.ts'

export type SourceInS3 = CopySource & { readonly inS3: NonNullable<CopySource['inS3']> }

const PARTS_AT_ONCE = 4

/** S3 copies that very writing on its own; no byte goes through us. */
export async function copyWithin(
  ports: S3WriterPorts,
  name: string,
  from: SourceInS3,
  options: CopyOptions,
): Promise<Written> {
  const partBytes =
    options.expected === undefined
      ? from.object.bytes <= ports.parts.copiedBytes
        ? null
        : ports.parts.copiedBytes
      : options.expected.partBytes
  try {
    return partBytes === null
      ? await copyAtOnce(ports, name, from, options)
      : await copyInParts(ports, name, from, options, partBytes)
  } catch (cause) {
    if (statusOf(cause) === 404 && nameOf(cause) === 'NoSuchKey') return { kind: 'none' }
    // S3 does not say whether it was the source that may not be read, or the place that may not be written.
    if (statusOf(cause) === 403) return { kind: 'withheld', why: `${nameOf(cause)}, where S3 was to copy it` }
    // What speaks like S3 may not copy under a condition: then the bytes go through us.
    if (statusOf(cause) === 501) return streamInto(ports, name, from, options)
    throw cause
  }
}

async function copyAtOnce(
  ports: S3WriterPorts,
  name: string,
  from: SourceInS3,
  { lockUntilMs, isTimeUp }: CopyOptions,
): Promise<Written> {
  if (isTimeUp()) return { kind: 'out-of-time' }
  const command = new CopyObjectCommand({
    ...keyOf(ports, name),
    ...sourceOf(from),
    IfNoneMatch: '*',
    ChecksumAlgorithm: 'SHA256',
    // Only the bytes are ours to keep: tags would take a permission more, and metadata may say anything.
    MetadataDirective: 'REPLACE',
    TaggingDirective: 'REPLACE',
    ...lockOf(ports, lockUntilMs),
  })
  const answer = await borne(() => ports.client.send(command))
  if (answer === 'there') return { kind: 'there' }
  const digest = digestIn(answer.CopyObjectResult?.ChecksumSHA256, undefined)
  if (digest !== undefined) return { kind: 'written', digest }
  // What speaks like S3 may note no SHA-256: then it is read again.
  const there = await standingAt(ports, name)
  const read = there === undefined ? undefined : await digestAt(ports, there, null, isTimeUp)
  return read === undefined ? { kind: 'out-of-time' } : { kind: 'written', digest: read }
}

function copyInParts(
  ports: S3WriterPorts,
  name: string,
  from: SourceInS3,
  options: CopyOptions,
  partBytes: number,
): Promise<Written> {
  return inParts(
    ports,
    name,
    from.object.bytes,
    { ...options, partBytes, atOnce: PARTS_AT_ONCE, digest: (composite) => composite },
    async (uploadId, { number, offset, length }): Promise<PartWritten> => {
      const command = new UploadPartCopyCommand({
        ...keyOf(ports, name),
        ...sourceOf(from),
        UploadId: uploadId,
        PartNumber: number,
        CopySourceRange: `bytes=${offset}-${offset + length - 1}`,
      })
      // The one condition of a part is that of its source.
      const answer = await borne(() => ports.client.send(command))
      return answer === 'there'
        ? { kind: 'changed' }
        : {
            kind: 'part',
            etag: answer.CopyPartResult?.ETag,
            sha256: answer.CopyPartResult?.ChecksumSHA256,
          }
    },
  )
}

function sourceOf({ inS3: { bucket, key }, object }: SourceInS3) {
  const path = key.split('/').map(encodeURIComponent).join('/')
  return { CopySource: `${bucket}/${path}`, CopySourceIfMatch: object.etag }
}
