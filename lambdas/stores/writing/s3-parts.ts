import { createHash } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3'
import pLimit from 'p-limit'
import { type Digest, isSameDigest } from './digest.ts'
import { borne, lockOf, type Written } from './s3-once.ts'
import { keyOf, PART_BYTES, type S3WriterPorts } from './s3-place.ts'
import type { CopyOptions } from './store-writer.ts'

export interface Part {
  /** From 1. */
  readonly number: number
  readonly offset: number
  readonly length: number
}

/** What S3 answered to a part, or why there is none. */
export type PartWritten =
  | { readonly kind: 'part'; readonly etag: string | undefined; readonly sha256: string | undefined }
  | Exclude<Written, { readonly kind: 'written' }>

export interface InParts extends CopyOptions {
  readonly partBytes: number
  readonly atOnce: number
  /** What the whole is known by, told by its composite digest once all parts are there. */
  readonly digest: (composite: Digest) => Digest
}

const MAX_PARTS = 10_000

/** An object in parts: it appears when the last is there, whole and with its lock, or not at all. */
export async function inParts(
  ports: S3WriterPorts,
  name: string,
  bytes: number,
  options: InParts,
  writePart: (uploadId: string, part: Part) => Promise<PartWritten>,
): Promise<Written> {
  const partBytes = Math.max(options.partBytes, Math.ceil(bytes / MAX_PARTS))
  const { client } = ports
  const { UploadId: id } = await client.send(
    new CreateMultipartUploadCommand({
      ...keyOf(ports, name),
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
      Metadata: { [PART_BYTES]: String(partBytes) },
      ...lockOf(ports, options.lockUntilMs),
    }),
  )
  if (id === undefined) throw new Error(`${name}: S3 named no upload`)
  let isDone = false
  try {
    const written = await allParts(bytes, partBytes, options, (part) => writePart(id, part))
    if (written.kind !== 'parts') return written
    const digest = options.digest({ sha256: sha256Of(written.parts), partBytes })
    if (options.expected !== undefined && !isSameDigest(digest, options.expected))
      return { kind: 'differs', digest }
    const command = new CompleteMultipartUploadCommand({
      ...keyOf(ports, name),
      UploadId: id,
      IfNoneMatch: '*',
      MpuObjectSize: bytes,
      MultipartUpload: {
        Parts: written.parts.map(({ etag, sha256 }, i) => ({
          PartNumber: i + 1,
          ETag: etag,
          ChecksumSHA256: sha256,
        })),
      },
    })
    if ((await borne(() => client.send(command))) === 'there') return { kind: 'there' }
    isDone = true
    return { kind: 'written', digest }
  } finally {
    // Parts that nobody needs cost until a lifecycle rule finds them; that they cannot be given up now changes nothing else.
    if (!isDone)
      await client
        .send(new AbortMultipartUploadCommand({ ...keyOf(ports, name), UploadId: id }))
        .catch(() => {})
  }
}

type Uploaded = Extract<PartWritten, { readonly kind: 'part' }>

async function allParts(
  bytes: number,
  partBytes: number,
  { atOnce, isTimeUp }: InParts,
  write: (part: Part) => Promise<PartWritten>,
): Promise<
  { readonly kind: 'parts'; readonly parts: readonly Uploaded[] } | Exclude<PartWritten, { kind: 'part' }>
> {
  const numbers = Array.from({ length: Math.ceil(bytes / partBytes) }, (_, i) => i)
  const limit = pLimit(atOnce)
  let other: Exclude<PartWritten, { kind: 'part' }> | undefined
  const parts = await limit.map(numbers, async (i) => {
    if (isTimeUp()) other ??= { kind: 'out-of-time' }
    if (other !== undefined) return []
    const offset = i * partBytes
    const length = Math.min(partBytes, bytes - offset)
    const written = await write({ number: i + 1, offset, length })
    if (written.kind === 'part') return [written]
    other ??= written
    return []
  })
  return other ?? { kind: 'parts', parts: parts.flat() }
}

/** The composite checksum: that of the parts' checksums, one behind the other. */
function sha256Of(parts: readonly Uploaded[]): string {
  const all = createHash('sha256')
  for (const { sha256 = '' } of parts) all.update(Buffer.from(sha256, 'base64'))
  return all.digest('hex')
}
