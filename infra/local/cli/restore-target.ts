import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFileStore } from '../../../lambdas/stores/file-store.ts'
import type { Place } from '../../../lambdas/stores/keeping/kept-places.ts'
import { parseLocation } from '../../../lambdas/stores/location.ts'
import { createFileWriter } from '../../../lambdas/stores/writing/file-writer.ts'
import { Refused } from '../refused.ts'

export interface Target extends Place {
  /** Whether S3 itself can copy here from another bucket of the same account. */
  readonly isInOwnS3: boolean
  /** What a file is called until it is whole goes, once all are. */
  readonly tidy: () => void
}

// Within the folder, which may be a disk of its own: what is linked must be on the same one.
const DRAFTS = '.restoring'

/** Where a restore writes. */
export async function targetAt(
  to: string,
  { region, endpoint }: { readonly region: string | undefined; readonly endpoint: string | undefined },
): Promise<Target> {
  const place = parseLocation(to)
  if (place === undefined) throw new Refused(`--to: ${to} is no s3://bucket/prefix and no file:///directory`)
  if (place.kind === 'file') {
    if (region !== undefined || endpoint !== undefined)
      throw new Refused('--to-region and --to-endpoint are of s3:// locations')
    return folderTarget(place.directory)
  }
  const [{ createS3Store }, { createS3Writer }, { S3_PARTS }, { storeClient }] = await Promise.all([
    import('../../../lambdas/stores/s3-store.ts'),
    import('../../../lambdas/stores/writing/s3-writer.ts'),
    import('../../../lambdas/stores/writing/s3-place.ts'),
    import('../../../lambdas/stores/s3-client.ts'),
  ])
  const { bucket, prefix } = place
  const ports = {
    client: storeClient({ region: region ?? null, endpoint: endpoint ?? null, credentials: null }),
    bucket,
    prefix,
  }
  return {
    reader: createS3Store(ports),
    writer: createS3Writer({ ...ports, lockMode: null, parts: S3_PARTS }),
    isInOwnS3: endpoint === undefined,
    tidy: () => {},
  }
}

export function folderTarget(directory: string): Target {
  const drafts = join(directory, DRAFTS)
  const reader = createFileStore({ directory, isOurs: true })
  return {
    reader: {
      ...reader,
      list: async function* () {
        for await (const page of reader.list())
          yield page.filter(({ name }) => !name.startsWith(`${DRAFTS}/`))
      },
    },
    writer: createFileWriter({ directory, drafts }),
    isInOwnS3: false,
    tidy: () => rmSync(drafts, { recursive: true, force: true }),
  }
}
