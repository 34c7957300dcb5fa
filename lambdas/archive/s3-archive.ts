import { createHash } from 'node:crypto'
import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import type { Archive, PutOptions } from './archive.ts'

export interface S3ArchivePorts {
  readonly client: S3Client
  readonly bucket: string
  readonly lockMode: 'COMPLIANCE' | 'GOVERNANCE'
}

// Two who put the same name at the same time: S3 asks one of them to try again (409 ConditionalRequestConflict).
const CONFLICTS_BORNE = 5

/** The archive as an S3 bucket with Object Lock. */
export function createS3Archive(ports: S3ArchivePorts): Archive {
  return {
    put: async (name, bytes, options) => {
      for (let conflicts = 0; ; conflicts += 1) {
        const outcome = await putOnce(ports, name, bytes, options)
        if (outcome === 'kept') return 'kept'
        if (outcome === 'taken') return sameBytes(ports, name, bytes)
        if (conflicts >= CONFLICTS_BORNE) throw new Error(`${name}: S3 kept answering 409`)
      }
    },
    get: (name) => get(ports, name),
  }
}

async function putOnce(
  { client, bucket, lockMode }: S3ArchivePorts,
  name: string,
  bytes: Uint8Array,
  { contentType, contentEncoding, lockUntilMs }: PutOptions,
): Promise<'kept' | 'taken' | 'conflict'> {
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: name,
        Body: bytes,
        ContentType: contentType,
        ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
        // S3 compares: bytes that were damaged on the way are refused.
        ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
        IfNoneMatch: '*',
        ObjectLockMode: lockMode,
        ObjectLockRetainUntilDate: new Date(lockUntilMs),
      }),
    )
    return 'kept'
  } catch (cause) {
    if (cause instanceof S3ServiceException && cause.$metadata.httpStatusCode === 412) return 'taken'
    if (cause instanceof S3ServiceException && cause.$metadata.httpStatusCode === 409) return 'conflict'
    throw new Error(`${name}: put unanswered`, { cause })
  }
}

/** Taken by the very same bytes, by ourselves whose answer was lost or by another recorder, is kept. */
async function sameBytes(ports: S3ArchivePorts, name: string, bytes: Uint8Array): Promise<'kept'> {
  const there = await get(ports, name)
  if (there === undefined || !Buffer.from(there).equals(bytes)) {
    throw new Error(`FORK: ${name} is there with other bytes`)
  }
  return 'kept'
}

async function get({ client, bucket }: S3ArchivePorts, name: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }))
    return await Body?.transformToByteArray()
  } catch (cause) {
    if (cause instanceof NoSuchKey) return undefined
    throw new Error(`${name}: get unanswered`, { cause })
  }
}
