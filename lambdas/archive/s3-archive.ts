import { createHash } from 'node:crypto'
import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { type Archive, type ArchiveReader, Fork, type PutOptions } from './archive.ts'
import { equalBytes } from './equal-bytes.ts'

export interface S3Bucket {
  readonly client: S3Client
  readonly bucket: string
}

export interface S3ArchivePorts extends S3Bucket {
  readonly lockMode: 'COMPLIANCE' | 'GOVERNANCE'
}

/** The tag of what a lifecycle rule may let expire (infra/storage.ts). */
export const SUPERSEDED = { Key: 'superseded', Value: 'true' } as const

// Two who put the same name at the same time: S3 asks one of them to try again (409 ConditionalRequestConflict).
const CONFLICTS_BORNE = 5

/** The archive as an S3 bucket with Object Lock. */
export function createS3Archive(ports: S3ArchivePorts): Archive {
  const { client, bucket, lockMode } = ports
  return {
    ...createS3ArchiveReader(ports),
    put: async (name, bytes, options) => {
      const condition = { IfNoneMatch: '*', ...lockOf(options, lockMode) }
      const outcome = await putIf(ports, name, bytes, { ...typeOf(options), ...condition })
      return outcome === 'put' ? 'kept' : sameBytes(ports, name, bytes)
    },
    replace: async (name, bytes, over) => {
      const there = await read(ports, name)
      const isSame =
        there === undefined ? over === undefined : over !== undefined && equalBytes(there.bytes, over)
      if (!isSame) return 'moved'
      const condition = there === undefined ? { IfNoneMatch: '*' } : { IfMatch: there.etag }
      const outcome = await putIf(ports, name, bytes, { ContentType: 'text/plain', ...condition })
      return outcome === 'put' ? 'replaced' : 'moved'
    },
    supersede: async (name) => {
      const Tagging = { TagSet: [{ ...SUPERSEDED }] }
      await client
        .send(new PutObjectTaggingCommand({ Bucket: bucket, Key: name, Tagging }))
        .catch((cause: unknown) => {
          // It has expired already.
          if (!isStatus(cause, 404)) throw new Error(`${name}: tag unanswered`, { cause })
        })
    },
  }
}

/** The same over a client of its own, that of the function which asks. */
export function openS3Archive(place: Omit<S3ArchivePorts, 'client'>): Archive {
  return createS3Archive({ client: new S3Client({}), ...place })
}

/** The bucket as an auditor needs it: `s3:GetObject` and `s3:ListBucket` suffice. */
export function createS3ArchiveReader(ports: S3Bucket): ArchiveReader {
  return {
    get: async (name) => (await read(ports, name))?.bytes,
    list: (folder) => namesBelow(ports, folder),
  }
}

type Extra = Partial<ConstructorParameters<typeof PutObjectCommand>[0]>

async function putIf(
  ports: S3ArchivePorts,
  name: string,
  bytes: Uint8Array,
  extra: Extra,
): Promise<'put' | 'refused'> {
  for (let conflicts = 0; ; conflicts += 1) {
    const outcome = await putOnce(ports, name, bytes, extra)
    if (outcome !== 'conflict') return outcome
    if (conflicts >= CONFLICTS_BORNE) throw new Error(`${name}: S3 kept answering 409`)
  }
}

async function putOnce(
  { client, bucket }: S3Bucket,
  name: string,
  bytes: Uint8Array,
  extra: Extra,
): Promise<'put' | 'refused' | 'conflict'> {
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: name,
        Body: bytes,
        // S3 compares: bytes that were damaged on the way are refused.
        ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
        ...extra,
      }),
    )
    return 'put'
  } catch (cause) {
    // 404: what was to be replaced has gone.
    if (isStatus(cause, 412) || isStatus(cause, 404)) return 'refused'
    if (isStatus(cause, 409)) return 'conflict'
    throw new Error(`${name}: put unanswered`, { cause })
  }
}

function typeOf({ contentType, contentEncoding }: PutOptions): Extra {
  return {
    ContentType: contentType,
    ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
  }
}

function lockOf({ lockUntilMs }: PutOptions, lockMode: S3ArchivePorts['lockMode']): Extra {
  if (lockUntilMs === null) return {}
  return { ObjectLockMode: lockMode, ObjectLockRetainUntilDate: new Date(lockUntilMs) }
}

/** Taken by the very same bytes, by ourselves whose answer was lost or by another recorder, is kept. */
async function sameBytes(ports: S3Bucket, name: string, bytes: Uint8Array): Promise<'kept'> {
  const there = await read(ports, name)
  if (there === undefined || !equalBytes(there.bytes, bytes)) throw new Fork(name)
  return 'kept'
}

async function read(
  { client, bucket }: S3Bucket,
  name: string,
): Promise<{ bytes: Uint8Array; etag: string } | undefined> {
  try {
    const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }))
    const bytes = await Body?.transformToByteArray()
    return bytes === undefined ? undefined : { bytes, etag: ETag }
  } catch (cause) {
    if (cause instanceof NoSuchKey) return undefined
    throw new Error(`${name}: get unanswered`, { cause })
  }
}

async function* namesBelow({ client, bucket }: S3Bucket, folder: string): AsyncGenerator<string> {
  let after: string | undefined
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: folder,
      ...(after === undefined ? {} : { ContinuationToken: after }),
    })
    const page = await client.send(command).catch((cause: unknown) => {
      throw new Error(`${folder}: list unanswered`, { cause })
    })
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key
    after = page.NextContinuationToken
  } while (after !== undefined)
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status
}
