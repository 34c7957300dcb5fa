import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../../lambdas/domain/event.ts'
import { withBrokenHolds } from '../../lambdas/domain/holds.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { havingSeen, sealEvents, told } from '../support/believing.ts'
import { checkpoint } from '../support/listings.ts'

const [A, B] = [checkpoint(0), checkpoint(60)]

function placed(hold: string, uuid = A.uuid): LedgerEvent {
  return { kind: 'hold-placed', severity: 'info', uuid, data: { hold, reason: 'audit', actor: 'ada' } }
}

function ended(kind: LedgerEvent['kind'], uuid = A.uuid): LedgerEvent {
  return { kind, severity: 'silent', uuid, data: {} }
}

describe('a held checkpoint', () => {
  const held = sealEvents(havingSeen(A, B), [placed('h1'), placed('h2')]).at(-1)
  const holds = held?.state.holds ?? []

  it.each(['checkpoint-retired', 'checkpoint-missing', 'checkpoint-cleared'] as const)(
    'that ends as %s breaks all its holds, once',
    (kind) => {
      const [, broken, ...rest] = withBrokenHolds([ended(kind)], holds, DEFAULT_POLICY)
      expect(rest).toEqual([])
      expect(broken).toMatchObject({
        kind: 'hold-broken',
        severity: 'critical',
        uuid: A.uuid,
        data: {
          ended: kind.slice(11),
          holds: [{ hold: 'h1' }, { hold: 'h2', actor: 'ada', reason: 'audit' }],
        },
      })
    },
  )

  it('is not touched by what happens to others, nor by what is no ending', () => {
    const events = [ended('checkpoint-retired', B.uuid), ended('metadata-changed')]
    expect(withBrokenHolds(events, holds, DEFAULT_POLICY)).toEqual(events)
  })

  it('keeps the holds that are not released, until they are broken', () => {
    const released = sealEvents(held, [
      {
        kind: 'hold-released',
        severity: 'info',
        uuid: A.uuid,
        data: { hold: 'h1', actor: 'ada', reason: null },
      },
    ]).at(-1)
    expect(released?.state.holds.map(({ id }) => id)).toEqual(['h2'])
    const gone = sealEvents(
      released,
      withBrokenHolds([ended('checkpoint-cleared')], released?.state.holds ?? [], DEFAULT_POLICY),
    )
    expect(told(gone.flatMap(({ entry }) => entry.events))).toEqual([
      `checkpoint-cleared ${A.uuid}`,
      `hold-broken ${A.uuid}`,
      `alert-raised ${A.uuid}`,
    ])
    expect(gone.at(-1)?.state.holds).toEqual([])
  })
})
