import { expect, it } from 'vitest'
import { lateArchive } from '../../lambdas/archive/late-archive.ts'
import { gathered } from '../support/gathered.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'
import { describeArchive } from './archive-contract.ts'

const archive = lateArchive(async () => createMemoryArchive())

describeArchive('an archive that is opened late', () => archive)

it('is opened by the first who asks, once for all of them', async () => {
  let opened = 0
  const late = lateArchive(async () => {
    opened += 1
    return createMemoryArchive()
  })
  expect(opened).toBe(0)
  await Promise.all([late.get('checkpoint'), late.get('checkpoint'), gathered(late.list('tile/'))])
  expect(opened).toBe(1)
})

it('is opened again where it could not be', async () => {
  const outcomes = [() => Promise.reject(new Error('away')), async () => createMemoryArchive()]
  const late = lateArchive(async () => outcomes.shift()?.() ?? Promise.reject(new Error('asked for a third')))
  await expect(late.get('checkpoint')).rejects.toThrow('away')
  expect(await late.get('checkpoint')).toBeUndefined()
  expect(await late.get('checkpoint')).toBeUndefined()
})
