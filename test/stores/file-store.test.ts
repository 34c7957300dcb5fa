import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileStore } from '../../lambdas/stores/file-store.ts'
import { StoreFailure } from '../../lambdas/stores/store-reader.ts'
import { describeStore, listed, type Stocked } from './store-contract.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'store-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

function stocked(): Stocked {
  return {
    reader: createFileStore({ directory }),
    put: async (name, bytes) => {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, name), bytes)
    },
    remove: async (name) => rmSync(join(directory, name)),
  }
}

describeStore('FileStore', stocked)

describe('FileStore', () => {
  it('does not take a folder that is not there for an empty store', async () => {
    const reader = createFileStore({ directory: join(directory, 'none') })
    await expect(listed(reader)).rejects.toThrow(StoreFailure)
  })

  it('lists pages of a thousand', async () => {
    for (let i = 0; i < 1_001; i += 1) writeFileSync(join(directory, `w${i}.feldera`), '')
    const pages: number[] = []
    for await (const page of createFileStore({ directory }).list()) pages.push(page.length)
    expect(pages).toEqual([1_000, 1])
  })

  it('follows no link out into another folder, and reads no name that leads out', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'))
    writeFileSync(join(outside, 'secret'), 'x')
    symlinkSync(outside, join(directory, 'link'))
    const reader = createFileStore({ directory })
    expect(await listed(reader)).toEqual([])
    await expect(reader.read('../secret', 10)).rejects.toThrow('no name')
    rmSync(outside, { recursive: true })
  })
})
