import { expect, it } from 'vitest'
import type { Clock } from '../../lambdas/domain/clock.ts'
import { createDeadlines } from '../../lambdas/recorder/deadlines.ts'
import { virtualTime } from '../simulation/virtual-time.ts'

const START_MS = 1_000_000

it('each passes at its time, in order, and none that was called off by then', async () => {
  const time = virtualTime(START_MS)
  const { set } = createDeadlines(time.clock)
  const passed: string[] = []
  const at = (ms: number, name: string): (() => void) =>
    set(START_MS + ms, () => passed.push(`${name} ${time.clock.now() - START_MS}`))
  at(10, 'first')
  const callOff = at(20, 'called off')
  at(20, 'second')
  const callOffPassed = at(30, 'third')
  callOff()
  await time.live(time.clock.sleep(25))
  expect(passed).toEqual(['first 10', 'second 20'])
  await time.live(time.clock.sleep(50))
  expect(passed).toEqual(['first 10', 'second 20', 'third 30'])
  callOffPassed()
})

it('one that is set when all others have passed, or are called off, passes as well', async () => {
  const time = virtualTime(START_MS)
  const { set } = createDeadlines(time.clock)
  const passed: number[] = []
  const note = (): void => void passed.push(time.clock.now() - START_MS)
  set(START_MS + 10, note)
  await time.live(time.clock.sleep(20))
  set(START_MS + 30, note)
  await time.live(time.clock.sleep(20))
  set(START_MS + 50, note)()
  set(START_MS + 60, note)
  await time.live(time.clock.sleep(50))
  expect(passed).toEqual([10, 30, 60])
})

it('sleeps once for all that wait, and not at all when nobody does', async () => {
  const sleeping = new Set<AbortSignal | undefined>()
  let most = 0
  const clock: Clock = {
    now: () => START_MS,
    sleep: async (_ms, signal) => {
      sleeping.add(signal)
      most = Math.max(most, sleeping.size)
      await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      sleeping.delete(signal)
    },
  }
  const { set } = createDeadlines(clock)
  const callOffs = Array.from({ length: 100 }, (_, i) => set(START_MS + i, () => {}))
  expect(sleeping.size).toBe(1)
  for (const callOff of callOffs) callOff()
  await new Promise(setImmediate)
  expect([most, sleeping.size]).toEqual([1, 0])
})
