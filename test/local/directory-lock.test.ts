import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from '../../infra/local/directory-lock.ts'
import { runScript, type ScriptProcess } from '../support/child-processes.ts'

let directory: string
let lock: string
let notes: string
let holders: ScriptProcess[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'))
  lock = join(directory, 'lock.sqlite')
  notes = join(directory, 'notes')
  holders = []
})

afterEach(async () => {
  await Promise.all(holders.map(({ kill }) => kill()))
  rmSync(directory, { recursive: true, force: true })
})

function holder(times: number, holdMs: number): ScriptProcess {
  const started = runScript('test/support/lock-holder.ts', lock, notes, String(times), String(holdMs))
  holders.push(started)
  return started
}

function noted(): readonly string[] {
  try {
    return readFileSync(notes, 'utf8').trimEnd().split('\n')
  } catch {
    return []
  }
}

async function holding(holdMs: number): Promise<ScriptProcess> {
  const started = holder(1, holdMs)
  await expect.poll(noted).toContain(`in ${started.pid}`)
  return started
}

describe('the lock of a data directory', () => {
  it('lets one in at a time, however many come, also when holders are killed', async () => {
    const living = [1, 2, 3].map(() => holder(40, 2))
    const killed = await holding(60_000)
    await killed.kill()
    await Promise.all(living.map(({ exited }) => exited))
    const inside = new Set<string>()
    for (const [what, who = ''] of noted().map((line) => line.split(' '))) {
      if (what === 'out') inside.delete(who)
      else {
        inside.delete(String(killed.pid))
        expect([...inside]).toEqual([])
        inside.add(who)
      }
    }
    expect(noted().filter((line) => line.startsWith('out'))).toHaveLength(120)
  })

  it('is free at once when its holder was killed', async () => {
    await (await holding(60_000)).kill()
    const begun = Date.now()
    await withLock(lock, 5_000, async () => undefined)
    expect(Date.now() - begun).toBeLessThan(1_000)
  })

  it('is never taken from a living holder: who waits too long is told so and has done nothing', async () => {
    await holding(60_000)
    let done = false
    const late = withLock(lock, 300, async () => {
      done = true
    })
    await expect(late).rejects.toThrow(`${lock} was held by another process for 300 ms`)
    expect(done).toBe(false)
  })

  it('is given back when the work fails', async () => {
    const failed = withLock(lock, 1_000, async () => {
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await withLock(lock, 0, async () => undefined)
  })
})
