import { describe, expect, it } from 'vitest'
import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { type Copies, type Copy, noCopies } from '../../../lambdas/domain/copies/copies.ts'
import { lateness, ownership } from '../../../lambdas/domain/copies/copy-circumstances.ts'
import { endings } from '../../../lambdas/domain/copies/copy-endings.ts'
import { firstOf, objectsNamed } from '../../../lambdas/domain/copies/copy-event.ts'
import { faultsTold } from '../../../lambdas/domain/copies/copy-faults.ts'
import { ageMs, isRetired } from '../../../lambdas/domain/copies/copy-retention.ts'
import {
  DURABILITIES,
  HEIGHTS,
  isFaulty,
  RUNGS,
  rungOf,
  type SeenCopy,
  type SeenStore,
} from '../../../lambdas/domain/copies/stored-copy.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { at, checkpoint, u64, uuid } from '../../support/listings.ts'

const NO_FAULTS = { incomplete: [], corrupt: [], changed: [] }
const untimed = (digit: number): Uuid => uuid(`00000000-0000-4000-8000-00000000000${digit}`)

function copy(seconds: number, other: Partial<Copy> = {}): Copy {
  const host = { host: null, rung: 'verified', told: NO_FAULTS } as const
  return { checkpoint: checkpoint(seconds), firstSeenAt: at(seconds), ...host, ...other }
}
const untimedCopy = (digit: number, firstSeenAt: number): Copy =>
  copy(0, { checkpoint: checkpoint(0, { uuid: untimed(digit) }), firstSeenAt: at(firstSeenAt) })

function seen(other: Partial<SeenCopy> = {}): SeenCopy {
  const whole = { host: null, isListKnown: true, missing: [], damaged: [], changed: [], unverified: [] }
  return { checkpoint: checkpoint(1), ...whole, ...other }
}
const store = (other: Partial<SeenStore>): SeenStore => ({
  owner: null,
  copies: [],
  gone: [],
  damaged: [],
  unverified: [],
  ...other,
})
const believing = (other: Partial<Copies>): Copies => ({ ...noCopies(at(0)), ...other })
const facts = (events: readonly { readonly kind: string; readonly data: object }[]) =>
  events.map(({ kind, data }) => ({ kind, ...data }))

describe('the owner of a store', () => {
  it.each<[string, Partial<Copies>, string | null, string | null, readonly object[]]>([
    ['nobody named is nothing to tell', { owner: 'p1', otherOwner: 'p2' }, null, 'p1', []],
    ['the first one is as good as any', {}, 'p1', null, []],
    ['the expected one is right', { owner: 'p2' }, 'p1', 'p1', []],
    [
      'another than the first is told of',
      { owner: 'p1' },
      'p2',
      null,
      [{ kind: 'owner-changed', from: 'p1', to: 'p2' }],
    ],
    [
      'another than expected is told of',
      { owner: 'p2' },
      'p2',
      'p1',
      [{ kind: 'owner-changed', from: 'p1', to: 'p2' }],
    ],
    ['the same other one is told of once', { owner: 'p1', otherOwner: 'p2' }, 'p2', null, []],
    [
      'a third one is told of',
      { owner: 'p1', otherOwner: 'p2' },
      'p3',
      null,
      [{ kind: 'owner-changed', from: 'p1', to: 'p3' }],
    ],
    [
      'the right one again mends it',
      { owner: 'p1', otherOwner: 'p2' },
      'p1',
      null,
      [{ kind: 'copy-mended', of: 'owner-changed', owner: 'p1' }],
    ],
    [
      'whoever is there mends it where nobody is expected',
      { otherOwner: 'p2' },
      'p2',
      null,
      [{ kind: 'copy-mended', of: 'owner-changed', owner: 'p2' }],
    ],
  ])('%s', (_, believed, named, expected, events) => {
    expect(facts(ownership(believing(believed), named, expected))).toEqual(events)
  })
})

describe('the newest copy of a store', () => {
  const MINUTE = 60_000
  const LATE = { kind: 'copy-late', stale_after: '1m' }
  const OVER = { kind: 'copy-mended', of: 'copy-late' }

  it.each<[string, Partial<Copies>, readonly Copy[], number | null, number, readonly object[]]>([
    ['is young enough', {}, [copy(0)], MINUTE, 60, []],
    [
      'is too old',
      {},
      [copy(0)],
      MINUTE,
      60.5,
      [{ ...LATE, newest: copy(0).checkpoint.uuid, age_seconds: '60' }],
    ],
    ['is too old, as was told', { isLate: true }, [copy(0)], MINUTE, 61, []],
    [
      'is young again',
      { isLate: true },
      [copy(5)],
      MINUTE,
      61,
      [{ ...OVER, newest: copy(5).checkpoint.uuid, age_seconds: '56' }],
    ],
    [
      'is none, and then counts from the first look',
      {},
      [],
      MINUTE,
      61,
      [{ ...LATE, newest: null, age_seconds: '61' }],
    ],
    ['may be as old as it is', {}, [copy(0)], null, 9_000, []],
    [
      'may be as old as it is from now on',
      { isLate: true },
      [copy(0)],
      null,
      9_000,
      [{ ...OVER, newest: copy(0).checkpoint.uuid, age_seconds: '9000' }],
    ],
    ['is the youngest of a host', {}, [copy(0), copy(50), copy(20)], MINUTE, 100, []],
    [
      'is none that says something else than the pipeline',
      {},
      [copy(0), copy(50, { rung: 'listed' })],
      MINUTE,
      100,
      [{ ...LATE, newest: copy(0).checkpoint.uuid, age_seconds: '100' }],
    ],
    [
      'is that of the host that lags behind',
      {},
      [copy(90, { host: '0' }), copy(10, { host: '1' }), copy(5, { host: '1' }), copy(95, { host: '2' })],
      MINUTE,
      100,
      [{ ...LATE, newest: copy(10).checkpoint.uuid, age_seconds: '90' }],
    ],
  ])('%s', (_, believed, copies, staleAfterMs, seconds, events) => {
    expect(facts(lateness(believing(believed), copies, staleAfterMs, at(seconds)))).toEqual(events)
  })
})

describe('a copy that is gone', () => {
  const KEPT = { minCount: 2, minAgeMs: 3_600_000 }

  it.each<[string, Copy, readonly Copy[], number, boolean]>([
    ['behind so many newer ones, old enough', copy(0), [copy(1), copy(2)], 3_600, true],
    ['old enough but for ten minutes that clocks may differ', copy(0), [copy(1), copy(2)], 3_000, true],
    ['and not where it is younger', copy(0), [copy(1), copy(2)], 2_999, false],
    ['and not behind fewer', copy(0), [copy(-1), copy(1)], 3_600, false],
    ['and not behind itself', copy(0), [copy(0), copy(1)], 3_600, false],
    ['and not behind those of a host', copy(0), [copy(1), copy(2, { host: '0' })], 3_600, false],
    [
      'and never on a host',
      copy(0, { host: '0' }),
      [copy(1, { host: '0' }), copy(2, { host: '0' })],
      9_000,
      false,
    ],
    [
      'by when it was first seen, where it has no time',
      untimedCopy(9, 0),
      [copy(1), untimedCopy(1, 2)],
      3_600,
      true,
    ],
    [
      'by when it was first seen, and not before that',
      untimedCopy(1, 5),
      [copy(9), untimedCopy(9, 5)],
      9_000,
      false,
    ],
    [
      'by when it was first seen, where the other has no time',
      copy(3),
      [untimedCopy(1, 4), untimedCopy(2, 4)],
      9_000,
      true,
    ],
  ])('is explained by retention %s', (_, gone, others, seconds, expected) => {
    expect(isRetired(gone, others, KEPT, at(seconds))).toBe(expected)
  })

  it('is as old as its UUID says, or as our first sight of it', () => {
    expect(ageMs(copy(5, { firstSeenAt: at(9) }), at(10))).toBe(5_000)
    expect(ageMs(untimedCopy(1, 9), at(10))).toBe(1_000)
  })

  it('ends as retired or missing, with all that is known of it; and one that is not gone stays', () => {
    const [old, lost, unseen, still] = [copy(0), copy(5_500), copy(6_000), copy(7_000)]
    const there = [still, copy(8_000)]
    const gone = [old.checkpoint.uuid, lost.checkpoint.uuid, still.checkpoint.uuid]
    const found = endings(
      believing({ copies: [old, lost, unseen, still] }),
      store({ gone }),
      there,
      KEPT,
      at(8_000),
    )
    const life = ({ checkpoint: of, firstSeenAt }: Copy) => ({
      ...fieldsOf(of),
      host: null,
      durability: 'verified',
      first_seen_at: firstSeenAt,
    })
    expect(found.events).toMatchObject([
      { kind: 'copy-retired', uuid: old.checkpoint.uuid, data: life(old) },
      { kind: 'copy-missing', uuid: lost.checkpoint.uuid, data: life(lost) },
    ])
    expect(found.events).toHaveLength(2)
    expect(found.kept).toEqual([unseen])
  })
})

describe('what is wrong with a copy', () => {
  const damage = (object: string) => ({ object, what: 'it is cut' })
  const told = (
    before: Partial<typeof NO_FAULTS> | object,
    now: Partial<SeenCopy>,
    shown?: ReturnType<typeof checkpoint>,
  ) => facts(faultsTold({ ...NO_FAULTS, ...before }, seen(now), shown, { host: null }))
  const bad = (kind: string, object: string, what: string) => [
    { kind, host: null, objects: [{ object, what }], count: '1' },
  ]
  const right = (of: string) => [{ kind: 'copy-mended', of, host: null }]

  it.each<[string, object, Partial<SeenCopy>, readonly object[]]>([
    ['is what is missing', {}, { missing: ['a'] }, bad('copy-incomplete', 'a', 'it is missing')],
    ['is what is damaged', {}, { damaged: [damage('a')] }, bad('copy-corrupt', 'a', 'it is cut')],
    ['is what was written again', {}, { changed: ['a'] }, bad('copy-changed', 'a', 'it was written again')],
    [
      'is nothing that was told before',
      { incomplete: ['a'], corrupt: ['b'], changed: ['c'] },
      { missing: ['a'], damaged: [damage('b')], changed: ['c'] },
      [],
    ],
    ['is right again where nothing is missing any more', { incomplete: ['a'] }, {}, right('copy-incomplete')],
    ['is right again where nothing is damaged any more', { corrupt: ['a', 'b'] }, {}, right('copy-corrupt')],
    ['never is a change', { changed: ['a'] }, {}, []],
    ['is not right where less is damaged', { corrupt: ['a', 'b'] }, { damaged: [damage('a')] }, []],
    [
      'is not right where it was damaged and is missing now',
      { corrupt: ['b', 'a'], incomplete: ['a'] },
      { missing: ['a'] },
      [],
    ],
    [
      'is not right where one of it could not be looked at',
      { corrupt: ['b', 'a'] },
      {
        unverified: [
          { object: 'c', why: '' },
          { object: 'a', why: '' },
        ],
      },
      [],
    ],
    [
      'is right where it is another that could not be looked at',
      { corrupt: ['a'] },
      { unverified: [{ object: 'c', why: '' }] },
      right('copy-corrupt'),
    ],
  ])('%s', (_, before, now, expected) => {
    expect(told(before, now)).toEqual(expected)
  })

  it('is where its catalog says something else than the pipeline showed, field by field', () => {
    const shown = checkpoint(1, { fingerprint: u64('1'), size: u64('2'), identifier: 'x' })
    const stored = checkpoint(1)
    expect(told({}, {}, stored)).toEqual([])
    expect(told({}, {}, shown)).toEqual([
      {
        kind: 'copy-corrupt',
        host: null,
        count: '2',
        objects: [
          {
            object: 'checkpoints.feldera: fingerprint',
            what: `${stored.fingerprint}, while the pipeline showed 1`,
          },
          { object: 'checkpoints.feldera: size', what: `${stored.size}, while the pipeline showed 2` },
        ],
      },
    ])
  })

  it('is named up to fifty objects, and counted whole', () => {
    const many = Array.from({ length: 51 }, (_, i) => damage(`w${i}`))
    expect(firstOf(many)).toEqual(many.slice(0, 50))
    expect(objectsNamed(many)).toEqual({ objects: many.slice(0, 50), count: '51' })
  })
})

it('a copy is as whole as one look at it shows', () => {
  expect([RUNGS, HEIGHTS, DURABILITIES]).toEqual([
    ['synced', 'complete', 'verified'],
    ['listed', 'synced', 'complete', 'verified'],
    ['listed', 'synced', 'complete', 'verified', 'kept', 'restored'],
  ])
  const unverified = [{ object: 'a', why: '' }]
  expect(rungOf(seen())).toBe('verified')
  expect(rungOf(seen({ unverified }))).toBe('complete')
  expect(rungOf(seen({ damaged: [{ object: 'a', what: '' }] }))).toBe('complete')
  expect(rungOf(seen({ changed: ['a'] }))).toBe('complete')
  expect(rungOf(seen({ missing: ['a'] }))).toBe('synced')
  expect(rungOf(seen({ isListKnown: false }))).toBe('synced')
  expect(isFaulty(seen())).toBe(false)
  for (const other of [{ missing: ['a'] }, { changed: ['a'] }, { damaged: [{ object: 'a', what: '' }] }])
    expect(isFaulty(seen(other))).toBe(true)
})
