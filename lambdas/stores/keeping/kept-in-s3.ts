import type { S3Client } from '@aws-sdk/client-s3'
import { createS3Store } from '../s3-store.ts'
import { S3_PARTS, type S3WriterPorts } from '../writing/s3-place.ts'
import { createS3Writer } from '../writing/s3-writer.ts'
import { keptFolder } from './kept-names.ts'
import type { KeptPlaces, Place } from './kept-places.ts'

export interface ArchiveInS3 {
  readonly client: S3Client
  readonly bucket: string
  readonly lockMode: NonNullable<S3WriterPorts['lockMode']>
}

/** In a bucket with Object Lock; undefined for a pipeline whose name is no path. */
export function keptInS3(archive: ArchiveInS3, pipeline: string): KeptPlaces | undefined {
  const folder = keptFolder(pipeline)
  if (folder === undefined) return undefined
  const place = (name: string): Place => {
    const ports = { ...archive, prefix: `${folder}${name}/`, parts: S3_PARTS }
    return { reader: createS3Store(ports), writer: createS3Writer(ports) }
  }
  return { checkpoints: place('checkpoints'), objects: place('objects') }
}
