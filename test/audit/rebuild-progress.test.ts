import { describe, expect, it } from 'vitest'
import { parseVkey } from '../../lambdas/archive/log/notes/verifier-key.ts'
import { rebuildProgress } from '../../lambdas/audit/restoring/rebuild-progress.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { logging } from '../support/logging.ts'

async function filled() {
  const log = logging()
  await log.append('prod/a', 300)
  await log.append('recorder/0', 7)
  await log.sequence()
  return log
}

function rebuilding(log: Awaited<ReturnType<typeof filled>>, progress = createMemoryLogProgress()) {
  const key = parseVkey(log.signer.vkey)
  const done = rebuildProgress({ archive: log.archive, key, progress, onProgress: () => {} })
  return { done, progress }
}

describe('the log’s progress, made anew', () => {
  it('is what it was, and the next sequencing goes on behind it', async () => {
    const log = await filled()
    const { done, progress } = rebuilding(log)
    expect(await done).toBe(307n)
    expect((await progress.watermarks()).get('0')).toEqual(
      new Map([
        ['prod/a', 300],
        ['recorder/0', 7],
      ]),
    )
    await log.append('prod/a', 2)
    await log.sequence({ progress })
    expect((await log.newest())?.size).toBe(309n)
  })

  it('changes nothing where it was known', async () => {
    const log = await filled()
    await rebuilding(log, log.progress).done
    const before = new Map(log.archive.objects)
    await log.sequence()
    expect(log.archive.objects).toEqual(before)
  })

  it('is that of no log where nothing is signed', async () => {
    const log = logging()
    const { done, progress } = rebuilding(log)
    expect(await done).toBe(0n)
    expect(await progress.read()).toEqual({ committed: undefined, version: 0 })
  })

  it('is written by nobody where the entries are not those that were signed', async () => {
    const log = await filled()
    const bundle = Buffer.from(log.archive.objects.get('tile/entries/000') ?? [])
    log.archive.objects.set(
      'tile/entries/000',
      Buffer.from(bundle.toString('latin1').replace('run-1', 'run-2'), 'latin1'),
    )
    const { done, progress } = rebuilding(log)
    await expect(done).rejects.toThrow('prod/a 2 does not follow in its ledger')
    expect((await progress.read()).version).toBe(0)
  })
})
