import { randomBytes } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createS3Store } from '../../../lambdas/stores/s3-store.ts'
import type { StoredObject } from '../../../lambdas/stores/store-reader.ts'
import { createS3Writer } from '../../../lambdas/stores/writing/s3-writer.ts'
import type { CopySource } from '../../../lambdas/stores/writing/store-writer.ts'
import { localS3Client } from '../../support/local-s3.ts'
import { kept } from '../../support/s3/kept.ts'
import { type S3Stub, startS3Stub } from '../../support/s3/s3-stub.ts'
import { ALWAYS, describeWriter, digestOf, sourceOf } from './writer-contract.ts'

let stub: S3Stub
let client: S3Client
beforeEach(async () => {
  stub = await startS3Stub()
  client = localS3Client(stub, { maxAttempts: 1 })
  // So that the bucket is there.
  stub.objects.set('/archive/other', kept(Buffer.from('other')))
})
afterEach(async () => {
  client.destroy()
  await stub.stop()
})

function place() {
  const ports = { client, bucket: 'archive', prefix: 'copies/', parts: PARTS }
  return { reader: createS3Store(ports), writer: createS3Writer({ ...ports, lockMode: 'COMPLIANCE' }) }
}

/** An object in another bucket of the same S3. */
async function inS3(bytes: Uint8Array, name = 'w0-source.feldera'): Promise<CopySource> {
  stub.objects.set(`/acme/orders/${name}`, kept(bytes))
  const reader = createS3Store({ client, bucket: 'acme', prefix: 'orders/' })
  const object = (await reader.head(name)) as StoredObject
  return { reader, object, inS3: { bucket: 'acme', key: `orders/${name}` } }
}

describeWriter('S3Writer', place)

const [COPY_PART_BYTES, STREAM_PART_BYTES] = [200_000, 100_000]
const PARTS = { copiedBytes: COPY_PART_BYTES, streamedBytes: STREAM_PART_BYTES }
const UNTIL = Date.UTC(2033, 0, 1)
const LOCKED = { ...ALWAYS, lockUntilMs: UNTIL, isNameExact: true }

describe('S3Writer within S3', () => {
  it('copies by one request that names the very ETag, locks, and has S3 compute the SHA-256', async () => {
    const bytes = randomBytes(50_000)
    const source = await inS3(bytes)
    stub.requests.length = 0
    const copied = await place().writer.copy('objects/a', source, LOCKED)
    expect(copied).toEqual({ kind: 'copied', digest: digestOf(bytes), lockedUntilMs: UNTIL, wasThere: false })
    expect(stub.requests).toEqual(['PUT /archive/copies/objects/a copy'])
    const there = stub.objects.get('/archive/copies/objects/a')
    expect(there).toMatchObject({ lockMode: 'COMPLIANCE', lockedUntil: '2033-01-01T00:00:00Z' })
    expect(there?.bytes.equals(bytes)).toBe(true)
  })

  it('takes what stands there for itself where the name says which bytes these are, by one more request', async () => {
    const source = await inS3(randomBytes(50_000))
    const first = await place().writer.copy('objects/a', source, LOCKED)
    stub.requests.length = 0
    expect(await place().writer.copy('objects/a', source, LOCKED)).toEqual({ ...first, wasThere: true })
    expect(stub.requests).toEqual(['PUT /archive/copies/objects/a copy', 'HEAD /archive/copies/objects/a'])
  })

  it('tells a source that was written anew, or is gone, from something that stands there', async () => {
    const source = await inS3(randomBytes(1_000))
    stub.objects.set('/acme/orders/w0-source.feldera', kept(randomBytes(1_000)))
    expect(await place().writer.copy('objects/a', source, LOCKED)).toEqual({ kind: 'changed' })
    stub.objects.delete('/acme/orders/w0-source.feldera')
    expect(await place().writer.copy('objects/a', source, LOCKED)).toEqual({ kind: 'none' })
    stub.refuse = (line) => (line.endsWith('copy') ? { status: 403, code: 'InvalidObjectState' } : undefined)
    expect(await place().writer.copy('objects/a', source, LOCKED)).toMatchObject({ kind: 'withheld' })
  })

  it('lets the bytes go through us where S3 cannot copy under a condition', async () => {
    const bytes = randomBytes(10_000)
    const source = await inS3(bytes)
    stub.refuse = (line) => (line.endsWith('copy') ? { status: 501, code: 'NotImplemented' } : undefined)
    expect(await place().writer.copy('objects/a', source, LOCKED)).toMatchObject({
      kind: 'copied',
      digest: digestOf(bytes),
    })
  })

  it('copies large ones in parts, whose SHA-256s make that of the whole', async () => {
    const bytes = Buffer.alloc(COPY_PART_BYTES + 1_000, 'large')
    const source = await inS3(bytes)
    const copied = await place().writer.copy('objects/a', source, LOCKED)
    expect(copied).toMatchObject({
      kind: 'copied',
      digest: digestOf(bytes, COPY_PART_BYTES),
      lockedUntilMs: UNTIL,
    })
    expect(stub.uploads.size).toBe(0)
    expect(stub.objects.get('/archive/copies/objects/a')).toMatchObject({ lockMode: 'COMPLIANCE' })
    expect(await place().writer.copy('objects/a', source, LOCKED)).toMatchObject({
      digest: digestOf(bytes, COPY_PART_BYTES),
      wasThere: true,
    })
    // Back again, as a restore does: expected in the parts in which it was kept.
    const kept = { reader: place().reader, object: (await place().reader.head('objects/a')) as StoredObject }
    const target = createS3Writer({ client, bucket: 'restored', prefix: '', lockMode: null, parts: PARTS })
    const back = await target.copy(
      'w0-source.feldera',
      { ...kept, inS3: { bucket: 'archive', key: 'copies/objects/a' } },
      { ...ALWAYS, expected: digestOf(bytes, COPY_PART_BYTES) },
    )
    expect(back).toMatchObject({ kind: 'copied' })
    expect(stub.objects.get('/restored/w0-source.feldera')?.bytes.equals(bytes)).toBe(true)
  })
})

describe('S3Writer through us', () => {
  it('sends large ones in parts, and gives up what it does not complete', async () => {
    const bytes = randomBytes(STREAM_PART_BYTES * 2 + 777)
    const composite = digestOf(bytes, STREAM_PART_BYTES)
    const source = await sourceOf(bytes)
    const copied = await place().writer.copy('objects/a', source, LOCKED)
    expect(copied).toMatchObject({ kind: 'copied', digest: composite, lockedUntilMs: UNTIL, wasThere: false })
    expect(stub.objects.get('/archive/copies/objects/a')?.bytes.equals(bytes)).toBe(true)
    expect(await place().writer.copy('objects/a', source, LOCKED)).toMatchObject({
      digest: composite,
      wasThere: true,
    })
    let asked = 0
    const late = { ...LOCKED, isTimeUp: () => (asked += 1) > 2 }
    expect(await place().writer.copy('objects/b', source, late)).toEqual({ kind: 'out-of-time' })
    expect(stub.objects.has('/archive/copies/objects/b')).toBe(false)
    expect(stub.uploads.size).toBe(0)
  })

  it('compares the whole where that is what is expected, before anything appears', async () => {
    const [bytes, other] = [randomBytes(STREAM_PART_BYTES + 1), randomBytes(STREAM_PART_BYTES + 1)]
    const expected = digestOf(bytes)
    const { writer } = place()
    expect(await writer.copy('a', await sourceOf(other), { ...ALWAYS, expected })).toMatchObject({
      kind: 'differs',
    })
    expect(stub.objects.has('/archive/copies/a')).toBe(false)
    expect(await writer.copy('a', await sourceOf(bytes), { ...ALWAYS, expected })).toMatchObject({
      digest: expected,
    })
    // S3 has only the composite of it: what stands there is read again.
    expect(await writer.copy('a', await sourceOf(bytes), { ...ALWAYS, expected })).toMatchObject({
      wasThere: true,
      digest: expected,
    })
  })

  it('goes on where a write landed and its answer was lost', async () => {
    const bytes = randomBytes(1_000)
    const source = await sourceOf(bytes)
    stub.refuse = (line) => (line.startsWith('PUT') ? 'lost' : undefined)
    await expect(place().writer.copy('a', source, LOCKED)).rejects.toThrow('write failed')
    stub.refuse = () => undefined
    expect(await place().writer.copy('a', source, LOCKED)).toMatchObject({ kind: 'copied', wasThere: true })
  })

  it('tries again where S3 asks for it, and not for ever', async () => {
    let conflicts = 2
    stub.refuse = (line) =>
      line.startsWith('PUT') && (conflicts -= 1) >= 0
        ? { status: 409, code: 'ConditionalRequestConflict' }
        : undefined
    const source = await sourceOf(randomBytes(1_000))
    expect(await place().writer.copy('a', source, LOCKED)).toMatchObject({ kind: 'copied' })
    conflicts = 100
    await expect(place().writer.copy('b', source, LOCKED)).rejects.toThrow('ConditionalRequestConflict')
  })

  it('repeats no word of S3’s own error, which may name a key', async () => {
    stub.refuse = () => ({ status: 403, code: 'InvalidAccessKeyId' })
    const message = await place()
      .writer.put('a.json', Buffer.from('a'), null)
      .then(() => '', String)
    expect(message).toContain('InvalidAccessKeyId')
    expect(message).not.toContain('AKIASECRET')
  })
})
