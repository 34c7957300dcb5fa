import { describe, expect, it } from 'vitest'
import { noCopies } from '../../../lambdas/domain/copies/copies.ts'
import { climb } from '../../../lambdas/domain/copies/copy-ladder.ts'
import { DEFAULT_RETENTION } from '../../../lambdas/domain/copies/copy-retention.ts'
import { instant } from '../../../lambdas/domain/instant.ts'
import { parseLocation } from '../../../lambdas/stores/location.ts'
import { memoryText, parseMemory } from '../../../lambdas/stores/looking/memory-text.ts'
import { checking, seenIn } from '../../support/stores/checking.ts'
import { createSyncedStore, SOLO } from '../../support/stores/synced-store.ts'

const START = Date.UTC(2026, 10, 1)

async function memory() {
  const store = createSyncedStore({ ...SOLO, hosts: 2 })
  store.push(START)
  store.push(START + 1_000)
  const { seen, remembered } = seenIn((await checking(store.objects)).checked)
  const expected = { checkpoints: new Map(), owner: null, retention: DEFAULT_RETENTION, staleAfterMs: null }
  const { copies } = climb(noCopies(instant(START)), seen, expected, instant(START))
  return { location: 'file:///x', remembered, copies }
}

describe('what is remembered of a store', () => {
  it('is read as it was written', async () => {
    const kept = await memory()
    expect(parseMemory(memoryText(kept))).toEqual(kept)
  })

  it('names each batch once, however many checkpoints need it', async () => {
    const text = memoryText(await memory())
    const [batch = ''] = /w0-[^"]+/.exec(text) ?? []
    expect(text.split(batch)).toHaveLength(2)
  })

  it('is refused where it is anything else, a later form included', async () => {
    const text = memoryText(await memory())
    for (const other of [
      '',
      '{}',
      text.slice(0, -1),
      text.replace('copies/1', 'copies/2'),
      text.replace('14128757731148314856', '1e3'),
    ])
      expect(parseMemory(other)).toBeUndefined()
  })
})

describe('the location of a store', () => {
  it.each([
    ['s3://acme-checkpoints/orders', { kind: 's3', bucket: 'acme-checkpoints', prefix: 'orders/' }],
    ['s3://acme-checkpoints/a/b/', { kind: 's3', bucket: 'acme-checkpoints', prefix: 'a/b/' }],
    ['s3://acme-checkpoints', { kind: 's3', bucket: 'acme-checkpoints', prefix: '' }],
    ['file:///var/copies/', { kind: 'file', directory: '/var/copies' }],
    ['file:///var/my%20copies', { kind: 'file', directory: '/var/my copies' }],
    ['file:///', { kind: 'file', directory: '/' }],
    ['s3://', undefined],
    ['s3://A/b', undefined],
    ['file://host/dir', undefined],
    ['file:///%zz', undefined],
    ['/var/copies', undefined],
    ['https://bucket.s3.amazonaws.com', undefined],
  ])('%s', (text, location) => {
    expect(parseLocation(text)).toEqual(location)
  })
})
