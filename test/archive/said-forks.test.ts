import { expect, it } from 'vitest'
import { saidForks } from '../../lambdas/archive/said-forks.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'
import { OPTIONS } from './archive-contract.ts'

it('says which object has other bytes, and still refuses to go on', async () => {
  const said: string[] = []
  const archive = saidForks(createMemoryArchive(), (object) => said.push(object))
  await archive.put('tile/0/000', Buffer.from('ours'), OPTIONS)
  await archive.put('tile/0/000', Buffer.from('ours'), OPTIONS)
  await expect(archive.put('tile/0/000', Buffer.from('theirs'), OPTIONS)).rejects.toThrow('FORK')
  expect(said).toEqual(['tile/0/000'])
})

it('takes no failure of the store for a fork', async () => {
  const said: string[] = []
  const away = { ...createMemoryArchive(), put: () => Promise.reject(new Error('away')) }
  const archive = saidForks(away, (object) => said.push(object))
  await expect(archive.put('tile/0/000', Buffer.from('ours'), OPTIONS)).rejects.toThrow('away')
  expect(said).toEqual([])
})
