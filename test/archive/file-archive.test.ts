import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

  it('says which object could not be kept where the folder is none', async () => {
    const file = join(directory, 'no-folder')
    writeFileSync(file, '')
    chmodSync(file, 0o400)
    await expect(
      createFileArchive({ directory: file }).put(object().name, new Uint8Array(1), OPTIONS),
    ).rejects.toThrow()
  })
})
