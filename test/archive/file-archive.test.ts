import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFileArchive } from '../../lambdas/archive/file-archive.ts'
import { describeArchive, OPTIONS, object } from './archive-contract.ts'

const directory = mkdtempSync(join(tmpdir(), 'checkpoint-ledger-archive-'))
const archive = createFileArchive({ directory })

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describeArchive('FileArchive', () => archive)

describe('FileArchive', () => {
  it.each(['../outside', 'evidence/../../outside', '/etc/passwd', 'evidence/', '', 'evidence/a.b'])(
    'refuses %j, which is no name of an object',
    async (name) => {
      await expect(archive.put(name, new Uint8Array(), OPTIONS)).rejects.toThrow('is no name of an object')
    },
  )

  it('leaves no draft behind, whether it kept the object or found it', async () => {
    const { name, bytes } = object()
    await archive.put(name, bytes, OPTIONS)
    await archive.put(name, bytes, OPTIONS)
    expect(readdirSync(join(directory, 'evidence')).filter((file) => file.includes('draft'))).toEqual([])
  })

  it('makes its folders, however deep, also below a relative path', async () => {
    const deep = createFileArchive({ directory: relative('.', join(directory, 'a/b/c')) })
    const { name, bytes } = object()
    await deep.put(name, bytes, OPTIONS)
    expect(readFileSync(join(directory, 'a/b/c', name)).equals(bytes)).toBe(true)
  })

  it('says which object could not be kept where the folder is none', async () => {
    const file = join(directory, 'no-folder')
    writeFileSync(file, '')
    const { name, bytes } = object()
    const broken = createFileArchive({ directory: file })
    await expect(broken.put(name, bytes, OPTIONS)).rejects.toThrow(`${name} could not be kept`)
    await expect(broken.get(name)).rejects.toThrow(`${name} could not be read`)
  })
})
