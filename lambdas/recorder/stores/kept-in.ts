import type { KeepPorts } from '../../stores/keeping/keep.ts'
import { keptInS3 } from '../../stores/keeping/kept-in-s3.ts'
import type { KeptPlaces } from '../../stores/keeping/kept-places.ts'
import { parseLocation } from '../../stores/location.ts'
import { storeClient } from '../../stores/s3-client.ts'
import type { Store } from '../configuration/configuration.ts'
import type { StoreTask } from './store-task.ts'

/** Where in the archive the copies of one pipeline are kept, and how they get there. */
export interface KeptIn extends Pick<KeepPorts, 'storeInS3'> {
  readonly places: KeptPlaces
}

/** Undefined for a pipeline whose name is no path: no copy of it can be kept. */
export type OpenKept = (task: Pick<StoreTask, 'pipeline' | 'store'>) => Promise<KeptIn | undefined>

/** In the archive's bucket. What the recorder's own role reads there S3 copies on its own. */
export function createOpenKept(archive: {
  readonly bucket: string
  readonly lockMode: 'COMPLIANCE' | 'GOVERNANCE'
}): OpenKept {
  // Unlike the archive's own client it does not wait for ever: a copy may take long, and other stores wait for it.
  const client = storeClient({ region: null, endpoint: null, credentials: null })
  return async ({ pipeline, store }) => {
    const places = keptInS3({ client, ...archive }, pipeline)
    return places === undefined ? undefined : { places, storeInS3: storeInS3(store) }
  }
}

/** With credentials of its own, or where it only speaks like S3, its bytes go through us. */
function storeInS3({ location, endpoint, credentials }: Store): KeptIn['storeInS3'] {
  const place = parseLocation(location)
  return place?.kind === 's3' && endpoint === null && credentials === null ? place : null
}
