import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFileArchive } from '../../lambdas/archive/file-archive.ts'
import { describeArchive, OPTIONS, object } from './archive-contract.ts'

const directory = mkdtempSync(join(tmpdir(), 'checkpoint-ledger-archive-'))
const archive = archiveIn(directory)

/** One after the other, as the lock of a data directory makes them. */
function archiveIn(place: string) {
  let last: Promise<unknown> = Promise.resolve()
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine
    return mine
  }
  return createFileArchive({ directory: place, exclusively })
}

afterAll(() => rmSync(directory, { recursive: true, force: true }))

describeArchive('FileArchive', () => archive)

describe('FileArchive', () => {
  it('takes the parts of a tile away once it is full, and not before', async () => {
    const unlocked = { ...OPTIONS, lockUntilMs: null }
    for (const name of ['tile/0/000.p/3', 'tile/0/000.p/9', 'tile/0/000'])
      await archive.put(name, Buffer.from(name), unlocked)
    await archive.supersede('tile/0/000.p/3', 'tile/0/000.p/9')
    expect(await archive.get('tile/0/000.p/3')).toBeDefined()
    await archive.supersede('tile/0/000.p/9', 'tile/0/000')
    expect(await archive.get('tile/0/000.p/3')).toBeUndefined()
    expect(await archive.get('tile/0/000.p/9')).toBeUndefined()
    expect(await archive.get('tile/0/000')).toBeDefined()
  })

  it.each([
    '../outside',
    'evidence/../../outside',
    '/etc/passwd',
    'evidence/',
    '',
    '.hidden',
    'evidence/a.',
    'evidence/a..b',
  ])('refuses %j, which is no name of an object', async (name) => {
    await expect(archive.put(name, new Uint8Array(), OPTIONS)).rejects.toThrow('is no name of an object')
  })

  it('leaves no draft behind, whether it kept the object or found it', async () => {
    const { name, bytes } = object()
    await archive.put(name, bytes, OPTIONS)
    await archive.put(name, bytes, OPTIONS)
    expect(readdirSync(`${directory}.drafts`)).toEqual([])
  })

  it('makes its folders, however deep, also below a relative path', async () => {
    const deep = archiveIn(relative('.', join(directory, 'a/b/c')))
    const { name, bytes } = object()
    await deep.put(name, bytes, OPTIONS)
    expect(readFileSync(join(directory, 'a/b/c', name)).equals(bytes)).toBe(true)
  })

  it('has no object where a folder stands in its place, or a file in that of its folder', async () => {
    await archive.put('tile/5/000', Buffer.from('x'), OPTIONS)
    expect(await archive.get('tile/5')).toBeUndefined()
    expect(await archive.get('tile/5/000/001')).toBeUndefined()
    const names = []
    for await (const one of archive.list('tile/5/000/')) names.push(one)
    expect(names).toEqual([])
  })

  it('says which object could not be kept where the folder is none', async () => {
    const file = join(directory, 'no-folder')
    writeFileSync(file, '')
    const { name, bytes } = object()
    const broken = archiveIn(file)
    await expect(broken.put(name, bytes, OPTIONS)).rejects.toThrow(`${name} could not be kept`)
    await expect(broken.get(name)).rejects.toThrow(`${name} could not be read`)
  })
})
