import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDrop } from '../../../lambdas/domain/comparing/size-drop.ts'
import type { Sealed } from '../../../lambdas/domain/sealing.ts'
import { following, havingSeen, told, withPolicy } from '../../support/believing.ts'
import { at, checkpoint, u64, uuid } from '../../support/listings.ts'

const [A, B, C] = [checkpoint(60), checkpoint(120), checkpoint(180)] as const

describe('progress', () => {
  it.each([
    ['steps', { steps: u64('1') }],
    ['processed_records', { processed_records: u64('1') }],
  ])('that goes back in %s is one warning for the new checkpoint', (_field, less) => {
    const { events } = following(havingSeen(A, B), [[B, { ...C, ...less }]])
    expect(told(events).slice(0, 3)).toEqual([
      `checkpoint-recorded ${C.uuid}`,
      `progress-regressed ${C.uuid}`,
      `alert-raised ${C.uuid}`,
    ])
  })

  it('that stands still is none: an idle pipeline makes checkpoints all the same', () => {
    const { events } = following(havingSeen(A, B), [
      [B, { ...C, steps: B.steps, processed_records: B.processed_records }],
    ])
    expect(told(events)).not.toContain(`progress-regressed ${C.uuid}`)
  })

  it('that is not counted is none', () => {
    const { events } = following(havingSeen(A, B), [[B, { ...C, steps: null, processed_records: null }]])
    expect(told(events)).not.toContain(`progress-regressed ${C.uuid}`)
  })

  it('is compared with all 64 bits', () => {
    const [more, less] = [u64('18446744073709551615'), u64('18446744073709551614')]
    const { events } = following(havingSeen(A, { ...B, steps: more }), [
      [B, { ...C, steps: less }].map((c) => ({ ...c, fingerprint: A.fingerprint })),
    ])
    expect(told(events)).toContain(`progress-regressed ${C.uuid}`)
  })
})

describe('a size', () => {
  const half = withPolicy({ sizeDrop: 0.5 })

  it('below the share of the median of the last ten is a warning, at it is none', () => {
    const sized = (size: string) => [[B, { ...C, size: u64(size) }]] as const
    expect(told(following(havingSeen(A, B), sized('61727'), half).events)).toContain(`size-dropped ${C.uuid}`)
    expect(told(following(havingSeen(A, B), sized('61728'), half).events)).not.toContain(
      `size-dropped ${C.uuid}`,
    )
  })

  it('is not watched unless asked for, nor in a first sight', () => {
    const small = { ...C, size: u64('1') }
    expect(told(following(havingSeen(A, B), [[B, small]]).events)).not.toContain(`size-dropped ${C.uuid}`)
    expect(told(following(undefined, [[A, B, small]], { ...half, firstSight: true }).events)).not.toContain(
      `size-dropped ${C.uuid}`,
    )
  })

  it('is measured against ten, however many there were', () => {
    let head: Sealed = havingSeen(checkpoint(1))
    for (let i = 2; i < 20; i += 1) {
      head = following(
        head,
        [[checkpoint(i, { size: u64(i < 10 ? '1000000' : '10') })]],
        withPolicy({ confirmAfterMs: [] }),
      ).head
    }
    expect(head.state.sizes).toHaveLength(10)
    expect(told(following(head, [[checkpoint(20, { size: u64('9') })]], half).events)).not.toContain(
      `size-dropped ${checkpoint(20).uuid}`,
    )
  })

  it('is compared as exact numbers are', () => {
    const size = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
    fc.assert(
      fc.property(size, fc.array(size, { minLength: 1, maxLength: 10 }), (one, before) => {
        const sorted = before.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        const middle = sorted.length / 2
        const twice = (sorted[Math.ceil(middle) - 1] ?? 0n) + (sorted[Math.floor(middle)] ?? 0n)
        const median = sorted.length % 2 === 1 ? 2n * (sorted[Math.floor(middle)] ?? 0n) : twice
        const drop = isDrop(
          u64(String(one)),
          before.map((b) => u64(String(b))),
          0.25,
        )
        expect(drop).toBe(one * 8n < median)
      }),
    )
  })
})

describe('staleness', () => {
  const within = (seconds: number, watchedSince = at(0)) => ({
    ...withPolicy({ staleAfterMs: 600_000 }),
    seenAt: at(seconds),
    watchedSince,
  })

  it('is told when the youngest is older than allowed, once, and resolved by a younger one', () => {
    const youngest = checkpoint(-60)
    const head = havingSeen(youngest)
    expect(told(following(head, [[youngest]], within(540)).events)).toEqual([])
    const stale = following(head, [[youngest]], within(541))
    expect(told(stale.events)).toEqual(['checkpoints-stale', 'alert-raised'])
    expect(told(following(stale.head, [[youngest]], within(900)).events)).toEqual([])
    const fresh = following(stale.head, [[youngest, checkpoint(890)]], within(900))
    expect(told(fresh.events)).toContain('checkpoints-fresh')
    expect(told(fresh.events)).toContain('alert-resolved')
    expect(fresh.state.stale).toBeNull()
  })

  it('of a pipeline without any checkpoint counts from when we began to watch', () => {
    const nothing = [[]] as const
    expect(told(following(havingSeen(A), nothing, withPolicy({ confirmAfterMs: [] })).events)).not.toContain(
      'checkpoints-stale',
    )
    const head = following(havingSeen(A), nothing, withPolicy({ confirmAfterMs: [] })).head
    expect(told(following(head, nothing, within(599)).events)).toEqual([])
    expect(told(following(head, nothing, within(601)).events)).toEqual(['checkpoints-stale', 'alert-raised'])
  })

  it('of a checkpoint from a clock that is ahead counts from first sight at the latest', () => {
    expect(told(following(havingSeen(A), [[A]], within(600)).events)).toEqual([])
    expect(told(following(havingSeen(A), [[A]], within(601)).events)).toContain('checkpoints-stale')
  })

  it('of UUIDs without a time counts from first sight', () => {
    const named = { ...A, uuid: uuid('ffffffff-0000-4000-8000-000000000000') }
    expect(told(following(havingSeen(named), [[named]], within(601)).events)).toEqual([
      'checkpoints-stale',
      'alert-raised',
    ])
  })

  it('ends when it is no longer watched for', () => {
    const stale = following(havingSeen(A), [[A]], within(900))
    expect(told(following(stale.head, [[A]]).events)).toEqual(['checkpoints-fresh', 'alert-resolved'])
  })
})
