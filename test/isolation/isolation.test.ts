import { beforeAll, describe, expect, it } from 'vitest'
import { type Measured, measured } from './measure.ts'
import { POISONS } from './poisons.ts'

const ASKED = { others: 60, latencyMs: 50, answerMs: 5_000 }
// Of a machine that does other things at the same time. `npm run isolation` has the figures.
const AT_MOST_SLOWER = 2
const MOST_MEMORY_BYTES = 100 * 1024 * 1024

let usual: Measured

beforeAll(async () => {
  // The first run warms up.
  await measured({ ...ASKED, poison: null })
  usual = await measured({ ...ASKED, poison: null })
})

describe('one pipeline that answers as nobody should', () => {
  it.each(POISONS)(
    'makes no other of its host wait, neither for its answer nor to be recorded, and takes no memory: %s',
    async (poison) => {
      const one = await measured({ ...ASKED, poison })
      expect(one.recorded).toBe(ASKED.others)
      expect(one.answeredMs).toBeLessThan(usual.answeredMs * AT_MOST_SLOWER)
      expect(one.recordedMs).toBeLessThan(usual.recordedMs * AT_MOST_SLOWER)
      expect(one.grownBytes).toBeLessThan(MOST_MEMORY_BYTES)
    },
  )
})
