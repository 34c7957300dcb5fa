import { describe, expect, it } from 'vitest'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { goneKey } from '../../../lambdas/domain/comparing/suspicion.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import {
  confirmedBy,
  isDoubted,
  isPremature,
  keyOf,
  laterThan,
  leftOut,
  quiet,
  standingOf,
} from '../../../lambdas/domain/feed/feed-doubts.ts'
import type { FeedList } from '../../../lambdas/domain/standing.ts'
import { NOTHING_YET, type State } from '../../../lambdas/domain/state.ts'
import { PLAIN } from '../../support/believing.ts'
import { at, checkpoint } from '../../support/listings.ts'

const [A, B, C] = [checkpoint(60), checkpoint(120), checkpoint(180)] as const
const event = (kind: LedgerEvent['kind'], of?: typeof A): LedgerEvent => ({
  kind,
  severity: 'silent',
  data: { a: '1' },
  ...(of === undefined ? {} : { uuid: of.uuid }),
})
const having = (...all: Listing): State => ({
  ...NOTHING_YET,
  listed: all.map((one, i) => ({ ...one, firstSeenAt: at(100 * (i + 1)), recordedSeq: i + 1 })),
})
const LOSS = { event: event('checkpoint-missing', A), suspicion: goneKey(A.uuid) }

describe('a list of the feed that is left out', () => {
  const GONE = goneKey(A.uuid)
  const rotated = { event: event('checkpoint-retired', B) }
  const changed = { event: event('fingerprint-changed', A), suspicion: 'changed' }

  it('tells what the one before it lacked as well, and none behind it has', () => {
    const told = (later: readonly Listing[], before: readonly string[]) =>
      leftOut([LOSS, rotated, changed], later, new Set(before)).told
    expect(told([[C]], [GONE])).toMatchObject([{ kind: 'checkpoint-missing', data: { answers: '2' } }])
    expect(told([[A, C]], [GONE])).toEqual([])
    expect(told([[C]], [])).toEqual([])
  })

  it('says what it lacks with too few newer ones to the next', () => {
    expect(leftOut([LOSS, rotated, changed], [], new Set()).lacked).toEqual(new Set([GONE]))
  })
})

describe('a list of the feed', () => {
  it.each<[string, LedgerEvent, boolean]>([
    ['lacks too early what was first seen after it', event('checkpoint-missing', B), true],
    ['lacks in time what was seen before it', event('checkpoint-missing', A), false],
    ['lacks in time what is not believed', event('checkpoint-missing', C), false],
    ['shows what it shows, whenever that was first seen', event('checkpoint-recorded', B), false],
  ])('%s', (_, its, expected) => {
    expect(isPremature(its, having(A, B), at(150))).toBe(expected)
  })

  it('lacks in time what was first seen with it', () => {
    expect(isPremature(event('checkpoint-retired', A), having(A), at(100))).toBe(false)
  })

  it('names what it lacks, and nothing else', () => {
    expect(keyOf(event('checkpoint-retired', A))).toBe(`gone ${A.uuid}`)
    expect(keyOf(event('checkpoint-missing', A))).toBe(`gone ${A.uuid}`)
    expect(keyOf(event('checkpoint-recorded', A))).toBe('')
    expect(keyOf(event('checkpoint-missing'))).toBe('')
  })

  it.each<[string, boolean, Listing, readonly Listing[]]>([
    ['is doubted where it is empty and the next is full', true, [], [[B, C]]],
    ['is none to doubt where the next is empty, too', false, [], [[], [B, C]]],
    ['is none to doubt where nothing comes behind it', false, [], []],
    ['is doubted where a later one has what it lacks', true, [B], [[A, B]]],
    ['is doubted where a later one has it, though one that repeats it does not', true, [B], [[B], [A, B]]],
    [
      'is none to doubt where the next that differs lacks it too: then it has come back',
      false,
      [B],
      [[B], [C], [A, C]],
    ],
    [
      'is none to doubt where the next one is longer and lacks it, too',
      false,
      [B],
      [
        [B, C],
        [A, C],
      ],
    ],
    ['is none to doubt where all later ones lack it', false, [B], [[B, C], [C]]],
    ['is none to doubt where all that comes behind repeats it', false, [B], [[B], [B]]],
  ])('%s', (_, expected, list, later) => {
    expect(isDoubted(list, [{ event: event('checkpoint-recorded', B) }, LOSS], later)).toBe(expected)
  })

  it('is none to doubt where it suspects nothing', () => {
    expect(isDoubted([B], [{ event: event('checkpoint-retired', A) }], [[A, B]])).toBe(false)
  })
})

describe('what a list of the feed shows', () => {
  const here = { isLate: false, isEnough: false }
  const change = { event: event('metadata-changed', A), suspicion: `changed ${A.uuid} {}` }

  it('stands where nothing is suspected', () => {
    const plain = { event: event('checkpoint-retired', A) }
    expect(standingOf(plain, [], { isLate: true, isEnough: false })).toEqual([plain.event])
  })

  it('of a loss stands where a later one shows it, with how many do', () => {
    const told = (...later: readonly Listing[]) => standingOf(LOSS, later, here).map(({ data }) => data)
    expect(told()).toEqual([])
    expect(told([A])).toEqual([])
    expect(told([B])).toEqual([{ a: '1', answers: '2' }])
    expect(told([B], [C])).toEqual([{ a: '1', answers: '3' }])
  })

  it('of a loss is for the answers of now where it is late, and stands alone where one is enough', () => {
    expect(standingOf(LOSS, [[B]], { isLate: true, isEnough: false })).toEqual([])
    expect(standingOf(LOSS, [], { isLate: false, isEnough: true })[0]?.data).toEqual({ a: '1', answers: '1' })
  })

  it('of a change stands where a later one shows it, as it is', () => {
    expect(standingOf(change, [], here)).toEqual([])
    expect(standingOf(change, [], { isLate: true, isEnough: true })).toEqual([change.event])
  })

  it('of the past is silent', () => {
    expect(quiet({ ...event('checkpoint-missing', A), severity: 'critical' })).toEqual({
      ...event('checkpoint-missing', A),
      severity: 'silent',
      data: { a: '1', baseline: true },
    })
  })
})

describe('what the run before suspected', () => {
  const open = new Set([goneKey(A.uuid)])
  const retired = { event: event('checkpoint-retired', A) }
  const confirm = (
    finding = retired,
    list: Listing = [B, C],
    later: readonly Listing[] = [],
    state = having(A, B),
  ) => confirmedBy(list, later, open, state, PLAIN)(finding)

  it('is a loss where a list lacks it, whatever was made since', () => {
    const { event: lost, ...rest } = confirm()
    expect(lost).toMatchObject({
      kind: 'checkpoint-missing',
      severity: 'critical',
      uuid: A.uuid,
      data: { newer_listed: '2', keep_last: '2', answers: '2' },
    })
    expect(rest).toEqual({})
  })

  it.each<[string, Parameters<typeof confirm>]>([
    ['a later list has it', [retired, [B], [[C], [A, C]]]],
    ['nobody suspected it', [{ event: event('checkpoint-retired', B) }]],
    ['it is nothing that ended', [{ event: event('checkpoint-recorded', A) }]],
    ['something else explains it', [{ event: { ...retired.event, data: { cause: 'pulled' } } }]],
    ['it is not believed', [retired, [B], [], having(B)]],
  ])('stays what the list makes of it where %s', (_, [finding = retired, ...rest]) => {
    expect(confirm(finding, ...rest)).toBe(finding)
  })
})

describe('what is later than a list of the feed', () => {
  const noted = (checkpoints?: Listing, storageStatus = 'InUse'): FeedList => ({
    recordedAt: at(0),
    storageStatus,
    ...(checkpoints === undefined ? {} : { checkpoints }),
  })
  const now = { list: [C] }

  it('are all lists behind it, and the answer of now', () => {
    expect(laterThan([noted([A]), noted([B]), noted(), noted([])], 0, now)).toEqual([[B], [], [C]])
    expect(laterThan([noted([A])], 0, now)).toEqual([[C]])
  })

  it('ends where storage was cleared', () => {
    const lists = [noted([A]), noted([B]), noted([], 'Cleared'), noted([C])]
    expect(laterThan(lists, 0, now)).toEqual([[B]])
    expect(laterThan(lists, 1, now)).toEqual([])
    expect(laterThan(lists, 2, now)).toEqual([[C], [C]])
  })
})
