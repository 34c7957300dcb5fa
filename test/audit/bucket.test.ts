import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { createS3Archive, createS3ArchiveReader } from '../../lambdas/archive/s3-archive.ts'
import { verifyArchive } from '../../lambdas/audit/verifying/verify.ts'
import { localS3Client } from '../support/local-s3.ts'
import { logging } from '../support/logging.ts'
import { kept } from '../support/s3/kept.ts'
import { type S3Stub, startS3Stub } from '../support/s3/s3-stub.ts'

let stub: S3Stub

beforeAll(async () => {
  stub = await startS3Stub({ page: 2, buckets: ['archive'] })
})
afterAll(() => stub.stop())

it('an auditor of a bucket sees all of it, however many pages its lists have', async () => {
  const client = localS3Client(stub)
  const archive = createS3Archive({ client, bucket: 'archive', lockMode: 'COMPLIANCE' })
  const log = logging(() => ({ archive }))
  for (let i = 0; i < 5; i += 1) {
    await log.append('prod/a', 1)
    await log.sequence()
  }
  const reader = createS3ArchiveReader({ client, bucket: 'archive' })
  const broken = async () => {
    const report = await verifyArchive(reader, { key: parseVkey(log.signer.vkey), seen: [] })
    return report.broken.map(({ where }) => where)
  }
  expect(await broken()).toEqual([])
  const name = '/archive/checkpoints/3'
  const { bytes } = stub.objects.get(name) ?? kept(Buffer.alloc(0))
  stub.objects.set(name, kept(Buffer.concat([bytes, Buffer.from('\n')])))
  expect(await broken()).toEqual(['checkpoints/3'])
})
