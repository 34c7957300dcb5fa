import { randomBytes } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Archive } from '../../lambdas/archive/archive.ts'
import { createS3Archive } from '../../lambdas/archive/s3-archive.ts'
import { gathered } from '../support/gathered.ts'
import { localS3Client } from '../support/local-s3.ts'
import { kept } from '../support/s3/kept.ts'
import { type Answered, type S3Stub, startS3Stub } from '../support/s3/s3-stub.ts'
import { describeArchive, OPTIONS, object } from './archive-contract.ts'

let stub: S3Stub

beforeAll(async () => {
  stub = await startS3Stub({ page: 2, buckets: ['archive'] })
})

afterAll(() => stub.stop())

function clientOf(endpoint: string): S3Client {
  return localS3Client({ endpoint }, { maxAttempts: 2 })
}

function over(client: S3Client): Archive {
  return createS3Archive({ client, bucket: 'archive', lockMode: 'COMPLIANCE' })
}

const archive = () => over(clientOf(stub.endpoint))

/** A name that nobody had before, however often the tests are run. */
const fresh = (beginning: string) => `${beginning}-${randomBytes(4).toString('hex')}`

/** One where something happens between the look and the put that follows from it. */
function meanwhile(before: 'PutObjectCommand' | 'GetObjectCommand', happens: () => void): Archive {
  const client = clientOf(stub.endpoint)
  const send = client.send.bind(client) as (command: unknown) => Promise<unknown>
  let isDone = false
  const interrupted = (command: object) => {
    if (command.constructor.name === before && !isDone) {
      isDone = true
      happens()
    }
    return send(command)
  }
  return over(Object.assign(client, { send: interrupted }))
}

const CONFLICT = { status: 409, code: 'ConditionalRequestConflict' }

/** So many of the next puts. */
function putsAre(answered: Answered, times: number): void {
  let left = times
  stub.refuse = (line) => {
    if (!/^PUT \S+$/.test(line) || left === 0) return undefined
    left -= 1
    return answered
  }
}

describeArchive('S3Archive', archive)

describe('S3Archive on the wire', () => {
  it('locks what it puts, and says what it is', async () => {
    const { name, bytes } = object()
    await archive().put(name, bytes, OPTIONS)
    expect(stub.objects.get(`/archive/${name}`)?.headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': '2033-01-01T00:00:00Z',
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
    })
  })

  it('reads nothing where the name was free', async () => {
    let reads = 0
    const { name, bytes } = object()
    const counted = meanwhile('GetObjectCommand', () => {
      reads += 1
    })
    expect(await counted.put(name, bytes, OPTIONS)).toBe('kept')
    expect(reads).toBe(0)
  })

  it('leaves unlocked what may expire, and tags it once it is superseded', async () => {
    const name = `${fresh('tile')}/001.p/3`
    await archive().put(name, Buffer.from('parts'), { ...OPTIONS, lockUntilMs: null })
    expect(stub.objects.get(`/archive/${name}`)?.headers).not.toHaveProperty('x-amz-object-lock-mode')
    expect(stub.objects.get(`/archive/${name}`)?.tagging).toBeUndefined()
    await archive().supersede(name, `${name}9`)
    expect(stub.objects.get(`/archive/${name}`)?.tagging).toContain(
      '<Tag><Key>superseded</Key><Value>true</Value></Tag>',
    )
  })

  it('replaces by ETag, so that who read before another has written is refused', async () => {
    const name = fresh('checkpoint')
    const headers = () => stub.objects.get(`/archive/${name}`)?.headers
    await archive().replace(name, Buffer.from('1'), undefined)
    expect(headers()).toMatchObject({ 'if-none-match': '*', 'content-type': 'text/plain' })
    await archive().replace(name, Buffer.from('2'), Buffer.from('1'))
    expect(headers()).toMatchObject({ 'if-match': expect.anything(), 'content-type': 'text/plain' })
    expect(headers()).not.toHaveProperty('if-none-match')
  })

  it.each([
    ['another stands there by now', Buffer.from('theirs')],
    ['it has gone', undefined],
  ])('replaces nothing where, between its look and its put, %s', async (_, theirs) => {
    const name = fresh('checkpoint')
    await archive().replace(name, Buffer.from('1'), undefined)
    const late = meanwhile('PutObjectCommand', () => {
      if (theirs === undefined) stub.objects.delete(`/archive/${name}`)
      else stub.objects.set(`/archive/${name}`, kept(theirs))
    })
    expect(await late.replace(name, Buffer.from('2'), Buffer.from('1'))).toBe('moved')
    expect(stub.objects.get(`/archive/${name}`)?.bytes).toEqual(theirs)
  })

  it('puts nothing where, between its look and its put, another was first', async () => {
    const name = fresh('checkpoint')
    const theirs = Buffer.from('theirs')
    const late = meanwhile('PutObjectCommand', () => stub.objects.set(`/archive/${name}`, kept(theirs)))
    expect(await late.replace(name, Buffer.from('ours'), undefined)).toBe('moved')
    expect(stub.objects.get(`/archive/${name}`)?.bytes).toEqual(theirs)
  })

  it('takes a name that was taken and is free again for a fork: nobody but a forger frees one', async () => {
    const { name, bytes } = object()
    await archive().put(name, bytes, OPTIONS)
    const late = meanwhile('GetObjectCommand', () => stub.objects.delete(`/archive/${name}`))
    await expect(late.put(name, bytes, OPTIONS)).rejects.toThrow('FORK')
  })

  it('recovers when the put landed but the answer was lost', async () => {
    putsAre('lost', 1)
    const { name, bytes } = object()
    expect(await archive().put(name, bytes, OPTIONS)).toBe('kept')
  })

  it('tries again where S3 asks for it, and not for ever', async () => {
    const { name, bytes } = object()
    putsAre(CONFLICT, 5)
    expect(await archive().put(name, bytes, OPTIONS)).toBe('kept')
    putsAre(CONFLICT, 6)
    const other = object()
    await expect(archive().put(other.name, other.bytes, OPTIONS)).rejects.toThrow(
      `${other.name}: S3 kept answering 409`,
    )
    expect(await archive().put(other.name, other.bytes, OPTIONS)).toBe('kept')
  })

  it('does not take bytes for kept that were damaged on the way', async () => {
    putsAre('damaged', 1)
    await expect(archive().put(object().name, object().bytes, OPTIONS)).rejects.toThrow('put unanswered')
  })

  it.each<[string, (archive: Archive) => Promise<unknown>]>([
    ['x: get', (dead) => dead.get('x')],
    ['x: get', (dead) => dead.replace('x', new Uint8Array(), undefined)],
    ['x/: list', (dead) => gathered(dead.list('x/'))],
    ['x: put', (dead) => dead.put('x', new Uint8Array(), OPTIONS)],
    ['x: tag', (dead) => dead.supersede('x', 'y')],
  ])('says what it attempted where it cannot be reached, and keeps why: %s', async (what, attempt) => {
    const error: unknown = await attempt(over(clientOf('http://127.0.0.1:1'))).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ message: `${what} unanswered`, cause: expect.any(Error) })
  })
})
