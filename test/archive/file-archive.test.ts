import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFileArchive } from '../../lambdas/archive/file-archive.ts'
import { gathered } from '../support/gathered.ts'
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

// Which file a handle has is known by /proc.
const onLinux = it.runIf(process.platform === 'linux')

/** An empty folder within the one that is removed at the end. */
function newPlace(): string {
  return mkdtempSync(join(directory, 'place-'))
}

/** What is synced meanwhile, by its place below the folder. */
async function watchedSyncs(place: string) {
  const some = await open(place, 'r')
  const handles: { sync: (this: FileHandle) => Promise<void> } = Object.getPrototypeOf(some)
  await some.close()
  const { sync } = handles
  let seen: string[] = []
  handles.sync = function synced(this: FileHandle) {
    const path = readlinkSync(`/proc/self/fd/${this.fd}`)
    seen.push(path.startsWith(`${place}.drafts/`) ? 'a draft' : relative(place, path) || '.')
    return sync.call(this)
  }
  return {
    synced: () => {
      const before = seen
      seen = []
      return before
    },
    stop: () => {
      handles.sync = sync
    },
  }
}

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
    const place = newPlace()
    await archiveIn(place).put(name, bytes, OPTIONS)
    await archiveIn(place).put(name, bytes, OPTIONS)
    await archiveIn(place).replace('checkpoint', bytes, undefined)
    expect(readdirSync(`${place}.drafts`)).toEqual([])
  })

  it('makes its folders, however deep, also below a relative path', async () => {
    const place = newPlace()
    const deep = archiveIn(relative('.', join(place, 'a/b/c')))
    const { name, bytes } = object()
    await deep.put(name, bytes, OPTIONS)
    expect(readFileSync(join(place, 'a/b/c', name)).equals(bytes)).toBe(true)
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
    const cause = expect.any(Error)
    await expect(broken.put(name, bytes, OPTIONS)).rejects.toMatchObject({
      message: `${name} could not be kept`,
      cause,
    })
    await expect(broken.get(name)).rejects.toMatchObject({ message: `${name} could not be read`, cause })
    await expect(gathered(broken.list('tile/'))).rejects.toMatchObject({
      message: `${join(file, 'tile')} could not be listed`,
      cause,
    })
  })

  it('keeps why a name could not be given, whatever else was tried then', async () => {
    const cause = expect.objectContaining({ code: 'ENAMETOOLONG', syscall: 'link' })
    await expect(archive.put('x'.repeat(300), new Uint8Array(), OPTIONS)).rejects.toMatchObject({ cause })
  })

  it('lists a folder in the order of its names', async () => {
    const place = archiveIn(newPlace())
    const names = Array.from({ length: 30 }, (_, i) => `tile/${String(i).padStart(3, '0')}`)
    for (const name of names.toReversed()) await place.put(name, Buffer.from(name), OPTIONS)
    expect(await gathered(place.list('tile/'))).toEqual(names)
  })

  onLinux(
    'has the bytes, their name and every new folder on the disk before it says that they are kept',
    async () => {
      const place = newPlace()
      const { synced, stop } = await watchedSyncs(place)
      try {
        await archiveIn(place).put('tile/0/000', Buffer.from('x'), OPTIONS)
        expect(synced()).toEqual(['tile', '.', 'a draft', 'tile/0'])
        await archiveIn(place).put('tile/0/001', Buffer.from('x'), OPTIONS)
        expect(synced()).toEqual(['a draft', 'tile/0'])
        // Found there: he who put it may not have come so far.
        await archiveIn(place).put('tile/0/001', Buffer.from('x'), OPTIONS)
        expect(synced()).toEqual(['a draft', 'tile/0'])
        await archiveIn(place).replace('log/checkpoint', Buffer.from('x'), undefined)
        expect(synced()).toEqual(['.', 'a draft', 'log'])
      } finally {
        stop()
      }
    },
  )

  onLinux('leaves no file open, whatever it wrote', async () => {
    const open = () => readdirSync('/proc/self/fd').length
    const place = archiveIn(newPlace())
    const before = open()
    for (let i = 0; i < 50; i += 1) await place.put(`tile/${i}`, Buffer.from('x'), OPTIONS)
    expect(open()).toBeLessThan(before + 10)
  })
})
