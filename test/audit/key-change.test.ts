import { describe, expect, it } from 'vitest'
import { signingVkey } from '../../lambdas/archive/log/log-reader.ts'
import {
  keyOfSigner,
  openKeyChange,
  signKeyChange,
  vkeyOf,
} from '../../lambdas/archive/log/notes/key-change.ts'
import type { Signer } from '../../lambdas/archive/log/notes/signer.ts'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { verdictOf } from '../../lambdas/audit/report.ts'
import { rebuildProgress } from '../../lambdas/audit/restoring/rebuild-progress.ts'
import { verifyArchive } from '../../lambdas/audit/verifying/verify.ts'
import type { Instant } from '../../lambdas/domain/instant.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { logging, testSigner } from '../support/logging.ts'
import { exported } from './exporting.ts'

/** A log of three keys: 3 entries under the first, 2 under the second, 300 under the third. */
async function rotated() {
  const log = logging()
  const keys = [log.signer, testSigner(), testSigner()] as const
  const grow = async (entries: number, signer: Signer, before?: Signer) => {
    await log.append('prod/a', entries)
    await log.sequence(before === undefined ? { signer } : { signer, before })
  }
  await grow(3, keys[0])
  await grow(2, keys[1], keys[0])
  await grow(1, keys[1], keys[0])
  await grow(300, keys[2], keys[1])
  const verify = async (...vkeys: readonly string[]) => {
    const [key, ...otherKeys] = vkeys.map(parseVkey)
    const seen = [{ name: 'kept', note: log.archive.objects.get('checkpoints/3') ?? new Uint8Array() }]
    const report = await verifyArchive(log.archive, { key, otherKeys, seen, patienceMs: 0 })
    return { ...report, verdict: verdictOf(report) }
  }
  return { log, keys, grow, verify }
}

describe('a log whose key was changed', () => {
  it('is verified with any of its keys, and says from where on which is in force', async () => {
    const { keys, verify, log } = await rotated()
    for (const { vkey } of keys) {
      const report = await verify(vkey)
      expect(report.broken).toEqual([])
      expect(report.verdict).toBe('proven')
      expect(report.proven.join('\n')).toContain(`from size 3 on with the key ${keys[1].vkey}`)
      expect(report.proven.join('\n')).toContain(`from size 6 on with the key ${keys[2].vkey}`)
    }
    expect(log.archive.unlocked).not.toContain('keys/1')
    expect(await signingVkey(log.archive, log.archive.objects.get('checkpoint'))).toBe(keys[2].vkey)
    expect(await signingVkey(log.archive, log.archive.objects.get('checkpoints/3'))).toBe(keys[0].vkey)
  })

  it('is exported with its keys, and the export is verified with any of them', async () => {
    const { log, keys } = await rotated()
    const { copy } = await exported(
      log.archive,
      '2026-01-01T00:00:00.000Z' as Instant,
      '2036-01-01T00:00:00.000Z' as Instant,
    )
    for (const { vkey } of keys) {
      const report = await verifyArchive(copy, { key: parseVkey(vkey), seen: [], patienceMs: 0 })
      expect(report.broken).toEqual([])
    }
  })

  it('is not verified with another key', async () => {
    const { verify } = await rotated()
    const report = await verify(testSigner().vkey)
    expect(report.verdict).toBe('broken')
    expect(report.broken[0]).toMatchObject({ where: 'log.vkey' })
  })

  it('is signed no more by the key before: what that signs later is broken', async () => {
    const { keys, log, verify } = await rotated()
    const old = logging()
    await old.append('prod/a', 8)
    await old.sequence({ signer: keys[0] })
    const note = old.archive.objects.get('checkpoints/8') ?? new Uint8Array()
    log.archive.objects.set('checkpoints/8', note)
    expect((await verify(keys[0].vkey)).broken).toEqual([
      { where: 'checkpoints/8', what: expect.stringContaining('not signed by') },
    ])
  })

  it('has no statement altered, left out, or of another tree', async () => {
    const { keys, log, verify } = await rotated()
    const whole = new Map(log.archive.objects)
    const breaking = async (name: string, bytes: string | undefined) => {
      log.archive.objects.clear()
      for (const [one, its] of whole) log.archive.objects.set(one, its)
      if (bytes === undefined) log.archive.objects.delete(name)
      else log.archive.objects.set(name, Buffer.from(bytes))
      return (await verify(keys[2].vkey)).broken.map(({ where }) => where)
    }
    const stated = Buffer.from(whole.get('keys/1') ?? []).toString()
    expect(await breaking('keys/1', stated.replace('\n3\n', '\n4\n'))).toContain('keys/1')
    expect(await breaking('keys/1', undefined)).toContain('keys/2')
    expect(await breaking('keys/3', stated)).toContain('keys/3')
    const other = await signKeyChange(
      { ...openKeyChange(stated), root: new Uint8Array(32) },
      keys[1],
      keys[0],
    )
    expect(await breaking('keys/1', other)).toContain('keys/1')
  })

  it('goes on only under the newest: who has an older key signs nothing', async () => {
    const { keys, log, grow } = await rotated()
    await expect(grow(1, keys[0])).rejects.toThrow()
    await expect(grow(1, keys[1], keys[0])).rejects.toThrow()
    const before = log.archive.objects.get('checkpoint')
    await expect(grow(1, keys[0], keys[2])).rejects.toThrow('has signed this log before')
    expect(log.archive.objects.get('checkpoint')).toEqual(before)
  })

  it('goes on after a crash at any point of the change', async () => {
    for (const dies of ['statement', 'tiles', 'signature'] as const) {
      const log = logging()
      await log.append('prod/a', 3)
      await log.sequence()
      await log.append('prod/a', 2)
      const next = testSigner()
      const put = log.archive.put
      const archive = {
        ...log.archive,
        put: async (...[name, ...rest]: Parameters<typeof put>) => {
          const at = name.startsWith('keys/')
            ? 'statement'
            : name.startsWith('tile/0')
              ? 'tiles'
              : 'signature'
          if (at === dies && (dies !== 'signature' || name.startsWith('checkpoints/')))
            throw new Error('killed')
          return put(name, ...rest)
        },
      }
      const ports = { signer: next, before: log.signer }
      await expect(log.sequence({ ...ports, archive })).rejects.toThrow('killed')
      // Whoever has not heard of the new key may not mend it under the old one.
      await expect(log.sequence()).rejects.toThrow('goes on under the key')
      await log.sequence(ports)
      const key = parseVkey(log.signer.vkey)
      const report = await verifyArchive(log.archive, { key, seen: [], patienceMs: 0 })
      expect(report.broken, dies).toEqual([])
    }
  })

  it('publishes what the old key had committed under the old key', async () => {
    const log = logging()
    await log.append('prod/a', 3)
    await log.sequence()
    await log.append('prod/a', 2)
    const dying = { ...log.signer, sign: () => Promise.reject(new Error('killed')) }
    await expect(log.sequence({ signer: dying })).rejects.toThrow('killed')
    await log.append('prod/a', 1)
    await log.sequence({ signer: testSigner(), before: log.signer })
    const change = openKeyChange(log.archive.objects.get('keys/1') ?? new Uint8Array())
    expect(change).toMatchObject({ size: 5n, isSignedByBoth: true })
    const key = parseVkey(log.signer.vkey)
    expect((await verifyArchive(log.archive, { key, seen: [], patienceMs: 0 })).broken).toEqual([])
  })

  it('has its progress made anew with any of its keys', async () => {
    const { log, keys } = await rotated()
    const progress = createMemoryLogProgress()
    const chain = [
      { key: keyOfSigner(keys[0]), after: 0n },
      { key: keyOfSigner(keys[1]), after: 3n },
      { key: keyOfSigner(keys[2]), after: 6n },
    ]
    expect(await rebuildProgress({ archive: log.archive, key: chain, progress, onProgress: () => {} })).toBe(
      306n,
    )
  })
})

describe('a log whose key was lost', () => {
  it('goes on under another, and is proven with both keys: the old one alone does not vouch for it', async () => {
    const log = logging()
    await log.append('prod/a', 3)
    await log.sequence()
    const next = testSigner()
    await log.append('prod/a', 1)
    await log.sequence({ signer: next, before: parseVkey(log.signer.vkey) })
    const verify = async (...vkeys: readonly string[]) => {
      const [key, ...otherKeys] = vkeys.map(parseVkey)
      const seen = [{ name: 'kept', note: log.archive.objects.get('checkpoint') ?? new Uint8Array() }]
      return verifyArchive(log.archive, { key, otherKeys, seen, patienceMs: 0 })
    }
    const alone = await verify(log.signer.vkey)
    expect(alone.broken).toEqual([])
    expect(alone.unproven).toEqual([expect.stringContaining('for which the one before did not sign')])
    expect(verdictOf(await verify(log.signer.vkey, next.vkey))).toBe('proven')
    // Who trusts the new one has its word for the tree that it took over.
    expect(verdictOf(await verify(next.vkey))).toBe('proven')
  })

  it('is no way round a key that is still there: without it nothing is signed', async () => {
    const log = logging()
    await log.append('prod/a', 3)
    await log.sequence()
    await log.append('prod/a', 1)
    await expect(log.sequence({ signer: testSigner() })).rejects.toThrow('not signed by')
  })
})

it('a statement of a change is read back, and is nothing else', async () => {
  const [from, to] = [testSigner(), testSigner()]
  const change = {
    number: 1,
    size: 3n,
    root: new Uint8Array(32),
    from: keyOfSigner(from),
    to: keyOfSigner(to),
  }
  const note = await signKeyChange(change, to, from)
  const opened = openKeyChange(note)
  expect(opened).toMatchObject({ number: 1, size: 3n, isSignedByBoth: true })
  expect([vkeyOf(opened.from), vkeyOf(opened.to)]).toEqual([from.vkey, to.vkey])
  expect(openKeyChange(await signKeyChange(change, to, undefined))).toMatchObject({ isSignedByBoth: false })
  // Signed by the old one alone it is none: who takes over must want to.
  await expect(signKeyChange(change, from, undefined).then(openKeyChange)).rejects.toThrow('not signed by')
  expect(() => openKeyChange(Buffer.from('x'))).toThrow()
})
