import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Archive } from '../../lambdas/archive/archive.ts'
import type { Answer } from '../../lambdas/archive/evidence.ts'
import type { Clock } from '../../lambdas/domain/clock.ts'
import { createEvidenceBatch } from '../../lambdas/recorder/evidence-batch.ts'
import { at, T0 } from '../support/listings.ts'
import { createMemoryArchive } from '../support/memory-archive.ts'

const SUBJECT = { source: 'prod', pipeline: 'orders' }

function answer(body: string): Answer {
  const times = { requestedAt: at(0), receivedAt: at(1) }
  return { url: 'http://127.0.0.1/', status: 200, headers: {}, ...times, body: Buffer.from(body) }
}

/** A clock whose waits end when the test says so. */
function waiting() {
  const due = new Map<() => void, number>()
  const clock: Clock = {
    now: () => T0,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          due.delete(end)
          resolve()
        }
        due.set(end, ms)
        signal?.addEventListener('abort', end)
      }),
  }
  return { clock, pass: () => [...due.keys()].forEach((end) => end()), waits: () => [...due.values()] }
}

const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('evidence', () => {
  it('is cited only once it is durable', async () => {
    const memory = createMemoryArchive()
    let [arrive, cited] = [() => {}, false]
    const stored = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const archive: Archive = {
      ...memory,
      put: async (...put) => {
        await stored
        return memory.put(...put)
      },
    }
    const keeping = createEvidenceBatch({ archive, ...waiting() }).keep(SUBJECT, [answer('[]')], 1)
    void keeping.then(() => (cited = true))
    await settled()
    expect([cited, memory.objects.size]).toEqual([false, 0])
    arrive()
    const [citation] = await keeping
    expect([...memory.objects.keys()]).toEqual([`evidence/${citation?.object}`])
  })

  it('that could not be kept is cited by nobody', async () => {
    const archive: Archive = {
      ...createMemoryArchive(),
      put: async () => {
        throw new Error('no answer')
      },
    }
    const batch = createEvidenceBatch({ archive, ...waiting() })
    await expect(batch.keep(SUBJECT, [answer('[]')], 1)).rejects.toThrow('evidence could not be kept')
    expect(batch.objects()).toEqual([])
  })

  it('of several waits for those that are on their way, and is one object, locked for the longest', async () => {
    const archive = createMemoryArchive()
    const locks: (number | null)[] = []
    const put: Archive['put'] = (name, bytes, options) => {
      locks.push(options.lockUntilMs)
      return archive.put(name, bytes, options)
    }
    const batch = createEvidenceBatch({ archive: { ...archive, put }, ...waiting() })
    const expected = batch.expecting()
    const kept = [batch.keep(SUBJECT, [answer('1')], 10), batch.keep(SUBJECT, [answer('2'), answer('3')], 20)]
    await settled()
    expect(archive.objects.size).toBe(0)
    expected.arrived()
    const citations = (await Promise.all(kept)).flat()
    expect(citations.map(({ line }) => line)).toEqual(['1', '2', '3'])
    expect([archive.objects.size, locks]).toEqual([1, [T0 + 20]])
    const [object] = archive.objects.values()
    const lines = gunzipSync(object ?? new Uint8Array())
      .toString('utf8')
      .trimEnd()
      .split('\n')
    expect(lines.map((line) => JSON.parse(line).body)).toEqual(['1', '2', '3'])
  })

  it('waits five seconds for nobody', async () => {
    const archive = createMemoryArchive()
    const { clock, pass } = waiting()
    const batch = createEvidenceBatch({ archive, clock })
    batch.expecting()
    const keeping = batch.keep(SUBJECT, [answer('[]')], 1)
    await settled()
    expect(archive.objects.size).toBe(0)
    pass()
    await keeping
    expect(archive.objects.size).toBe(1)
  })

  it('waits a moment and no longer for those who hang, and is one object of all that came meanwhile', async () => {
    const archive = createMemoryArchive()
    const { clock, pass, waits } = waiting()
    const batch = createEvidenceBatch({ archive, clock })
    const [quick, other, hanging] = [batch.expecting(), batch.expecting(), batch.expecting()]
    hanging.hangs()
    const kept = [batch.keep(SUBJECT, [answer('1')], 1)]
    quick.arrived()
    await settled()
    // Another is on its way still: nothing but the five seconds ends the waiting for that one.
    expect(waits()).toEqual([5_000])
    kept.push(batch.keep(SUBJECT, [answer('2')], 1))
    other.arrived()
    await settled()
    expect([archive.objects.size, waits()]).toEqual([0, [5_000, 100]])
    pass()
    await Promise.all(kept)
    expect(archive.objects.size).toBe(1)
    const last = batch.keep(SUBJECT, [answer('3')], 1)
    hanging.arrived()
    await last
    expect(archive.objects.size).toBe(2)
  })

  it('waits again for one that asks anew', async () => {
    const archive = createMemoryArchive()
    const { clock, pass } = waiting()
    const batch = createEvidenceBatch({ archive, clock })
    batch.expecting().hangs()
    const keeping = batch.keep(SUBJECT, [answer('1')], 1)
    const again = batch.expecting()
    await settled()
    expect(archive.objects.size).toBe(0)
    again.arrived()
    await settled()
    expect(archive.objects.size).toBe(0)
    pass()
    await keeping
    expect(archive.objects.size).toBe(1)
  })

  it('is told of each that has come once, however often it is said', async () => {
    const archive = createMemoryArchive()
    const batch = createEvidenceBatch({ archive, ...waiting() })
    const [one, other] = [batch.expecting(), batch.expecting()]
    const keeping = batch.keep(SUBJECT, [answer('[]')], 1)
    one.arrived()
    one.hangs()
    one.arrived()
    await settled()
    expect(archive.objects.size).toBe(0)
    other.hangs()
    other.hangs()
    other.arrived()
    await keeping
    expect(archive.objects.size).toBe(1)
  })

  it('of nothing that was answered is none', async () => {
    const archive = createMemoryArchive()
    const batch = createEvidenceBatch({ archive, ...waiting() })
    expect(await batch.keep(SUBJECT, [], 1)).toEqual([])
    expect(archive.objects.size).toBe(0)
  })
})
