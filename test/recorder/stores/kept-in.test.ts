import { describe, expect, it } from 'vitest'
import { createOpenKept } from '../../../lambdas/recorder/stores/kept-in.ts'
import { STORE } from '../../support/stores/recording-stores.ts'

const openKept = createOpenKept({ bucket: 'archive', lockMode: 'COMPLIANCE' })

describe('copies kept in the bucket of the archive', () => {
  it.each([
    ['what the recorder’s own role reads', {}, { bucket: 'acme-checkpoints', prefix: 'orders/' }],
    [
      'a store with credentials of its own',
      { credentials: { kind: 'secret', name: 'minio' } as const },
      null,
    ],
    ['what only speaks like S3', { endpoint: 'https://minio.example.com' }, null],
  ])('are copied by S3 itself or go through us: %s', async (_, part, expected) => {
    const into = await openKept({ pipeline: 'prod/orders', store: { ...STORE, ...part } })
    if (expected === null) expect(into?.storeInS3).toBeNull()
    else expect(into?.storeInS3).toMatchObject(expected)
  })

  it('are below copies/, as records that lock', async () => {
    const into = await openKept({ pipeline: 'prod/orders', store: STORE })
    expect(into?.places.checkpoints.writer.locks).toBe(true)
    expect(into?.places.objects.writer.locks).toBe(true)
  })

  it('are none of a pipeline of whose name no path can be made', async () => {
    expect(await openKept({ pipeline: 'prod/../orders', store: STORE })).toBeUndefined()
  })
})
