import { statSync } from 'node:fs'
import type { ArchiveReader } from '../../../lambdas/archive/archive.ts'
import { createFileArchiveReader } from '../../../lambdas/archive/file-archive-reader.ts'
import { Refused } from '../refused.ts'

/** The archive that `--archive` names: a folder, or a bucket (`s3://NAME`), read with the credentials and region of who asks. */
export async function archiveAt(place: string): Promise<ArchiveReader> {
  if (place.startsWith('s3://')) return bucketAt(place)
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Refused(`--archive: ${place} is no folder`)
  return createFileArchiveReader({ directory: place })
}

async function bucketAt(place: string): Promise<ArchiveReader> {
  const bucket = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(place)?.[1]
  if (bucket === undefined)
    throw new Refused(`--archive: ${place} is no s3://BUCKET (without a folder in it)`)
  // Loaded here: every other command would wait for it as well.
  const [{ ownS3Client }, { createS3ArchiveReader }] = await Promise.all([
    import('./aws-clients.ts'),
    import('../../../lambdas/archive/s3-archive.ts'),
  ])
  return createS3ArchiveReader({ client: ownS3Client(), bucket })
}
