import { statSync } from 'node:fs'
import type { ArchiveReader } from '../../../lambdas/archive/archive.ts'
import { createFileArchiveReader } from '../../../lambdas/archive/file-archive-reader.ts'
import { Refused } from '../refused.ts'

/** The archive that `--archive` names: a folder, or a bucket (`s3://NAME`), read with the credentials and region of who asks. */
export async function archiveAt(place: string): Promise<ArchiveReader> {
  if (!place.startsWith('s3://')) return createFileArchiveReader({ directory: folderNamed(place) })
  const bucket = bucketNamed(place)
  // Loaded here: every other command would wait for it as well.
  const [{ ownS3Client }, { createS3ArchiveReader }] = await Promise.all([
    import('./aws-clients.ts'),
    import('../../../lambdas/archive/s3-archive.ts'),
  ])
  return createS3ArchiveReader({ client: ownS3Client(), bucket })
}

export function folderNamed(place: string): string {
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() === true) return place
  throw new Refused(`--archive: ${place} is no folder`)
}

export function bucketNamed(place: string): string {
  const bucket = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(place)?.[1]
  if (bucket === undefined)
    throw new Refused(`--archive: ${place} is no s3://BUCKET (without a folder in it)`)
  return bucket
}
