import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Archive } from '../../lambdas/archive/archive.ts'
import { createS3Archive } from '../../lambdas/archive/s3-archive.ts'
import { type S3Stub, startS3Stub } from '../support/s3-stub.ts'
import { describeArchive, OPTIONS, object } from './archive-contract.ts'

let stub: S3Stub
let archive: Archive

beforeAll(async () => {
  stub = await startS3Stub()
  const client = new S3Client({
    endpoint: stub.endpoint,
    region: 'local',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  archive = createS3Archive({ client, bucket: 'archive', lockMode: 'COMPLIANCE' })
})

afterAll(() => stub.stop())

describeArchive('S3Archive', () => archive)

describe('S3Archive on the wire', () => {
  it('locks what it puts, and says what it is', async () => {
    const { name, bytes } = object()
    await archive.put(name, bytes, OPTIONS)
    expect(stub.objects.get(`/archive/${name}`)?.headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': '2033-01-01T00:00:00Z',
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
    })
  })

  it('leaves unlocked what may expire, and tags it once it is superseded', async () => {
    const name = 'tile/0/001.p/3'
    await archive.put(name, Buffer.from('parts'), { ...OPTIONS, lockUntilMs: null })
    expect(stub.objects.get(`/archive/${name}`)?.headers).not.toHaveProperty('x-amz-object-lock-mode')
    expect(stub.objects.get(`/archive/${name}`)?.tagging).toBeUndefined()
    await archive.supersede(name, 'tile/0/001.p/9')
    expect(stub.objects.get(`/archive/${name}`)?.tagging).toContain(
      '<Tag><Key>superseded</Key><Value>true</Value></Tag>',
    )
  })

  it('replaces by ETag, so that who read before another has written is refused', async () => {
    await archive.replace('checkpoint', Buffer.from('1'), undefined)
    expect(stub.objects.get('/archive/checkpoint')?.headers).toMatchObject({ 'if-none-match': '*' })
    await archive.replace('checkpoint', Buffer.from('2'), Buffer.from('1'))
    expect(stub.objects.get('/archive/checkpoint')?.headers).toMatchObject({ 'if-match': expect.anything() })
  })

  it('recovers when the put landed but the answer was lost', async () => {
    stub.loseNextAnswer()
    const { name, bytes } = object()
    expect(await archive.put(name, bytes, OPTIONS)).toBe('kept')
  })

  it('tries again where S3 asks for it, and not for ever', async () => {
    const { name, bytes } = object()
    stub.conflict(2)
    expect(await archive.put(name, bytes, OPTIONS)).toBe('kept')
    stub.conflict(100)
    await expect(archive.put(object().name, bytes, OPTIONS)).rejects.toThrow('409')
    stub.conflict(0)
  })

  it('does not take bytes for kept that were damaged on the way', async () => {
    stub.damageNext()
    await expect(archive.put(object().name, object().bytes, OPTIONS)).rejects.toThrow('put unanswered')
  })
})
