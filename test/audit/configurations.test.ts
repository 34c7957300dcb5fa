import { describe, expect, it } from 'vitest'
import { inForceFor, lockForMs, namedIn, type Reign, readReigns } from '../../lambdas/audit/configurations.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import { at } from '../support/listings.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'

const source = (pipelines: readonly string[]) => ({
  name: 'prod',
  url: 'https://feldera.example.com',
  pipelines,
})
const text = (keepLast: number, pipelines = ['orders', 'fraud-*'], more: object = {}) =>
  JSON.stringify({ sources: [source(pipelines)], policy: { keepLast }, ...more })

/** A shard's configurations, the newest first: what was in force from those seconds on. */
async function reigns(...all: readonly (readonly [seconds: number, text: string])[]) {
  const archive = createMemoryArchive()
  const shard: Reign[] = all.map(([seconds, one]) => ({
    shard: '0',
    hash: sha256Hex(one),
    since: at(seconds),
  }))
  for (const [, one] of all)
    if (one !== 'lost') archive.objects.set(`configurations/${sha256Hex(one)}`, Buffer.from(one))
  return readReigns(archive, [shard])
}

describe('the policy in force', () => {
  it('is the pipeline’s own, and counts from the last change of it, not of the file', async () => {
    const shards = await reigns(
      [300, text(3, ['orders', 'new'])],
      [200, text(3)],
      [100, text(2)],
      [0, text(3)],
    )
    const { policy, since, configuration, watched } = inForceFor(shards, 'prod/orders')
    expect([policy?.keepLast, since, watched]).toEqual([3, at(200), true])
    expect(configuration).toBe(sha256Hex(text(3, ['orders', 'new'])))
    expect(inForceFor(shards, 'prod/new').since).toBe(at(300))
    expect(namedIn(shards)).toEqual(['prod/orders', 'prod/new'])
  })

  it('is none of a pipeline that no configuration names any more, and since when is known', async () => {
    const shards = await reigns([300, text(2, ['x'])], [200, text(2, ['y'])], [0, text(2)])
    expect(inForceFor(shards, 'prod/fraud-eu')).toMatchObject({
      policy: null,
      watched: false,
      unwatchedAt: at(200),
    })
    expect(inForceFor(shards, 'other/orders')).toMatchObject({ watched: false, unwatchedAt: at(0) })
  })

  it('is not known where its bytes are not kept or cannot be read, and does not reach behind such a one', async () => {
    expect(inForceFor(await reigns([0, 'lost']), 'prod/orders')).toMatchObject({
      policy: null,
      watched: null,
    })
    expect(inForceFor(await reigns([0, '{"of":"another version"}']), 'prod/orders').watched).toBeNull()
    const shards = await reigns([200, text(2)], [100, 'lost'], [0, text(2)])
    expect(inForceFor(shards, 'prod/orders').since).toBe(at(200))
    expect(inForceFor([], 'prod/orders')).toMatchObject({ configuration: null, watched: null })
  })

  it('of other bytes under its hash is an error: somebody has put them there', async () => {
    const archive = createMemoryArchive()
    const hash = sha256Hex(text(2))
    archive.objects.set(`configurations/${hash}`, Buffer.from(text(3)))
    await expect(readReigns(archive, [[{ shard: '0', hash, since: at(0) }]])).rejects.toThrow('other bytes')
  })

  it('of several shards is that of the one which watches the pipeline', async () => {
    const [first] = await reigns([0, text(2, ['x'])])
    const [second] = await reigns([0, text(5, ['orders'])])
    const shards = [first ?? [], second ?? []]
    expect(inForceFor(shards, 'prod/orders').policy?.keepLast).toBe(5)
    expect(lockForMs(shards)).toBe(2_555 * 86_400_000)
  })
})
