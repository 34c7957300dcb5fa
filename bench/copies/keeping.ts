import { instant } from '../../lambdas/domain/instant.ts'
import { counting } from '../../lambdas/stores/counting.ts'
import { keepCheckpoint } from '../../lambdas/stores/keeping/keep.ts'
import { keptInS3 } from '../../lambdas/stores/keeping/kept-in-s3.ts'
import { objectsOf } from '../../lambdas/stores/keeping/objects-of.ts'
import { NOTHING_REMEMBERED } from '../../lambdas/stores/looking/remembered.ts'
import { createS3Store } from '../../lambdas/stores/s3-store.ts'
import { localS3Client } from '../../test/support/local-s3.ts'
import { kept as anObject } from '../../test/support/s3/kept.ts'
import { startS3Stub } from '../../test/support/s3/s3-stub.ts'
import { PIPELINE } from '../../test/support/stores/keeping.ts'
import { checked, filled, START } from './made-store.ts'

const BATCHES = 60

/** What keeping asks of S3, which copies on its own: of what earlier checkpoints needed as well, nothing. */
export async function keeping(): Promise<void> {
  const store = filled(3, BATCHES)
  const stub = await startS3Stub()
  const client = localS3Client(stub)
  for (const [name, bytes] of store.objects) stub.objects.set(`/acme/orders/${name}`, anObject(bytes))
  stub.objects.set('/archive/other', anObject(Buffer.from('other')))
  const reader = createS3Store({ client, bucket: 'acme', prefix: 'orders/' })
  const places = keptInS3({ client, bucket: 'archive', lockMode: 'COMPLIANCE' }, PIPELINE)
  if (places === undefined) throw new Error('no path')
  const { remembered } = await checked(reader, NOTHING_REMEMBERED, 'trailer')
  console.log('| kept in S3 | objects of the checkpoint | copied | requests | bytes through us |')
  const kept = async (what: string, at: number): Promise<void> => {
    const copy = store.copies()[at]
    const objects = copy === undefined ? undefined : objectsOf(remembered, null, copy.checkpoint.uuid)
    if (copy === undefined || objects === undefined) throw new Error('not verified')
    stub.requests.length = 0
    const { reader: counted, cost } = counting(reader)
    const outcome = await keepCheckpoint(
      {
        store: counted,
        storeInS3: { bucket: 'acme', prefix: 'orders/' },
        places,
        clock: { now: () => START },
        inFlight: 8,
        progress: () => {},
      },
      {
        pipeline: PIPELINE,
        checkpoint: copy.checkpoint,
        host: null,
        hosts: 1,
        objects,
        depth: 'trailer',
        lockUntil: instant(START + 90 * 86_400_000),
        deadlineMs: Number.POSITIVE_INFINITY,
      },
    )
    if (outcome.kind !== 'kept') throw new Error(JSON.stringify(outcome))
    console.log(
      `| ${what} | ${objects.length} | ${outcome.copied.objects} | ${stub.requests.length} | ${cost().bytes} |`,
    )
  }
  await kept('the first', 0)
  await kept('the next, of which one batch is new', 1)
  await kept('again, unchanged', 1)
  client.destroy()
  await stub.stop()
}
