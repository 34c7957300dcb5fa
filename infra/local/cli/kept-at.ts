import { type KeptPlaces, keptInFiles } from '../../../lambdas/stores/keeping/kept-places.ts'
import type { KeptSource } from '../../../lambdas/stores/restoring/plan-of-kept.ts'
import { existingData } from '../data-directory.ts'
import { Refused } from '../refused.ts'
import { bucketNamed, folderNamed } from './archive-at.ts'
import type { Asked } from './ledger-arguments.ts'

/** The kept copies of a pipeline, in the archive that `--archive`, `--stack` or `--data` names. */
export async function keptAt(
  { flags, stack, data: directory }: Pick<Asked, 'flags' | 'stack' | 'data'>,
  pipeline: string,
): Promise<KeptSource> {
  const { archive } = flags
  if (archive?.startsWith('s3://') === true) return inBucket(bucketNamed(archive), pipeline)
  if (archive !== undefined) return inFolder(folderNamed(archive), pipeline)
  if (stack !== undefined) {
    const { outputsOfStack } = await import('./stack-outputs.ts')
    return inBucket((await outputsOfStack(stack)).named('ArchiveBucketName'), pipeline)
  }
  const data = existingData(directory)
  return inFolder(data.archive, pipeline)
}

function inFolder(directory: string, pipeline: string): KeptSource {
  return { places: placed(keptInFiles(directory, pipeline), pipeline), objectsInS3: null }
}

async function inBucket(bucket: string, pipeline: string): Promise<KeptSource> {
  // Loaded here: every other command would wait for it as well.
  const [{ ownS3Client }, { keptInS3 }] = await Promise.all([
    import('./aws-clients.ts'),
    import('../../../lambdas/stores/keeping/kept-in-s3.ts'),
  ])
  // A restore writes nothing here: whatever the lock's mode, it is not used.
  const places = keptInS3({ client: ownS3Client(), bucket, lockMode: 'COMPLIANCE' }, pipeline)
  return {
    places: placed(places, pipeline),
    objectsInS3: { bucket, prefix: `copies/${pipeline}/objects/` },
  }
}

function placed(places: KeptPlaces | undefined, pipeline: string): KeptPlaces {
  if (places === undefined) throw new Refused(`${pipeline}: of a pipeline of this name no copy can be kept`)
  return places
}
