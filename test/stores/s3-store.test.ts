import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createS3Store } from '../../lambdas/stores/s3-store.ts'
import type { StoredObject, StoreReader } from '../../lambdas/stores/store-reader.ts'
import { localS3Client } from '../support/local-s3.ts'
import { kept } from '../support/s3/kept.ts'
import { type S3Stub, startS3Stub } from '../support/s3/s3-stub.ts'
import { describeStore, listed, type Stocked } from './store-contract.ts'

let stub: S3Stub
let reader: StoreReader

beforeEach(async () => {
  stub = await startS3Stub({ page: 2 })
  const client = localS3Client(stub, { maxAttempts: 1 })
  // Another pipeline's objects beside ours, under a prefix that begins alike.
  stub.objects.set('/acme/orders-2/checkpoints.feldera', kept(Buffer.from('[]')))
  reader = createS3Store({ client, bucket: 'acme', prefix: 'orders/' })
})
afterEach(() => stub.stop())

function stocked(): Stocked {
  return {
    reader,
    put: async (name, bytes) => void stub.objects.set(`/acme/orders/${name}`, kept(bytes)),
    remove: async (name) => void stub.objects.delete(`/acme/orders/${name}`),
  }
}

describeStore('S3Store', stocked)

describe('S3Store on the wire', () => {
  it('asks for 512 bytes and nothing more', async () => {
    await stocked().put('w0-a.feldera', Buffer.alloc(2_048))
    const object = (await reader.head('w0-a.feldera')) as StoredObject
    await reader.readSpan(object, { offset: 1_536, length: 512 })
    expect(stub.requests.at(-1)).toBe('GET /acme/orders/w0-a.feldera bytes=1536-2047')
  })

  it('does not take a bucket that is not there, or that may not be listed, for an empty one', async () => {
    stub.objects.clear()
    await expect(listed(reader)).rejects.toThrow('NoSuchBucket')
    await expect(reader.read('a', 1)).resolves.toEqual({ kind: 'none' })
    stub.refuse = () => ({ status: 403, code: 'AccessDenied' })
    await expect(listed(reader)).rejects.toThrow('AccessDenied')
  })

  it('says of an object that it may not read that it is there', async () => {
    await stocked().put('w0-cold.feldera', Buffer.alloc(512))
    const object = (await reader.head('w0-cold.feldera')) as StoredObject
    stub.refuse = () => ({ status: 403, code: 'InvalidObjectState' })
    const withheld = { kind: 'withheld', why: 'InvalidObjectState' }
    expect(await reader.readSpan(object, { offset: 0, length: 512 })).toEqual(withheld)
    expect(await reader.read('w0-cold.feldera', 512)).toEqual(withheld)
  })

  it('never takes an answer that broke off, or that is not what was asked for, for the object', async () => {
    await stocked().put('w0-cut.feldera', Buffer.alloc(4_096))
    const object = (await reader.head('w0-cut.feldera')) as StoredObject
    stub.refuse = () => 'cut'
    await expect(reader.readSpan(object, { offset: 0, length: 4_096 })).rejects.toThrow('failed')
    stub.refuse = () => 'whole'
    await expect(reader.readSpan(object, { offset: 0, length: 512 })).rejects.toThrow('4096 bytes where 512')
  })

  it('repeats no word of the store’s own error, which may name a key', async () => {
    stub.refuse = () => ({ status: 403, code: 'InvalidAccessKeyId' })
    const message = await listed(reader).then(
      () => '',
      (error: unknown) => String(error),
    )
    expect(message).toContain('InvalidAccessKeyId')
    expect(message).not.toContain('AKIASECRET')
  })
})
