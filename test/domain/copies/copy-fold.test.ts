import { describe, expect, it } from 'vitest'
import { believedIn, type Copies, noCopies } from '../../../lambdas/domain/copies/copies.ts'
import {
  COPY_KINDS,
  type CopyEvent,
  type CopyEventKind,
  copyEvent,
  mended,
} from '../../../lambdas/domain/copies/copy-event.ts'
import { afterCopyEvent, forgotten } from '../../../lambdas/domain/copies/copy-fold.ts'
import { EVENT_KINDS, type EventData } from '../../../lambdas/domain/event.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { at, checkpoint, timedUuid } from '../../support/listings.ts'

const [ONE, TWO] = [checkpoint(1), checkpoint(2)]
type Data = { readonly [key: string]: EventData }
const objects = (...names: readonly string[]): Data => ({
  objects: names.map((object) => ({ object, what: 'it is cut' })),
})

function event(kind: CopyEventKind, data: Data = {}, of: typeof ONE | null = ONE): CopyEvent {
  if (of === null) return copyEvent(kind, undefined, data)
  return copyEvent(kind, of.uuid, { ...fieldsOf(of), host: null, durability: 'complete', ...data })
}
const mend = (of: Parameters<typeof mended>[0], data: Data = {}, one: typeof ONE | null = ONE) =>
  event('copy-mended', { of, ...data }, one)

/** What is believed after these events, a minute apart. */
const after = (...events: readonly CopyEvent[]): Copies =>
  events.reduce<Copies>((copies, one, i) => afterCopyEvent(copies, one, at(i * 60)), noCopies(at(0)))
const toldOf = ({ copies }: Copies) => copies.map(({ told }) => told)

const SYNCED = event('copy-synced', { owner: 'p1' })
const NO_FAULTS = { incomplete: [], corrupt: [], changed: [] }

describe('what is believed of a store', () => {
  it('is nothing at first', () => {
    expect(after()).toEqual({
      since: at(0),
      copies: [],
      missing: [],
      kept: [],
      owner: null,
      otherOwner: null,
      isLate: false,
      unobservable: null,
      damaged: [],
    })
    expect(afterCopyEvent(null, event('copy-late', {}, null), at(5))).toEqual({
      ...noCopies(at(5)),
      isLate: true,
    })
  })

  it('is which copies are in it, on which host, on which rung, since when', () => {
    const verified = event('copy-verified', { durability: 'verified', host: '3' })
    const state = after(SYNCED, event('copy-synced', { host: '4' }, TWO), verified)
    expect(state.copies).toEqual([
      { checkpoint: ONE, host: '3', firstSeenAt: at(0), rung: 'verified', told: NO_FAULTS },
      { checkpoint: TWO, host: '4', firstSeenAt: at(60), rung: 'complete', told: NO_FAULTS },
    ])
    expect([...believedIn(state)]).toEqual([
      [ONE.uuid, '3'],
      [TWO.uuid, '4'],
    ])
  })

  it('is who owned it first, and who does now', () => {
    expect(after(event('copy-synced'), SYNCED, event('copy-verified', { owner: 'p2' })).owner).toBe('p1')
    const changed = event('owner-changed', { from: 'p1', to: 'p2' }, null)
    expect(after(SYNCED, changed)).toMatchObject({ owner: 'p1', otherOwner: 'p2' })
    expect(after(changed, mend('owner-changed', { owner: 'p3' }, null))).toMatchObject({
      owner: 'p3',
      otherOwner: null,
    })
    expect(after(changed, mend('owner-changed', {}, null))).toMatchObject({ owner: 'p1', otherOwner: null })
  })

  it('is what is wrong with each copy, by the names of objects, each once and no more than two hundred', () => {
    const bad = after(
      SYNCED,
      event('copy-synced', {}, TWO),
      event('copy-incomplete', objects('a', 'b')),
      event('copy-incomplete', objects('b', 'c')),
      event('copy-corrupt', objects('d')),
      event('copy-changed', objects('e')),
    )
    expect(toldOf(bad)).toEqual([{ incomplete: ['a', 'b', 'c'], corrupt: ['d'], changed: ['e'] }, NO_FAULTS])
    const names = Array.from({ length: 201 }, (_, i) => `w${i}`)
    expect(toldOf(after(SYNCED, event('copy-incomplete', objects(...names))))[0]?.incomplete).toEqual(
      names.slice(1),
    )
  })

  it('is right again where it was mended, kind by kind, and a change never is', () => {
    const bad = [
      event('copy-incomplete', objects('a')),
      event('copy-corrupt', objects('b')),
      event('copy-changed', objects('c')),
      event('copy-corrupt', objects('d'), TWO),
    ]
    expect(toldOf(after(...bad, mend('copy-incomplete')))[0]).toEqual({
      incomplete: [],
      corrupt: ['b'],
      changed: ['c'],
    })
    expect(toldOf(after(...bad, mend('copy-corrupt')))).toEqual([
      { incomplete: ['a'], corrupt: [], changed: ['c'] },
      { ...NO_FAULTS, corrupt: ['d'] },
    ])
    expect(() => after(...bad, event('copy-mended', { of: 'copy-changed' }))).toThrow(
      'copy-mended of copy-changed',
    )
  })

  it('is damaged as a whole where no copy is named, until that is mended', () => {
    const damaged = [
      event('copy-corrupt', objects('x'), null),
      event('copy-corrupt', objects('y', 'x'), null),
    ]
    expect(after(SYNCED, ...damaged).damaged).toEqual(['x', 'y'])
    expect(toldOf(after(SYNCED, ...damaged))).toEqual([NO_FAULTS])
    expect(after(...damaged, mend('copy-corrupt', {}, null))).toMatchObject({ damaged: [], copies: [] })
    expect(after(...damaged, SYNCED, mend('copy-corrupt')).damaged).toEqual(['x', 'y'])
  })

  it('is missing where a copy is gone, and forgotten where it is retired', () => {
    const both = [SYNCED, event('copy-synced', {}, TWO)]
    const lost = after(...both, event('copy-missing'))
    expect(lost.copies.map(({ checkpoint: { uuid } }) => uuid)).toEqual([TWO.uuid])
    expect(lost.missing).toMatchObject([{ checkpoint: ONE, firstSeenAt: at(0) }])
    expect(after(...both, event('copy-missing'), event('copy-retired'))).toMatchObject({
      copies: [{ checkpoint: TWO }],
      missing: [],
    })
    expect(after(SYNCED, event('copy-retired'), event('copy-missing')).missing).toEqual([])
  })

  it('remembers of a missing copy since when it was there and what was wrong with it', () => {
    const bad = [SYNCED, event('copy-incomplete', objects('a')), event('copy-missing')]
    const again = after(...bad, mend('copy-missing', { durability: 'synced' }))
    expect(again.missing).toEqual([])
    expect(again.copies).toMatchObject([
      { rung: 'synced', firstSeenAt: at(0), told: { ...NO_FAULTS, incomplete: ['a'] } },
    ])
  })

  it('remembers two hundred missing copies, the newest', () => {
    const many = Array.from({ length: 201 }, (_, i) => checkpoint(i + 10))
    const gone = many.flatMap((one) => [event('copy-synced', {}, one), event('copy-missing', {}, one)])
    const { missing } = after(...gone)
    expect(missing).toHaveLength(200)
    expect([missing[0]?.checkpoint.uuid, missing.at(-1)?.checkpoint.uuid]).toEqual([
      timedUuid(11),
      timedUuid(210),
    ])
  })

  it('is late, or cannot be read, until it is said to be no more', () => {
    const late = event('copy-late', {}, null)
    expect(after(late).isLate).toBe(true)
    expect(after(late, mend('copy-late', {}, null)).isLate).toBe(false)
    const unseen = event('store-unobservable', { since: at(3), why: 'AccessDenied' }, null)
    expect(after(unseen).unobservable).toEqual({ since: at(3), why: 'AccessDenied' })
    expect(after(unseen, event('store-observable', {}, null)).unobservable).toBeNull()
  })

  it('is of another place where it has moved, but for what is kept', () => {
    const kept = event('copy-kept', { until: at(9_000) })
    expect(after(SYNCED, kept, event('store-moved', {}, null))).toEqual({
      ...noCopies(at(120)),
      kept: [{ uuid: ONE.uuid, until: at(9_000) }],
    })
  })

  it('keeps each copy once, by its newest lock, and one whose lock is over only while it is in the store', () => {
    const kept = (until: number, of = ONE) => event('copy-kept', { until: at(until) }, of)
    expect(after(kept(100), kept(200)).kept).toEqual([{ uuid: ONE.uuid, until: at(200) }])
    expect(after(SYNCED, kept(61), kept(200, TWO)).kept.map(({ uuid }) => uuid)).toEqual([ONE.uuid, TWO.uuid])
    expect(after(kept(60), kept(200, TWO)).kept.map(({ uuid }) => uuid)).toEqual([TWO.uuid])
    expect(after(kept(61), kept(200, TWO)).kept.map(({ uuid }) => uuid)).toEqual([ONE.uuid, TWO.uuid])
  })

  it.each([
    ['without objects', event('copy-incomplete'), 'without its objects'],
    [
      'with an object that has no name',
      event('copy-corrupt', { objects: [{ what: 'cut' }] }),
      'without a name',
    ],
    ['with an object that is none', event('copy-corrupt', { objects: ['a'] }, null), 'without a name'],
    ['with nothing for an object', event('copy-corrupt', { objects: [null] }, null), 'without a name'],
    [
      'on a rung that there is not',
      event('copy-synced', { durability: 'kept' }),
      'kept is no rung of a copy',
    ],
  ])('is not told by an event %s', (_, broken, why) => {
    expect(() => after(SYNCED, broken)).toThrow(why)
  })
})

describe('what nobody watches any more', () => {
  const [BAD] = [
    after(
      event('copy-incomplete', objects('a')),
      event('copy-corrupt', objects('b')),
      event('copy-changed', objects('c')),
      event('copy-incomplete', objects('a'), TWO),
      event('copy-corrupt', objects('x'), null),
      event('owner-changed', { from: 'p1', to: 'p2' }, null),
      event('copy-late', {}, null),
      event('store-unobservable', { since: at(3), why: 'AccessDenied' }, null),
    ),
  ]
  const faults = { incomplete: ['a'], corrupt: ['b'], changed: ['c'] }
  const others = { ...NO_FAULTS, incomplete: ['a'] }

  it.each<[string, Parameters<typeof forgotten>[1], string | null, object]>([
    ['is no longer late', 'copy-late', null, { isLate: false }],
    ['is no longer of another owner', 'owner-changed', null, { otherOwner: null }],
    ['can be read again', 'store-unobservable', null, { unobservable: null }],
    ['is whole again', 'copy-corrupt', null, { damaged: [] }],
    ['is as it was, of any other kind', 'copy-changed', ONE.uuid, {}],
  ])('%s, so that it is told again once it is watched again', (_, kind, uuid, expected) => {
    expect(forgotten(BAD, kind, uuid)).toEqual({ ...BAD, ...expected })
  })

  it.each([
    ['copy-incomplete', { ...faults, incomplete: [] }],
    ['copy-corrupt', { ...faults, corrupt: [] }],
  ] as const)('is told again of that one copy: %s', (kind, expected) => {
    const { copies, ...rest } = forgotten(BAD, kind, ONE.uuid)
    expect(copies.map(({ told }) => told)).toEqual([expected, others])
    expect({ ...rest, copies: BAD.copies }).toEqual(BAD)
  })
})

it('a fact of a store is of a kind of its own, loud as that kind is, and of a copy or of none', () => {
  const named = EVENT_KINDS.filter((kind) => /^(?:copy|store|owner)-/.test(kind))
  expect([...COPY_KINDS].toSorted()).toEqual(named.toSorted())
  expect(copyEvent('copy-late', undefined, { a: 'b' })).toEqual({
    kind: 'copy-late',
    severity: 'warning',
    data: { a: 'b' },
  })
  expect(copyEvent('copy-late', undefined, {})).not.toHaveProperty('uuid')
  expect(mended('copy-corrupt', ONE.uuid, { a: 'b' })).toEqual({
    kind: 'copy-mended',
    severity: 'info',
    uuid: ONE.uuid,
    data: { of: 'copy-corrupt', a: 'b' },
  })
})
