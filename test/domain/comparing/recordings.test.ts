import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../../lambdas/domain/checkpoint.ts'
import type { Circumstances, Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { recordings } from '../../../lambdas/domain/comparing/recordings.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { type Listed, NOTHING_YET, type State } from '../../../lambdas/domain/state.ts'
import { PLAIN, withPolicy } from '../../support/believing.ts'
import { at, checkpoint, NEXT_FINGERPRINT, u64, uuid } from '../../support/listings.ts'

const [A, B, C, D] = [checkpoint(60), checkpoint(120), checkpoint(180), checkpoint(240)] as const
const OTHER = { fingerprint: NEXT_FINGERPRINT }
const untimed = (digit: number, other: Partial<CheckpointMetadata> = {}) =>
  checkpoint(0, { uuid: uuid(`00000000-0000-4000-8000-00000000000${digit}`), ...other })
const listed = (...all: Listing): readonly Listed[] =>
  all.map((one, i) => ({ ...one, firstSeenAt: at(0), recordedSeq: i + 1 }))
const having = (...all: Listing): State => ({ ...NOTHING_YET, listed: listed(...all) })

const found = (believed: State, seen: Listing, circumstances: Circumstances = PLAIN) =>
  recordings(believed, seen, circumstances).map(({ event }) => event)
const kinds = (...args: Parameters<typeof found>) =>
  found(...args).map(({ kind, uuid: of }) => `${kind} ${NAMES.get(of ?? '') ?? of}`)
const NAMES = new Map<string, string>([A, B, C, D].map(({ uuid: of }, i) => [of, 'ABCD'[i] ?? '']))

describe('what is listed for the first time', () => {
  it('is recorded once, and what is believed or has ended before is not', () => {
    const acquaintance = {
      ...C,
      firstSeenAt: at(0),
      recordedSeq: 1,
      endedAt: at(1),
      endedSeq: 2,
      ended: 'retired' as const,
    }
    const circumstances = { ...PLAIN, acquaintances: new Map([[C.uuid, acquaintance]]) }
    expect(kinds(having(A), [A, B, C], circumstances)).toEqual(['checkpoint-recorded B'])
    expect(kinds(having(A), [A])).toEqual([])
  })

  it('is recorded with its values alone, and with what else is known', () => {
    expect(found(having(A), [A, B])[0]).toEqual({
      kind: 'checkpoint-recorded',
      severity: 'silent',
      uuid: B.uuid,
      data: fieldsOf(B),
    })
    const making = { program: '2', platform: null, deployment: 'd' }
    expect(found(having(A), [A, B], { ...PLAIN, making, via: 'events', seenAt: at(7) })[0]?.data).toEqual({
      ...fieldsOf(B),
      via: 'events',
      first_seen_at: at(7),
      program_version: '2',
      platform_version: null,
      deployment_id: 'd',
    })
  })

  it.each<[string, State, Circumstances, boolean]>([
    ['in a first sight', NOTHING_YET, { ...PLAIN, firstSight: true }, true],
    ['while a first sight is not yet whole', { ...having(A), baselineOpen: true }, PLAIN, true],
    ['and later', having(A), PLAIN, false],
  ])('is history %s: then nothing is measured against another', (_, believed, circumstances, isHistory) => {
    const policy = { ...circumstances.policy, sizeDrop: 0.5 }
    const all = found(believed, [A, { ...B, ...OTHER, steps: u64('1'), size: u64('1') }], {
      ...circumstances,
      policy,
    })
    const of = all.filter((event) => event.uuid === B.uuid)
    expect(of[0]?.data['baseline'] ?? false).toBe(isHistory)
    expect(of.map(({ kind }) => kind)).toEqual(
      isHistory ? ['checkpoint-recorded'] : ['checkpoint-recorded', 'lineage-changed', 'progress-regressed'],
    )
  })

  it('is recorded in the order of the list where that is one host’s, else in the order of birth', () => {
    for (const steps of [u64('300'), u64('1'), null]) {
      const late = checkpoint(30, { steps })
      expect(found(having(A), [B, late]).map(({ uuid: of }) => of)).toEqual([B.uuid, late.uuid])
      expect(found(having(A), [B, late], withPolicy({ hosts: 2 }))[0]?.uuid).toBe(late.uuid)
    }
    const sibling = checkpoint(30, { steps: B.steps })
    expect(found(having(A), [checkpoint(31, { steps: B.steps }), sibling])[0]?.uuid).toBe(sibling.uuid)
  })

  it('says which known one stands behind it in any answer of one host', () => {
    const behind = (seen: Listing, circumstances = PLAIN) =>
      found(having(B, C), seen, circumstances).map(({ data }) => data['listed_before'])
    expect(behind([A, B, C])).toEqual([B.uuid])
    expect(behind([B, A, C])).toEqual([C.uuid])
    expect(behind([B, C, checkpoint(30)])).toEqual([undefined])
    expect(behind([A], { ...PLAIN, answers: [[A, C], [A]] })).toEqual([C.uuid])
    expect(behind([A, B, C], withPolicy({ hosts: 2 }))).toEqual([undefined])
  })

  it('says which known one was first seen later than it, told late by the feed', () => {
    const noted = (seconds: number) => ({ ...PLAIN, via: 'events' as const, seenAt: at(seconds) })
    const behind = (seconds: number) =>
      found(having(B, C), [A], noted(seconds)).map(({ data }) => data['listed_before'])
    expect(behind(-1)).toEqual([B.uuid])
    expect(behind(100_000)).toEqual([undefined])
    // Our own clock may have gone back: an answer of now shows nothing of before.
    const [first] = found(having(B, C), [D], { ...PLAIN, seenAt: at(-1) })
    expect(first?.data['listed_before']).toBeUndefined()
  })
})

describe('a new checkpoint is measured against', () => {
  const FROM = (one: CheckpointMetadata) => ({ uuid: one.uuid, ...fieldsOf(one) })
  const lineageOf = (believed: State, seen: Listing) =>
    found(believed, seen).find(({ kind }) => kind === 'lineage-changed')?.data['from']
  const other = { ...C, ...OTHER }

  it('the newest before it, whatever was recorded last', () => {
    expect(lineageOf(having(B, A), [A, B, other])).toEqual(FROM(B))
    expect(lineageOf(having(A, D), [A, D, other])).toEqual(FROM(A))
  })

  it('one that has ended, where that was newer', () => {
    expect(lineageOf({ ...having(A), forerunner: B }, [A, other])).toEqual(FROM(B))
    expect(lineageOf({ ...having(B), forerunner: A }, [B, other])).toEqual(FROM(B))
    expect(lineageOf({ ...NOTHING_YET, forerunner: D }, [other])).toBeUndefined()
    expect(lineageOf({ ...having(untimed(1)), forerunner: null }, [other])).toBeUndefined()
  })

  it('the one recorded last, where it has no time', () => {
    const [x, y] = [untimed(1, OTHER), untimed(2)]
    expect(lineageOf({ ...having(A, B), latest: A }, [A, B, x])).toEqual(FROM(A))
    expect(lineageOf({ ...having(B), latest: B }, [B, x, y])).toEqual(FROM(B))
    expect(found({ ...having(B), latest: B }, [B, x, y]).at(-1)?.data['from']).toEqual(FROM(x))
    expect(lineageOf(having(B), [B, x])).toBeUndefined()
  })
})

describe('progress', () => {
  it.each<[string, Partial<CheckpointMetadata>, number | null, readonly string[]]>([
    ['goes back in steps', { steps: u64('119') }, null, ['progress-regressed']],
    ['goes back in records', { processed_records: u64('1') }, null, ['progress-regressed']],
    ['goes back in records of another host: that is none', { processed_records: u64('1') }, 2, []],
    ['goes back in steps of whichever host', { steps: u64('119') }, 2, ['progress-regressed']],
    ['stands still: that is none', { steps: u64('120'), processed_records: u64('1200') }, null, []],
    [
      'is of another program as well',
      { ...OTHER, steps: u64('1') },
      null,
      ['lineage-changed', 'progress-regressed'],
    ],
  ])('%s', (_, other, hosts, expected) => {
    const all = found(having(A, B), [A, B, { ...C, ...other }], withPolicy({ hosts }))
    expect(all.slice(1).map(({ kind }) => kind)).toEqual(expected)
    for (const { uuid: of, data } of all.slice(1)) {
      expect(of).toBe(C.uuid)
      expect(data).toMatchObject({ from: { uuid: B.uuid, ...fieldsOf(B) }, to: fieldsOf({ ...C, ...other }) })
    }
  })
})

describe('another fingerprint', () => {
  const MADE = { program: '1', platform: 'p1', deployment: 'd1' }
  const lineage = (before: State['making'], now: State['making']) => {
    const believed = { ...having(A), making: before }
    const one = found(believed, [A, { ...B, ...OTHER }], { ...PLAIN, making: now })[1]
    return [one?.severity, one?.data['cause']]
  }

  it.each([
    ['is explained by another program', MADE, { ...MADE, program: '2' }, ['info', 'program-version']],
    ['is explained by another platform', MADE, { ...MADE, platform: 'p2' }, ['info', 'platform-version']],
    [
      'is explained by the program first',
      MADE,
      { ...MADE, program: '2', platform: 'p2' },
      ['info', 'program-version'],
    ],
    ['is not explained by another start', MADE, { ...MADE, deployment: 'd2' }, ['warning', null]],
    [
      'is not explained where nobody knew the program',
      { ...MADE, program: null },
      { ...MADE, program: '2' },
      ['warning', null],
    ],
    ['is not explained where nobody knew anything', null, MADE, ['warning', null]],
    ['is not explained where nobody knows anything', MADE, null, ['warning', null]],
  ] as const)('%s', (_, before, now, expected) => {
    expect(lineage(before, now)).toEqual(expected)
  })

  it('is as loud as the policy says where nothing explains it', () => {
    const policy = withPolicy({ severity: { 'lineage-changed': 'critical' } })
    expect(found(having(A), [A, { ...B, ...OTHER }], policy)[1]?.severity).toBe('critical')
  })

  it('of several hosts is none where one of them has it', () => {
    const two = withPolicy({ hosts: 2 })
    expect(kinds(having(A, { ...B, ...OTHER }), [A, B, { ...C, ...OTHER }], two)).toEqual([
      'checkpoint-recorded C',
    ])
    expect(kinds(having({ ...A, ...OTHER }, B), [A, B, { ...C, ...OTHER }], two)).toEqual([
      'checkpoint-recorded C',
    ])
    expect(kinds(having(A, B), [A, B, { ...C, ...OTHER }], two)).toContain('lineage-changed C')
    expect(kinds(having({ ...A, ...OTHER }, B), [A, B, { ...C, ...OTHER }])).toContain('lineage-changed C')
  })
})

describe('a size', () => {
  const sizes = (...all: readonly number[]) => all.map((one) => u64(String(one)))
  const half = withPolicy({ sizeDrop: 0.5 })
  const drops = (before: readonly number[], size: number | null, circumstances = half) =>
    found(
      { ...having(A), sizes: sizes(...before) },
      [A, { ...B, size: size === null ? null : u64(String(size)) }],
      circumstances,
    ).filter(({ kind }) => kind === 'size-dropped')

  it('below its share is told with what it was measured against', () => {
    expect(drops([100, 120, 90], 49)).toEqual([
      {
        kind: 'size-dropped',
        severity: 'warning',
        uuid: B.uuid,
        data: { size: '49', sizes_before: ['100', '120', '90'], size_drop: '0.5' },
      },
    ])
  })

  it.each<[string, readonly number[], number | null, Circumstances]>([
    ['at its share', [100], 50, half],
    ['that is not told', [100], null, half],
    ['that nobody asked for', [100], 1, PLAIN],
    ['with none before it', [], 1, half],
  ])('%s is no drop', (_, before, size, circumstances) => {
    expect(drops(before, size, circumstances)).toEqual([])
  })

  it('is measured against the last ten, those recorded right before it among them', () => {
    expect(
      drops([9_999, ...Array.from({ length: 10 }, () => 100)], 49)[0]?.data['sizes_before'],
    ).toHaveLength(10)
    const believed = { ...having(A), sizes: sizes(100) }
    const seen = [A, { ...B, size: u64('200') }, { ...C, size: null }, { ...D, size: u64('60') }]
    expect(found(believed, seen, half).at(-1)?.data['sizes_before']).toEqual(['100', '200'])
  })

  it('of several hosts is measured against the smallest', () => {
    const two = withPolicy({ sizeDrop: 0.5, hosts: 2 })
    expect(drops([900, 100, 9_000], 49, two)[0]?.data['sizes_before']).toEqual(['100'])
    expect(drops([900, 100, 9_000], 51, two)).toEqual([])
  })
})
