import { describe, expect, it } from 'vitest'
import { type Copies, type Copy, noCopies } from '../../../lambdas/domain/copies/copies.ts'
import { newestCopies, STORED_RUNGS, storeStanding } from '../../../lambdas/domain/copies/store-row.ts'
import { NOTHING_YET, type OpenAlert, type State } from '../../../lambdas/domain/state.ts'
import { at, checkpoint, timedUuid, uuid } from '../../support/listings.ts'

const untimed = uuid('00000000-0000-4000-8000-000000000001')

function copy(seconds: number, rung: Copy['rung'], other: Partial<Copy['checkpoint']> = {}): Copy {
  const told = { incomplete: [], corrupt: [], changed: [] }
  return { checkpoint: checkpoint(seconds, other), host: null, firstSeenAt: at(seconds + 5), rung, told }
}
const having = (...copies: readonly Copy[]): Copies => ({ ...noCopies(at(0)), copies })
const newest = (seconds: number) => ({ uuid: timedUuid(seconds), at: at(seconds) })
const NONE = { synced: null, complete: null, verified: null, kept: null }

describe('the newest copy', () => {
  it('is none where there is no store, or nothing in it', () => {
    expect(newestCopies(undefined)).toEqual(NONE)
    expect(newestCopies(noCopies(at(0)))).toEqual(NONE)
    expect([...STORED_RUNGS]).toEqual(['synced', 'complete', 'verified', 'kept'])
  })

  it('of each rung is the newest that stands on it or above, in whatever order they are', () => {
    const all = [
      copy(3, 'complete'),
      copy(1, 'verified'),
      copy(5, 'listed'),
      copy(4, 'synced'),
      copy(2, 'verified'),
    ]
    const expected = { ...NONE, synced: newest(4), complete: newest(3), verified: newest(2) }
    expect(newestCopies(having(...all))).toEqual(expected)
    expect(newestCopies(having(...all.toReversed()))).toEqual(expected)
  })

  it('is by its time of birth, or where it has none by our first sight', () => {
    const found = newestCopies(having(copy(3, 'synced'), copy(1, 'synced', { uuid: untimed })))
    expect(found.synced).toEqual({ uuid: untimed, at: at(6) })
  })

  it('that is kept is the newest of ours, or where it has no time the one that is locked longest', () => {
    const kept = (...all: Copies['kept']) => newestCopies({ ...noCopies(at(0)), kept: all }).kept
    const [one, two] = [
      { uuid: timedUuid(1), until: at(99) },
      { uuid: timedUuid(2), until: at(50) },
    ]
    expect(kept(one, two)).toEqual(newest(2))
    expect(kept(one, two, { uuid: untimed, until: at(60) })).toEqual({ uuid: untimed, at: at(60) })
  })
})

it('a store stands as its state says: its copies, and its alerts, of which some are acknowledged', () => {
  expect(storeStanding(undefined)).toEqual({ copies: 0, newest: NONE, alerts: 0, firing: 0 })
  expect(storeStanding(NOTHING_YET)).toEqual({ copies: 0, newest: NONE, alerts: 0, firing: 0 })
  const alert = (acknowledged: boolean): OpenAlert => ({
    id: 'a',
    kind: 'copy-late',
    severity: 'warning',
    uuid: null,
    epoch: null,
    raisedAt: at(0),
    seq: 1,
    acknowledged,
  })
  const state: State = {
    ...NOTHING_YET,
    copies: having(copy(1, 'synced'), copy(2, 'synced')),
    alerts: [alert(true), alert(false), alert(false)],
  }
  expect(storeStanding(state)).toEqual({
    copies: 2,
    newest: { ...NONE, synced: newest(2) },
    alerts: 3,
    firing: 2,
  })
})
