import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { failure, isNoBucket, statusOf } from '../s3-failure.ts'
import { createS3Store } from '../s3-store.ts'
import { type StoredObject, StoreFailure } from '../store-reader.ts'
import type { Digest } from './digest.ts'
import { digested } from './digested.ts'

export interface S3WriterPorts {
  readonly client: S3Client
  readonly bucket: string
  /** Ends with a slash, or is empty: the whole bucket. */
  readonly prefix: string
  /** Of the bucket's Object Lock; null: nothing is locked here. */
  readonly lockMode: 'COMPLIANCE' | 'GOVERNANCE' | null
  readonly parts: PartSizes
}

/** Beyond these an object is written in parts of so many bytes. */
export interface PartSizes {
  readonly copiedBytes: number
  readonly streamedBytes: number
}

const MIB = 1_024 * 1_024
/**
 * S3 itself copies up to 5 GiB at once; 256 MiB take it seconds, which is what a request may last. What goes through us is held a part at a
 * time; ten thousand parts, S3's most, of 16 MiB are 160 GB, beyond which the parts grow.
 */
export const S3_PARTS: PartSizes = { copiedBytes: 256 * MIB, streamedBytes: 16 * MIB }

/** What stands in S3, and what S3 itself noted of it when it was written. */
export interface Standing {
  readonly object: StoredObject
  /** Undefined: it noted no SHA-256. */
  readonly digest: Digest | undefined
  readonly lockedUntilMs: number | null
}

/** The metadata that says into what parts an object was written: the composite checksum alone does not. */
export const PART_BYTES = 'part-bytes'

export function keyOf({ bucket, prefix }: S3WriterPorts, name: string) {
  return { Bucket: bucket, Key: prefix + name }
}

export async function standingAt(ports: S3WriterPorts, name: string): Promise<Standing | undefined> {
  try {
    const head = await ports.client.send(
      new HeadObjectCommand({ ...keyOf(ports, name), ChecksumMode: 'ENABLED' }),
    )
    const { ContentLength: bytes, ETag: etag } = head
    if (bytes === undefined || etag === undefined)
      throw new StoreFailure(`${name}: the store tells neither size nor ETag of it`)
    return {
      object: { name, bytes, etag },
      digest: digestIn(head.ChecksumSHA256, head.Metadata?.[PART_BYTES]),
      lockedUntilMs: head.ObjectLockRetainUntilDate?.getTime() ?? null,
    }
  } catch (cause) {
    if (statusOf(cause) === 404 && !isNoBucket(cause)) return undefined
    throw failure(ports, `${name}: head`, cause)
  }
}

/** S3's own words: the SHA-256 in base64, with `-N` behind it where it is that of N parts. */
export function digestIn(checksum: string | undefined, partBytes: string | undefined): Digest | undefined {
  const match = /^([A-Za-z0-9+/]{43}=)(-\d+)?$/.exec(checksum ?? '')
  if (match === null) return undefined
  const sha256 = Buffer.from(match[1] ?? '', 'base64').toString('hex')
  if (match[2] === undefined) return { sha256, partBytes: null }
  return /^[1-9]\d{0,12}$/.test(partBytes ?? '') ? { sha256, partBytes: Number(partBytes) } : undefined
}

/** As S3 noted it, if in this form, or by reading the object again. Undefined: it went meanwhile, or there is no time. */
export async function digestAt(
  ports: S3WriterPorts,
  { object, digest }: Standing,
  digestBy: Digest['partBytes'] | undefined,
  isTimeUp: () => boolean,
): Promise<Digest | undefined> {
  if (digest !== undefined && (digestBy === undefined || digest.partBytes === digestBy)) return digest
  const reading = { reader: createS3Store(ports), object, digestBy: digestBy ?? null, isTimeUp }
  const read = await digested(reading, () => {})
  return read.kind === 'digested' ? read.digest : undefined
}
