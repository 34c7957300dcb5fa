import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileStore } from '../../../lambdas/stores/file-store.ts'
import { StoreFailure } from '../../../lambdas/stores/store-reader.ts'
import { createFileWriter } from '../../../lambdas/stores/writing/file-writer.ts'
import { createMemoryPlace } from '../../support/stores/memory-writer.ts'
import { ALWAYS, describeWriter, sourceOf } from './writer-contract.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'writer-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function place() {
  const directory = join(root, 'place')
  return {
    reader: createFileStore({ directory, isOurs: true }),
    writer: createFileWriter({ directory, drafts: join(root, 'drafts') }),
  }
}

describeWriter('FileWriter', place)

describe('FileWriter', () => {
  it('leaves no draft behind, whatever became of it', async () => {
    const source = await sourceOf(Buffer.alloc(100))
    await place().writer.copy('w0-a.feldera', source, ALWAYS)
    await place().writer.copy('w0-b.feldera', source, { ...ALWAYS, isTimeUp: () => true })
    await place().writer.put('a.json', Buffer.from('a'), null)
    expect(readdirSync(join(root, 'drafts'))).toEqual([])
  })

  it('makes nothing outside of its folder', async () => {
    const source = await sourceOf(Buffer.alloc(100))
    await expect(place().writer.copy('../w0-a.feldera', source, ALWAYS)).rejects.toThrow(StoreFailure)
    expect(existsSync(join(root, 'w0-a.feldera'))).toBe(false)
  })
})

describeWriter('MemoryWriter', createMemoryPlaceOnce())

/** One place for a test, as the folder is. */
function createMemoryPlaceOnce() {
  let current = createMemoryPlace()
  beforeEach(() => {
    current = createMemoryPlace()
  })
  return () => current
}
