import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { leavesOf } from '../support/forging.ts'
import { logging, testSigner } from '../support/logging.ts'
import { copyOf, type ProvenLog, provenLog, verified } from '../support/proven-log.ts'

// Written by somebody who had docs/ledger-format.md and no line of our code; needs Python 3.9.
const VERIFIER = join(import.meta.dirname, 'verify.py')
const python = spawnSync('python3', ['--version']).status === 0 ? 'python3' : undefined
if (python === undefined) console.log('python3 is not there: the stranger’s verifier is not run')

let directory: string
let log: ProvenLog
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stranger-'))
  log = await provenLog(14)
}, 60_000)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

let copies = 0

/** What the stranger says of these objects: his exit code and his words. */
function judged(objects: ReadonlyMap<string, Uint8Array>, seen: readonly string[] = [], vkey = log.vkey) {
  copies += 1
  const place = join(directory, String(copies))
  for (const [name, bytes] of objects) {
    mkdirSync(dirname(join(place, 'archive', name)), { recursive: true })
    writeFileSync(join(place, 'archive', name), bytes)
  }
  writeFileSync(join(place, 'log.vkey'), `${vkey}\n`)
  const flags = seen.flatMap((name) => ['--seen', join(place, 'archive', name)])
  const args = [VERIFIER, join(place, 'archive'), '--key', join(place, 'log.vkey'), ...flags]
  const { status, stdout, stderr } = spawnSync(python ?? '', args, { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

describe.skipIf(python === undefined)('a verifier that a stranger wrote from our page', () => {
  it('proves our log, with a checkpoint that was kept', () => {
    const { status, said } = judged(log.objects, ['checkpoint'])
    expect(said.trimEnd().split('\n').at(-1)).toBe('proven')
    expect(status).toBe(0)
  })

  it('does not prove it without one', () => {
    expect(judged(log.objects).status).toBe(3)
  })

  it('finds what ours finds, and finds nothing where ours does not', async () => {
    const size = leavesOf(log).length
    const names = [...log.objects.keys()].toSorted()
    let found = 0
    // Every third object, in one of three ways: each takes a process.
    const some = names.filter((_, i) => i % 3 === 0)
    for (const [i, name] of some.entries()) {
      const { objects, items } = copyOf(log)
      const bytes = Uint8Array.from(objects.get(name) ?? [])
      if (i % 3 === 0) objects.delete(name)
      else if (i % 3 === 1)
        objects.set(name, bytes.with(i % bytes.length, (bytes[i % bytes.length] ?? 0) ^ 4))
      else objects.set(name, bytes.subarray(0, bytes.length - 1))
      const ours = (await verified({ objects, items }, log.vkey, { withTable: false })).verdict
      const { status, said } = judged(objects)
      const code = { broken: 1, 'not-proven': 3, proven: 0 }[ours]
      expect({ name, status }, said).toEqual({ name, status: code })
      if (status === 1) found += 1
    }
    expect(found).toBeGreaterThan(some.length / 2)
    expect(size).toBeGreaterThan(0)
  }, 120_000)

  it('sees a log that was put back by the checkpoint that was kept', () => {
    const older = log.history.at(-3)
    if (older === undefined) throw new Error('no history')
    const objects = new Map(older.objects)
    expect(judged(objects).status).toBe(3)
    objects.set('kept-elsewhere', log.objects.get('checkpoint') ?? new Uint8Array())
    const { status, said } = judged(objects, ['kept-elsewhere'])
    expect(said).toContain('entries were cut off')
    expect(status).toBe(1)
  })
})

describe.skipIf(python === undefined)(
  'a log whose key was changed, to a verifier that a stranger wrote',
  () => {
    /** 3 entries under one key, 300 under the next; `lost`: the first did not sign that. */
    async function rotated(lost: boolean) {
      const made = logging()
      await made.append('prod/a', 3)
      await made.sequence()
      const next = testSigner()
      await made.append('prod/a', 300)
      await made.sequence({ signer: next, before: lost ? parseVkey(made.signer.vkey) : made.signer })
      return { objects: made.archive.objects, first: made.signer.vkey, next: next.vkey }
    }

    it.each(['first', 'next'] as const)('is proven with the %s key', async (which) => {
      const log = await rotated(false)
      expect(judged(log.objects, ['checkpoint'], log[which])).toMatchObject({ status: 0 })
    })

    it('is not proven with the first one alone where that did not sign, and broken where the statement is altered', async () => {
      const lost = await rotated(true)
      expect(judged(lost.objects, ['checkpoint'], lost.first)).toMatchObject({ status: 3 })
      expect(judged(lost.objects, ['checkpoint'], lost.next)).toMatchObject({ status: 0 })
      const log = await rotated(false)
      const stated = Buffer.from(log.objects.get('keys/1') ?? []).toString()
      log.objects.set('keys/1', Buffer.from(stated.replace('\n3\n', '\n2\n')))
      expect(judged(log.objects, ['checkpoint'], log.first)).toMatchObject({ status: 1 })
    })
  },
)
