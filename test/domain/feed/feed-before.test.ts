import { describe, expect, it } from 'vitest'
import type { Circumstances, Listing } from '../../../lambdas/domain/comparing/finding.ts'
import {
  clearedBefore,
  confirmedBefore,
  goneBefore,
  type LookedBack,
} from '../../../lambdas/domain/feed/feed-before.ts'
import type { FeedList } from '../../../lambdas/domain/standing.ts'
import { NOTHING_YET, type State } from '../../../lambdas/domain/state.ts'
import { noted, PLAIN } from '../../support/believing.ts'
import { at, checkpoint, uuid } from '../../support/listings.ts'

const [A, B, C, D] = [checkpoint(60), checkpoint(120), checkpoint(180), checkpoint(240)] as const
const having = (...all: readonly (readonly [typeof A, number])[]): State => ({
  ...NOTHING_YET,
  listed: all.map(([one, seconds], i) => ({ ...one, firstSeenAt: at(seconds), recordedSeq: i + 1 })),
})
const NONE: LookedBack['looked'] = new Set()
const GONE = `gone ${A.uuid}`

describe('what the run before suspected', () => {
  const believed = having([A, 70], [B, 130])
  const confirmed = (open: string, feed: readonly FeedList[], list: Listing = [B]) =>
    confirmedBefore(
      { list, open: [open], feed, from: at(0), looked: NONE, lookedAt: null, listedSince: [] },
      believed,
      {
        ...PLAIN,
        retiredBy: 'standby',
      },
    )

  it('is confirmed by a list of the feed behind the last that shows it', () => {
    const [lost, ...others] = confirmed(GONE, [noted(130, [A, B]), noted(190, [B])])
    expect(others).toEqual([])
    expect(lost).toMatchObject({
      kind: 'checkpoint-missing',
      uuid: A.uuid,
      data: { via: 'events', newer_listed: '1', answers: '2' },
    })
    expect(lost?.data).not.toHaveProperty('cause')
  })

  it('had rotated where a list of before that look says so, whatever the look lacked besides', () => {
    const feed = [noted(130, [A, B]), noted(190, [C, D])]
    const told = (lookedAt: number) =>
      confirmedBefore(
        { list: [D], open: [GONE], feed, from: at(0), looked: NONE, lookedAt: at(lookedAt), listedSince: [] },
        believed,
        PLAIN,
      ).map(({ kind }) => kind)
    expect(told(191)).toEqual(['checkpoint-retired'])
    // A catalog of before: C had gone when A was there last.
    feed.unshift(noted(100, [C]))
    expect(told(191)).toEqual(['checkpoint-missing'])
    feed.shift()
    // Noted while that look was confirmed: newer ones were made meanwhile.
    expect(told(190)).toEqual(['checkpoint-missing'])
  })

  it('is not confirmed by a list of before the last settled answer, since which it had come back', () => {
    const feed = [noted(130, [A, B]), noted(190, [C, D])]
    const open = [GONE]
    const told = (lastSeen: number, listedSince: LookedBack['listedSince'] = []) =>
      confirmedBefore(
        { list: [B], open, feed, from: at(0), looked: NONE, lookedAt: at(250), listedSince },
        believed,
        {
          ...PLAIN,
          lastSeenAt: at(lastSeen),
        },
      ).length
    expect([told(189), told(190)]).toEqual([1, 0])
    // Nor where a look behind that answer listed it, whatever was held back.
    const look = (seconds: number, one: typeof A) => [{ at: at(seconds), uuids: [one.uuid] }]
    expect([told(189, look(195, A)), told(189, look(185, A)), told(189, look(195, B))]).toEqual([0, 1, 1])
  })

  const shown = noted(130, [A, B])
  it.each<[string, boolean, string, readonly FeedList[], Listing]>([
    ['though newer ones were made meanwhile', true, GONE, [shown, noted(190, [C, D])], [C, D]],
    ['where it was being stopped', true, GONE, [shown, noted(190, [B], { status: 'Stopping' })], [B]],
    ['where it was stopped', true, GONE, [shown, noted(190, [B], { status: 'Stopped' })], [B]],
    [
      'and not where another start follows',
      false,
      GONE,
      [shown, noted(190, [B], { status: 'Initializing' })],
      [B],
    ],
    [
      'and not where nobody says what it was',
      false,
      GONE,
      [shown, { recordedAt: at(190), checkpoints: [B] }],
      [B],
    ],
    ['and not by an event without a list', false, GONE, [shown, noted(190, null), noted(200, [B])], [B]],
    ['and not where nothing was noted behind it', false, GONE, [shown], [B]],
    ['and not where it was noted again', false, GONE, [shown, noted(190, [B]), shown], [B]],
    ['and not where the feed never showed it', false, GONE, [noted(190, [B]), noted(200, [B])], [B]],
    ['and not where it is listed now', false, GONE, [shown, noted(190, [B])], [A, B]],
    ['and not where nobody suspected it', false, `gone ${B.uuid}`, [shown, noted(190, [B])], [B]],
    [
      'by its last answer alone, where a list raises the same',
      true,
      `last ${GONE}`,
      [shown, noted(190, [B])],
      [B],
    ],
    [
      'by its last answer alone, and not where it has rotated out',
      false,
      `last ${GONE}`,
      [shown, noted(190, [C, D])],
      [C, D],
    ],
    [
      'by its last answer alone, and not by a single empty list',
      false,
      `last ${GONE}`,
      [shown, noted(190, []), noted(200, [C, D])],
      [C, D],
    ],
    ['by all answers, and by an empty list', true, GONE, [shown, noted(190, []), noted(200, [C, D])], [C, D]],
  ])('is confirmed, or not: %s', (_, expected, open, feed, list) => {
    expect(confirmed(open, feed, list)).toHaveLength(expected ? 1 : 0)
  })
})

describe('storage that was cleared before the last look', () => {
  const believed = having([A, 70], [B, 130])
  const here: Circumstances = { ...PLAIN, lastSeenAt: at(200) }
  const clear = (seconds: number, storageStatus = 'Cleared') => noted(seconds, [], { storageStatus })
  const cleared = (
    feed: readonly FeedList[],
    state = believed,
    list: Listing = [],
    from: number | null = 300,
    circumstances = here,
    { open = [], lookedAt = null }: { open?: readonly string[]; lookedAt?: number | null } = {},
  ) =>
    clearedBefore(
      {
        list,
        open,
        feed,
        from: from === null ? null : at(from),
        looked: NONE,
        lookedAt: lookedAt === null ? null : at(lookedAt),
        listedSince: [],
      },
      state,
      circumstances,
    )

  it('ended nothing that two answers of one start had lacked before it', () => {
    const kinds = (open: string, lookedAt: number | null) =>
      cleared([clear(250)], believed, [], 300, here, { open: [open], lookedAt }).map(({ kind }) => kind)
    const lost = ['checkpoint-missing', 'storage-cleared', 'checkpoint-cleared']
    const none = ['storage-cleared', 'checkpoint-cleared', 'checkpoint-cleared']
    expect(kinds(`twice ${GONE}`, 249)).toEqual(lost)
    expect(kinds(`twice ${GONE}`, 250)).toEqual(none)
    expect(kinds(`twice ${GONE}`, null)).toEqual(none)
    expect(kinds(GONE, 249)).toEqual(none)
  })

  it('ended what was seen before it and is gone now', () => {
    const events = cleared([clear(250, 'Clearing'), noted(260, [C])], having([A, 70], [B, 130]), [B])
    expect(events).toMatchObject([
      { kind: 'storage-cleared', data: { storage_status: 'Clearing', cleared: '1' } },
      { kind: 'checkpoint-cleared', uuid: A.uuid, data: { cause: 'storage-cleared', via: 'events' } },
    ])
    expect(events).toHaveLength(2)
  })

  it.each<[string, number, Parameters<typeof cleared>]>([
    ['at that look', 3, [[clear(300)]]],
    ['but not behind it', 0, [[clear(301)]]],
    ['right behind the last one that left nothing open', 3, [[clear(200.001)]]],
    ['but not before that', 0, [[clear(200)]]],
    ['but not where there was no look', 0, [[clear(250)], believed, [], null]],
    ['but not where nothing was ever settled', 0, [[clear(250)], believed, [], 300, PLAIN]],
    ['but not where it never was', 0, [[noted(250, [])]]],
    ['but not where all is there', 0, [[clear(250)], believed, [A, B]]],
    [
      'and it ended nothing that was begun and seen behind it',
      2,
      [[clear(250)], having([A, 70], [checkpoint(255), 260])],
    ],
    ['though what was begun before it was seen behind it', 3, [[clear(250)], having([A, 70], [B, 260])]],
    [
      'and what has no time is as old as our first sight',
      2,
      [
        [clear(250)],
        having([A, 70], [checkpoint(0, { uuid: uuid('00000000-0000-4000-8000-000000000001') }), 250]),
      ],
    ],
    ['and nothing where all was made behind it', 0, [[clear(250)], having([checkpoint(255), 260])]],
  ])('ended what it did, %s', (_, count, args) => {
    expect(cleared(...args)).toHaveLength(count)
  })

  it('ended nothing that the feed lists again behind it: that has gone since, for another reason', () => {
    expect(cleared([clear(250), noted(260, [B])]).map(({ uuid: of }) => of)).toEqual([undefined, A.uuid])
  })

  it('is told by the last time that it was', () => {
    const [event] = cleared([clear(210, 'Cleared'), clear(250, 'Clearing')])
    expect(event?.data['storage_status']).toBe('Clearing')
  })
})

describe('what the last look alone showed again', () => {
  const believed = having([A, 70])
  const feed = [noted(130, [A, B]), noted(190, [B, C]), noted(230, [C])]
  const ended = (
    lists: readonly FeedList[],
    { list = [C], from = 250, looked = [A] }: { list?: Listing; from?: number; looked?: Listing } = {},
  ) =>
    goneBefore(
      {
        list,
        open: [],
        feed: lists,
        from: at(from),
        looked: new Set(looked.map(({ uuid: of }) => of)),
        lookedAt: null,
        listedSince: [],
      },
      believed,
      { ...PLAIN, lastSeenAt: at(from) },
    )

  it.each<[string, Parameters<typeof ended>]>([
    [
      'where the feed has the same list before it and behind it',
      [[...feed, noted(260, [C])], { looked: [A, C] }],
    ],
    ['where both have what it lacks', [[...feed, noted(260, [C, D])]]],
  ])('had gone by rotation, %s', (_, args) => {
    expect(ended(...args)).toMatchObject([
      { kind: 'checkpoint-retired', uuid: A.uuid, data: { via: 'events', newer_listed: '2' } },
    ])
  })

  const lost = [noted(130, [A, B]), noted(190, [B]), noted(230, [B, C]), noted(260, [C, D])]
  it('had been lost, where two lists say so and both around the look have what it lacks', () => {
    const missing = [
      { kind: 'checkpoint-missing', uuid: A.uuid, data: { via: 'events', newer_listed: '1', answers: '2' } },
    ]
    expect(ended(lost)).toMatchObject(missing)
    const begun = noted(190, [B], { status: 'Initializing' })
    expect(ended(lost.toSpliced(1, 1, begun))).toMatchObject(missing)
    expect(ended(lost.toSpliced(1, 1, noted(190, [D])))).toMatchObject(missing)
  })

  it.each<[string, Parameters<typeof ended>]>([
    [
      'where those two differ, and it has what both have',
      [[...feed, noted(260, [C, D])], { looked: [A, C] }],
    ],
    ['where there is none behind it', [feed]],
    ['where there is none before it', [[...feed, noted(260, [C])], { from: 120 }]],
    ['where it is still listed', [[...feed, noted(260, [C])], { list: [A, C] }]],
    ['where a later list shows it', [[...feed, noted(260, [C]), noted(270, [A, C])]]],
    ['where the feed never had it', [[noted(230, [C]), noted(260, [C])]]],
    ['where the look did not show it', [[...feed, noted(260, [C])], { looked: [B] }]],
    ['where it was lost by a single list', [[noted(130, [A, C]), noted(230, [C]), noted(260, [C, D])]]],
    [
      'where it was lost and the look lacks nothing of those two',
      [[noted(130, [A, C]), noted(190, [C]), noted(230, [C]), noted(260, [C])], { looked: [A, C] }],
    ],
    [
      'where it was lost by what a start may have pulled',
      [[noted(130, [A, B]), noted(190, [D], { status: 'Initializing' }), ...lost.slice(2)]],
    ],
  ])('is not judged so %s', (_, args) => {
    expect(ended(...args)).toEqual([])
  })
})
