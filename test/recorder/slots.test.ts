import { expect, it } from 'vitest'
import { createSlots } from '../../lambdas/recorder/slots.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { virtualTime } from '../simulation/virtual-time.ts'

it('no more run at once than allowed in all, and fewer on one host; a slow host holds up no other', async () => {
  const slots = createSlots({ inAll: 5, perHost: 2 })
  const running = new Map<string, number>()
  let [mostInAll, mostOnOne] = [0, 0]
  const releases: (() => void)[] = []
  const work = (host: string) => async () => {
    running.set(host, (running.get(host) ?? 0) + 1)
    mostInAll = Math.max(
      mostInAll,
      [...running.values()].reduce((a, b) => a + b, 0),
    )
    mostOnOne = Math.max(mostOnOne, ...running.values())
    await new Promise<void>((resolve) => (host === 'slow' ? releases.push(resolve) : setImmediate(resolve)))
    running.set(host, (running.get(host) ?? 0) - 1)
  }
  const slow = Array.from({ length: 4 }, () => slots.run('slow', work('slow')))
  const quick = ['a', 'b', 'c'].flatMap((host) =>
    Array.from({ length: 20 }, () => slots.run(host, work(host))),
  )
  await Promise.all(quick)
  expect(releases).toHaveLength(2)
  while (releases.length > 0 || (running.get('slow') ?? 0) > 0) {
    releases.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(slow)
  expect([mostInAll, mostOnOne]).toEqual([5, 2])
})

it('whoever is overdue gives his place to the next, so many of one host and no more, and still ends with what he did', async () => {
  const slots = createSlots({
    inAll: 10,
    perHost: 2,
    overdue: { afterMs: 20, perHost: 1, clock: systemClock },
  })
  const begun: number[] = []
  const releases: (() => void)[] = []
  const all = [0, 1, 2, 3].map((i) =>
    slots.run('slow', async () => {
      begun.push(i)
      await new Promise<void>((resolve) => releases.push(resolve))
      if (i === 0) throw new Error('broken')
      return i
    }),
  )
  const outcomes = Promise.allSettled(all)
  // Two have places, one of them gives his up for the third; the fourth waits for an end.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(begun).toEqual([0, 1, 2])
  releases[1]?.()
  await expect.poll(() => begun).toEqual([0, 1, 2, 3])
  for (const release of releases) release()
  expect((await outcomes).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
})

it('whoever ended in time is never overdue, and whoever ended late gives the right to be late to another', async () => {
  const time = virtualTime(0)
  const slots = createSlots({
    inAll: 10,
    perHost: 1,
    overdue: { afterMs: 20, perHost: 1, clock: time.clock },
  })
  const told: string[] = []
  const run = (name: string, ms: number): Promise<void> =>
    slots
      .run('host', () => time.clock.sleep(ms), {
        whenOverdue: () => told.push(`${name} is overdue at ${time.clock.now()}`),
      })
      .then(() => void told.push(`${name} ended at ${time.clock.now()}`))
  await time.live(
    Promise.all([run('quick', 10), run('late', 45), run('second', 10), run('third', 90), run('last', 5)]),
  )
  expect(told).toEqual([
    'quick ended at 10',
    'late is overdue at 30',
    'second ended at 40',
    'late ended at 55',
    'third is overdue at 60',
    'last ended at 65',
    'third ended at 130',
  ])
})

it('of a host the longest unseen is next, whenever it came, and whoever looks again comes behind all', async () => {
  const slots = createSlots({ inAll: 5, perHost: 1 })
  const begun: string[] = []
  const run = (name: string, since?: string): Promise<void> =>
    slots.run('host', async () => void begun.push(name), since === undefined ? {} : { since })
  // The first has a place at once; two batches, each in its order, wait for it.
  await Promise.all([
    run('first', '2026-01-09'),
    run('again'),
    run('b', '2026-01-02'),
    run('d', '2026-01-04'),
    run('never', ''),
    run('a', '2026-01-01'),
    run('c', '2026-01-02'),
  ])
  expect(begun).toEqual(['first', 'never', 'a', 'b', 'c', 'd', 'again'])
})

it('whoever throws at once fails alone, and his place is free again', async () => {
  const slots = createSlots({ inAll: 1, perHost: 1 })
  const first = slots.run('a', () => new Promise((resolve) => setImmediate(resolve)))
  const thrown = slots.run('a', () => {
    throw new Error('broken')
  })
  const next = slots.run('b', async () => 'done')
  await first
  await expect(thrown).rejects.toThrow('broken')
  expect(await next).toBe('done')
})
