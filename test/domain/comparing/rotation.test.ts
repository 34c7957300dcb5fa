import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata, Uuid } from '../../../lambdas/domain/checkpoint.ts'
import type { Acquaintance, Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { rotationIn } from '../../../lambdas/domain/comparing/rotation.ts'
import { DEFAULT_POLICY, type Policy } from '../../../lambdas/domain/policy.ts'
import { type Listed, NOTHING_YET } from '../../../lambdas/domain/state.ts'
import { at, checkpoint, timedUuid, u64, uuid } from '../../support/listings.ts'

/** Begun at that second; by default it counts as many steps, and was first seen by the entry of its place. */
const made = (seconds: number, steps: number | null = seconds, other: Partial<CheckpointMetadata> = {}) =>
  checkpoint(seconds, { steps: steps === null ? null : u64(String(steps)), ...other })
const untimed = (digit: number, steps: number | null = null) =>
  made(0, steps, { uuid: uuid(`00000000-0000-4000-8000-00000000000${digit}`) })
/** On a host: begun at nearly the same moment as on the others. */
const on = (host: number, seconds: number, steps = seconds) => made(seconds + host / 10, steps)

interface Scene {
  /** In the order of recording. */
  readonly believed: Listing
  readonly seqs?: readonly number[]
  /** Seconds; else it follows from the entry. */
  readonly firstSeen?: readonly number[]
  readonly seen: Listing
  readonly gone?: CheckpointMetadata
  readonly policy?: Partial<Policy>
  readonly ended?: readonly (readonly [CheckpointMetadata, number, Acquaintance['ended']])[]
  readonly doubted?: Listing
  /** The newest entry that told of steps that went back. */
  readonly regressedSeq?: number
  /** Seconds of our first look. */
  readonly since?: number
  /** The start under which the last one was recorded, and the one of now. */
  readonly starts?: readonly [Uuid | null, Uuid | null]
}

function rotation({
  believed,
  seqs,
  firstSeen,
  seen,
  gone = believed[0],
  policy,
  ended = [],
  doubted = [],
  regressedSeq,
  since = 0,
  starts = [null, null],
}: Scene) {
  const listed: readonly Listed[] = believed.map((one, i) => {
    const recordedSeq = seqs?.[i] ?? i + 1
    return { ...one, recordedSeq, firstSeenAt: at(firstSeen?.[i] ?? recordedSeq * 100) }
  })
  const acquaintances = new Map(
    ended.map(([one, recordedSeq, how]) => [
      one.uuid,
      { ...one, recordedSeq, firstSeenAt: at(recordedSeq * 100), ended: how, endedAt: at(0), endedSeq: 9 },
    ]),
  )
  const its = listed.find(({ uuid: of }) => of === gone?.uuid)
  if (its === undefined) throw new Error('only what is believed can be gone')
  const circumstances = {
    policy: { ...DEFAULT_POLICY, ...policy },
    acquaintances,
    doubted: new Set(doubted.map(({ uuid: of }) => of)),
    watchedSince: at(since),
    making: makingOf(starts[1]),
  }
  const last = regressedSeq === undefined ? {} : { 'progress-regressed': regressedSeq }
  const making = makingOf(starts[0])
  const latest = believed.at(-1) ?? null
  return rotationIn(seen, { ...NOTHING_YET, listed, latest, last, making }, circumstances)(its)
}
const makingOf = (deployment: Uuid | null) => ({ program: null, platform: null, deployment })
const newer = (scene: Scene) => rotation(scene).newer

describe('one host has rotated a checkpoint out', () => {
  it('and believes no steps of one alone, which may have been altered', () => {
    const seen = [untimed(3, 7), untimed(2, 10)]
    expect(newer({ believed: [untimed(1, 900)], seen })).toBe(2)
    expect(newer({ believed: [untimed(4, 6), untimed(1, 900)], gone: untimed(1, 900), seen })).toBe(2)
  })

  it.each<[string, number, CheckpointMetadata, Partial<Scene>]>([
    ['counts fewer steps: no start goes on from before what was there', 1, untimed(3, 7), {}],
    ['counts more', 2, untimed(3, 9), {}],
    ['counts as many', 2, untimed(3, 8), {}],
    ['counts fewer and was recorded since', 2, untimed(3, 7), { seqs: [1, 1, 2] }],
  ])('and counts as newer what nobody had seen and has no time, unless it %s', (_, count, other, scene) => {
    const believed = [untimed(4, 8), untimed(1, 8), ...(scene.seqs === undefined ? [] : [other])]
    expect(newer({ believed, gone: untimed(1, 8), seen: [other, untimed(2, 10)], ...scene })).toBe(count)
  })

  it.each<[string, number, number, Listing]>([
    ['and that its clock made, set back to before our first look', 2, 100, [made(50, 7), made(60, 9)]],
    ['but not what may have come and gone since that look', 1, 45, [made(50, 7), made(60, 9)]],
    ['nor where the next is of after it', 1, 55, [made(50, 7), made(60, 9)]],
    ['nor where the next is no newer one', 0, 100, [made(50, 6), made(60, 7)]],
  ])('and counts as newer what stands before a newer one %s', (_, count, since, seen) => {
    expect(newer({ believed: [made(120, 8)], seen, since })).toBe(count)
  })

  const [START, OTHER] = [timedUuid(1), timedUuid(2)]
  it.each<[string, number, NonNullable<Scene['starts']>, Listing]>([
    ['not within one start', 1, [START, START], [made(120, 8)]],
    ['behind another', 2, [START, OTHER], [made(120, 8)]],
    ['where nobody says which it is', 2, [START, null], [made(120, 8)]],
    ['nor where others have been made since', 2, [START, START], [made(120, 8), made(140, 9)]],
  ])('and what stands so before a newer one has gone back in steps: %s', (_, count, starts, believed) => {
    const seen = [made(50, 7), made(60, 10)]
    expect(newer({ believed, seen, since: 100, starts })).toBe(count)
  })

  it.each<[string, number, Listing, Listing]>([
    [
      'not where one of before it is still listed',
      0,
      [made(60, 6), made(120, 8)],
      [made(60, 6), made(80, 10), made(90, 12)],
    ],
    [
      'nor what stands before one that was begun later',
      1,
      [made(60, 6), made(120, 8)],
      [made(60, 6), made(80, 10), made(180, 12)],
    ],
    ['where nothing of before it is', 2, [made(60, 6), made(120, 8)], [made(80, 10), made(90, 12)]],
    ['where only one of behind it is', 2, [made(120, 8), made(160, 9)], [made(160, 9), made(80, 10)]],
  ])('and counts what is begun earlier and has more steps as newer: %s', (_, count, believed, seen) => {
    expect(newer({ believed, seen, gone: made(120, 8) })).toBe(count)
  })

  it.each<[string, number, Pick<Scene, 'seqs' | 'firstSeen'>]>([
    ['of which one list shows first which was made later', 2, { seqs: [5, 5], firstSeen: [126, 126] }],
    ['of which a later run recorded the other', 2, { seqs: [5, 6], firstSeen: [126, 157] }],
    [
      'but not an older one that another answer of the run showed',
      1,
      { seqs: [5, 5], firstSeen: [126, 157] },
    ],
  ])('and counts as newer what stands behind it, %s', (_, count, order) => {
    const [gone, other, next] = [made(120), made(110), made(160)]
    expect(newer({ believed: [gone, other], seen: [other, next], ...order })).toBe(count)
  })

  it('where as many newer ones are listed as it keeps', () => {
    const believed = [made(60), made(120)]
    expect(rotation({ believed, seen: [made(120), made(180)] })).toEqual({ newer: 2, hasRotated: true })
    expect(rotation({ believed, seen: [made(120)] })).toEqual({ newer: 1, hasRotated: false })
    expect(rotation({ believed, seen: [made(120)], policy: { keepLast: 1 } }).hasRotated).toBe(true)
    expect(rotation({ believed, seen: [made(120), made(180)], policy: { keepLast: 3 } }).hasRotated).toBe(
      false,
    )
  })

  it('never where all are kept, however many are newer', () => {
    const scene = {
      believed: [made(60)],
      seen: [made(120), made(180), made(240)],
      policy: { keepLast: 'all' as const },
    }
    expect(rotation(scene)).toEqual({ newer: 3, hasRotated: false })
  })
})

describe('of one host it is newer', () => {
  const A = made(60)

  it.each<[string, number, Scene]>([
    ['what was begun later', 1, { believed: [A], seen: [made(61)] }],
    ['and not what was begun before', 0, { believed: [A], seen: [made(59)] }],
    [
      'what is seen for the first time and counts more, though its clock went back',
      1,
      { believed: [A], seen: [made(30, 61)] },
    ],
    ['and not what counts no more', 0, { believed: [A], seen: [made(30, 60)] }],
    ['and not what does not count', 0, { believed: [A], seen: [made(30, null)] }],
    ['what was recorded later and counts more', 1, { believed: [A, made(30, 61)], seen: [made(30, 61)] }],
    [
      'and not what was recorded before it, whatever it counts',
      0,
      { believed: [made(30, 99), A], seen: [made(30, 99)], gone: A },
    ],
    [
      'what stands behind it in the entry that recorded both',
      1,
      { believed: [A, made(30, 61)], seqs: [1, 1], seen: [made(30, 61)] },
    ],
    [
      'and not what stands before it there',
      0,
      { believed: [made(30, 61), A], seqs: [1, 1], seen: [made(30, 61)], gone: A },
    ],
    [
      'what was first seen later beside it, whatever its clock and its steps say',
      1,
      { believed: [A, made(30, 7)], seen: [made(30, 7)] },
    ],
    [
      'what stood behind it in the list that showed both first, whatever its clock and its steps say',
      1,
      { believed: [A, made(30, 7)], seqs: [1, 1], seen: [made(30, 7)] },
    ],
    [
      'and not what stood before it in the list that showed both first, though it was begun later',
      0,
      { believed: [made(61), A], seqs: [1, 1], seen: [made(61)], gone: A },
    ],
    [
      'what was made after one that stood behind it',
      1,
      { believed: [A, made(30, 7)], seqs: [1, 1], seen: [made(31, 7)] },
    ],
    [
      'and not what was made after one that stood before it',
      0,
      { believed: [made(30, 7), A], seqs: [1, 1], seen: [made(31, 7)], gone: A },
    ],
    [
      'and not what counts fewer than the one that stood behind it',
      0,
      { believed: [A, made(30, 7)], seqs: [1, 1], seen: [made(31, 6)] },
    ],
    [
      'what was never seen before and stands behind a newer one',
      2,
      { believed: [A], seen: [made(61), made(30, 7)] },
    ],
    ['and not what stands before it', 1, { believed: [A], seen: [made(30, 7), made(61)] }],
    [
      'and not what was seen before, though it stands behind a newer one',
      1,
      { believed: [made(30, 7), A], seen: [made(61), made(30, 7)], gone: A },
    ],
  ])('%s: %d', (_, expected, scene) => {
    expect(newer(scene)).toBe(expected)
  })

  it.each<[string, number, Scene]>([
    [
      'what counts more is none where the steps went back when the gone one was made',
      0,
      { believed: [made(50, 90), A], seen: [made(30, 61)], gone: A },
    ],
    [
      'nor where the entry that recorded it told that they did, whatever is gone since',
      0,
      { believed: [A], seen: [made(30, 61)], regressedSeq: 1 },
    ],
    [
      'nor of what was made behind that one',
      0,
      { believed: [made(50, 40), A], seen: [made(30, 61)], gone: A, regressedSeq: 1 },
    ],
    [
      'but it is where another entry told of that',
      1,
      { believed: [A], seqs: [2], seen: [made(30, 61)], regressedSeq: 1 },
    ],
    [
      'or one that was made behind it did',
      1,
      { believed: [A, made(50, 40)], seen: [made(30, 61)], gone: A, regressedSeq: 2 },
    ],
    [
      'but they did not go back by what was recorded behind it',
      1,
      { believed: [A, made(50, 90)], seqs: [1, 1], seen: [made(30, 61)] },
    ],
    ['nor by what was begun later', 1, { believed: [made(70, 90), A], seen: [made(30, 61)], gone: A }],
    ['nor by what counts fewer', 1, { believed: [made(50, 40), A], seen: [made(30, 61)], gone: A }],
    ['nor by what has no time', 1, { believed: [untimed(1, 90), A], seen: [made(30, 61)], gone: A }],
    [
      'what counts more is none where the steps go back behind it in the list',
      1,
      { believed: [A], seen: [made(30, 99), made(70, 80)] },
    ],
    ['but it is where they do not', 2, { believed: [A], seen: [made(30, 99), made(70, 99)] }],
    [
      'and where what comes behind it counts fewer than the gone one',
      2,
      { believed: [A], seen: [made(30, 99), made(70, 40)] },
    ],
    [
      'and where what comes behind it was begun before the gone one',
      2,
      { believed: [A], seen: [made(30, 99), made(50, 80)] },
    ],
  ])('%s', (_, expected, scene) => {
    expect(newer(scene)).toBe(expected)
  })
})

describe('without times it is newer', () => {
  const [X, Y, Z] = [untimed(1), untimed(2), untimed(3)]

  it.each<[string, number, Scene]>([
    ['what was recorded later', 1, { believed: [X, Y], seen: [Y] }],
    ['and not what was recorded before', 0, { believed: [X, Y], seen: [X], gone: Y }],
    ['what the same entry recorded behind it', 1, { believed: [X, Y], seqs: [1, 1], seen: [Y] }],
    ['and not before it', 0, { believed: [X, Y], seqs: [1, 1], seen: [X], gone: Y }],
    ['what is seen for the first time', 1, { believed: [X], seen: [Z] }],
    [
      'what had ended and is listed again, where it was recorded later',
      1,
      { believed: [X], seen: [Z], ended: [[Z, 5, 'retired']] },
    ],
    [
      'and not where it was recorded before',
      0,
      { believed: [X], seqs: [5], seen: [Z], ended: [[Z, 1, 'retired']] },
    ],
    [
      'nor by the same entry: it was there before',
      0,
      { believed: [X], seqs: [5], seen: [Z], ended: [[Z, 5, 'missing']] },
    ],
  ])('%s: %d', (_, expected, scene) => {
    expect(newer(scene)).toBe(expected)
  })
})

describe('of several hosts', () => {
  const policy = { hosts: 2 }
  const both = (seconds: number) => [on(0, seconds), on(1, seconds)]
  const believed = [...both(0), ...both(60)]
  const seqs = [1, 1, 2, 2]

  it.each<[string, boolean, Scene]>([
    [
      'one is rotated out where all list as many newer ones as they keep',
      true,
      { believed, seqs, seen: [...both(60), ...both(120)], policy },
    ],
    [
      'one is rotated out on its own host before it is on the other',
      true,
      { believed, seqs, seen: [on(1, 0), ...both(60), on(0, 120)], policy },
    ],
    [
      'and not on both, where only one host lists as many',
      false,
      { believed, seqs, seen: [...both(60), on(0, 120)], policy },
    ],
    ['and not where none lists as many', false, { believed, seqs, seen: [on(1, 0), ...both(60)], policy }],
    [
      'and on both, where the other was retired before, only if both list as many',
      false,
      {
        believed: believed.slice(1),
        seqs: seqs.slice(1),
        gone: on(1, 0),
        seen: [...both(60), on(0, 120)],
        policy,
        ended: [[on(0, 0), 1, 'retired']],
      },
    ],
    [
      'but what was lost before was not rotated out',
      true,
      {
        believed: believed.slice(1),
        seqs: seqs.slice(1),
        gone: on(1, 0),
        seen: [...both(60), on(0, 120)],
        policy,
        ended: [[on(0, 0), 1, 'missing']],
      },
    ],
    [
      'nor is what was retired of another logical checkpoint of it',
      true,
      {
        believed: believed.slice(1),
        seqs: seqs.slice(1),
        gone: on(1, 0),
        seen: [...both(60), on(0, 120)],
        policy,
        ended: [[on(0, -60, 1), 1, 'retired']],
      },
    ],
    [
      'where one of it was gone before the other, that is the one that was lost',
      true,
      { believed, seqs, gone: on(1, 0), seen: [...both(60), on(0, 120)], policy, doubted: [on(0, 0)] },
    ],
    [
      'and it is not explained by the other',
      false,
      { believed, seqs, gone: on(0, 0), seen: [...both(60), on(0, 120)], policy, doubted: [on(0, 0)] },
    ],
    [
      'where both were gone before, neither is the one',
      false,
      { believed, seqs, gone: on(1, 0), seen: [...both(60), on(0, 120)], policy, doubted: both(0) },
    ],
    [
      'what has rotated it out may have been lost before',
      true,
      { believed, seqs, seen: [on(1, 0), on(1, 60), on(0, 120)], policy, doubted: [on(0, 60)] },
    ],
    [
      'and not what is gone with it',
      false,
      { believed, seqs, seen: [on(1, 0), on(1, 60), on(0, 120)], policy: { hosts: 2, keepLast: 3 } },
    ],
  ])('%s', (_, expected, scene) => {
    expect(rotation(scene).hasRotated).toBe(expected)
  })

  it('what other hosts made for the same logical checkpoint is no newer one', () => {
    expect(newer({ believed, seqs, seen: [on(1, 0), ...both(60)], policy })).toBe(2)
    // Of one host it is: nothing says that it is another host’s.
    expect(newer({ believed: [on(0, 0)], seen: [on(1, 0)], policy: { hosts: 1 } })).toBe(1)
  })

  it('what was seen before and was not begun later has rotated nothing out, whatever it counts', () => {
    const scene = (first: CheckpointMetadata) => ({
      believed: [first, ...both(60), ...both(120)],
      seqs: [1, 2, 2, 3, 3],
      gone: on(0, 60),
      seen: [first, on(1, 60), on(0, 120)],
      policy,
    })
    expect(rotation(scene(on(0, 0, 999))).hasRotated).toBe(false)
    expect(rotation(scene(on(0, 90, 999))).hasRotated).toBe(true)
  })
})
