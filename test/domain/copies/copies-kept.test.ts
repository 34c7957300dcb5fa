import { describe, expect, it } from 'vitest'
import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { type Copies, noCopies } from '../../../lambdas/domain/copies/copies.ts'
import { copyEvent } from '../../../lambdas/domain/copies/copy-event.ts'
import { afterCopyEvent } from '../../../lambdas/domain/copies/copy-fold.ts'
import { instant } from '../../../lambdas/domain/instant.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 10, 1)
const FIELDS = { fingerprint: '1', size: null, steps: null, processed_records: null, identifier: null }

const uuidOf = (n: number): Uuid => `019e4708-0000-7000-8000-${String(n).padStart(12, '0')}` as Uuid
const day = (n: number) => instant(START + n * DAY)

function after(copies: Copies, atDay: number, kind: 'copy-synced' | 'copy-kept' | 'copy-retired', n: number) {
  const data =
    kind === 'copy-kept'
      ? { ...FIELDS, until: day(atDay + 1) }
      : { ...FIELDS, host: null, durability: 'complete' }
  return afterCopyEvent(copies, copyEvent(kind, uuidOf(n), data), day(atDay))
}

describe('what is known of kept copies', () => {
  it('is forgotten when their lock is over, but not while the store has the checkpoint: it would be kept again', () => {
    let copies = after(noCopies(day(0)), 0, 'copy-synced', 1)
    copies = after(after(copies, 0, 'copy-kept', 1), 0, 'copy-kept', 2)
    copies = after(copies, 5, 'copy-kept', 3)
    expect(copies.kept.map(({ uuid }) => uuid)).toEqual([uuidOf(1), uuidOf(3)])
    copies = after(after(copies, 5, 'copy-retired', 1), 5, 'copy-kept', 4)
    expect(copies.kept.map(({ uuid }) => uuid)).toEqual([uuidOf(3), uuidOf(4)])
  })

  it('is of the newest thousand that the store has no more, and of all that it has', () => {
    let copies = after(noCopies(day(0)), 0, 'copy-synced', 0)
    for (let n = 0; n < 1_010; n += 1) copies = after(copies, 0, 'copy-kept', n)
    const known = copies.kept.map(({ uuid }) => uuid)
    expect(known[0]).toBe(uuidOf(0))
    expect(known[1]).toBe(uuidOf(9))
    expect(known.at(-1)).toBe(uuidOf(1_009))
  })
})
