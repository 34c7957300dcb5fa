import { describe, expect, it } from 'vitest'
import type { Circumstances, Listing } from '../../../lambdas/domain/comparing/finding.ts'
import { notedBehind, strays } from '../../../lambdas/domain/feed/strays.ts'
import type { FeedList } from '../../../lambdas/domain/standing.ts'
import { NOTHING_YET, type State } from '../../../lambdas/domain/state.ts'
import { noted, PLAIN, told } from '../../support/believing.ts'
import { at, checkpoint } from '../../support/listings.ts'

const [A, B, C, D, E] = [60, 120, 180, 240, 70].map((seconds) => checkpoint(seconds)) as [
  One,
  One,
  One,
  One,
  One,
]
type One = ReturnType<typeof checkpoint>
const HERE: Circumstances = { ...PLAIN, watchedSince: at(0), lastSeenAt: at(900) }
const having = (...all: Listing): State => ({
  ...NOTHING_YET,
  listed: all.map((one, i) => ({ ...one, firstSeenAt: at(800), recordedSeq: i + 1 })),
})

/** What is told of A and E, which the record lacks; B, C and D it has. */
function lives(lists: readonly FeedList[], since: readonly FeedList[] = [], circumstances = HERE) {
  return strays(lists, since, having(C, D), (uuid) => uuid !== A.uuid && uuid !== E.uuid, circumstances)
}
const kinds = (...args: Parameters<typeof lives>) =>
  lives(...args).map(({ kind }) => kind.replace('checkpoint-', ''))

describe('what only an earlier part of the feed shows', () => {
  it('is recorded with the bounds of its life, and as rotated out where the next list explains it', () => {
    const events = lives([noted(70, [A]), noted(130, [A, B]), noted(190, [B, C]), noted(250, [C, D])])
    expect(told(events)).toEqual([`checkpoint-recorded ${A.uuid}`, `checkpoint-retired ${A.uuid}`])
    expect(events[0]?.data).toMatchObject({ via: 'events', first_seen_at: at(70), steps: '60' })
    expect(events[0]?.data).not.toHaveProperty('program_version')
    expect(events[1]?.data).toMatchObject({
      via: 'events',
      first_seen_at: at(70),
      last_seen_at: at(130),
      newer_listed: '2',
      recorded_seq: '0',
    })
    expect(events[1]?.data).not.toHaveProperty('cause')
  })

  it('is lost where a stop behind its last one left storage without it, though with nothing that was there before', () => {
    const stop = (...statuses: string[]) =>
      kinds([noted(130, [A, B]), ...statuses.map((status, i) => noted(190 + 10 * i, [D], { status }))])
    expect(stop('Stopping', 'Stopped')).toEqual(['recorded', 'missing'])
    expect(stop('Provisioning', 'Initializing')).toEqual(['recorded', 'missing'])
    // A start may have pulled it.
    expect(stop('Initializing', 'Running')).toEqual(['recorded', 'retired'])
  })

  it('is lost where a start shows more of before it than a host pulls', () => {
    const [W, X, Y] = [checkpoint(10), checkpoint(20), checkpoint(30)] as const
    const begun = (storageStatus: string, ...shown: Listing) =>
      kinds([
        noted(110, [X, Y]),
        noted(130, [A, D], { status: 'Stopped' }),
        noted(140, null, { status: 'Unavailable' }),
        noted(150, null, { status: 'Initializing', storageStatus }),
        noted(190, shown),
        noted(250, shown),
      ])
    expect([begun('InUse', X, Y), begun('InUse', W, Y), begun('Cleared', X, Y)]).toEqual([
      ['recorded', 'missing'],
      ['recorded', 'retired'],
      ['recorded', 'retired'],
    ])
  })

  it('is not lost behind storage that was cleared, nor where a start stands before the first list', () => {
    const behind = (status: string, storageStatus: string) =>
      kinds([
        noted(130, [A, B]),
        noted(190, null, { status, storageStatus }),
        noted(250, [D]),
        noted(260, [D]),
      ])
    expect(behind('Stopped', 'InUse')).toEqual(['recorded', 'retired'])
    expect(behind('Stopped', 'Clearing')).toEqual(['recorded', 'cleared'])
    expect(behind('Unavailable', 'InUse')).toEqual(['recorded', 'missing'])
  })

  it('is lost where the lists behind its last one lack it with too few newer ones', () => {
    const events = lives([noted(130, [A, B]), noted(190, [B]), noted(250, [B, C])])
    expect(told(events)).toEqual([`checkpoint-recorded ${A.uuid}`, `checkpoint-missing ${A.uuid}`])
    expect(events[1]?.data).toMatchObject({ newer_listed: '1', answers: '3', last_seen_at: at(130) })
  })

  it('is lost by the lists of the part behind it as well', () => {
    const lost = lives([noted(130, [A])], [noted(190, [B]), noted(250, [B])])
    expect(lost[1]?.data).toMatchObject({ answers: '2' })
    expect(lost[1]?.kind).toBe('checkpoint-missing')
  })

  it('is nothing that the record has', () => {
    expect(lives([noted(130, [B, C]), noted(190, [C, D])])).toEqual([])
    expect(lives([noted(130, null), noted(190, [])])).toEqual([])
  })

  it.each<[string, readonly string[], Parameters<typeof lives>]>([
    [
      'is left to the answers of now where one list alone lacks it',
      ['recorded', 'recorded'],
      [[noted(130, [A]), noted(190, [E])]],
    ],
    [
      'and is lost where our last look is of the storage that this list is of',
      ['recorded', 'missing'],
      [[noted(130, [A, B]), noted(190, [B])]],
    ],
    [
      'which nobody knows where something else was noted behind it',
      ['recorded', 'recorded'],
      [[noted(130, [A, E]), noted(190, [B]), noted(200, null, { status: 'Unavailable' })]],
    ],
    ['and where none does', ['recorded'], [[noted(130, [A, B])]]],
    [
      'though the status was not had in between',
      ['recorded'],
      [[noted(130, [A, B]), noted(190, null, { status: 'Unavailable' })]],
    ],
    [
      'and not where it was stopped then',
      ['recorded', 'retired'],
      [[noted(130, [A, B], { status: 'Stopped' })]],
    ],
    [
      'and not where it was stopped behind it',
      ['recorded', 'retired'],
      [[noted(130, [A, B]), noted(190, [B], { status: 'Stopped' })]],
    ],
    [
      'though it was stopped, where something of that list is listed still',
      ['recorded'],
      [[noted(130, [A, D], { status: 'Stopping' })]],
    ],
    [
      'and not where storage was cleared behind that',
      ['recorded', 'cleared'],
      [[noted(130, [A, D], { status: 'Stopped' }), noted(140, null, { storageStatus: 'Cleared' })]],
    ],
    [
      'and not where it was before our first look',
      ['recorded', 'retired'],
      [[noted(130, [A, B])], [], { ...HERE, watchedSince: at(130) }],
    ],
    [
      'is lost to nobody before our first look',
      ['recorded', 'retired'],
      [[noted(130, [A, B]), noted(190, [B]), noted(250, [B])], [], { ...HERE, watchedSince: at(130) }],
    ],
    [
      'ends with the storage, where that was cleared',
      ['recorded', 'cleared'],
      [[noted(130, [A, B]), noted(190, null, { storageStatus: 'Cleared' }), noted(250, [D])]],
    ],
    [
      'ends with the storage as well where a server says of cleared storage that its list is empty',
      ['recorded', 'cleared'],
      [[noted(130, [A, B]), noted(190, [], { storageStatus: 'Cleared' }), noted(250, [D]), noted(310, [D])]],
    ],
    [
      'and not where it was cleared later',
      ['recorded', 'missing'],
      [[noted(130, [A, B]), noted(190, [B]), noted(200, [B]), noted(250, [], { storageStatus: 'Cleared' })]],
    ],
    [
      'is replaced where a standby follows',
      ['recorded', 'retired'],
      [[noted(130, [A, B]), noted(190, [B], { status: 'Standby' }), noted(250, [B])]],
    ],
    [
      'is replaced where a standby had it',
      ['recorded', 'retired'],
      [[noted(130, [A, B], { status: 'Standby' }), noted(190, [B]), noted(250, [B])]],
    ],
    [
      'is lost where it was stopped, and started with what was there',
      ['recorded', 'missing'],
      [[noted(130, [A, B], { status: 'Stopped' }), noted(190, [B]), noted(250, [B])]],
    ],
    [
      'is lost to nobody where it was stopped, and nothing of before is there',
      ['recorded', 'retired'],
      [[noted(130, [A, B], { status: 'Stopped' }), noted(190, [D]), noted(250, [D])]],
    ],
    [
      'is lost where it goes on with others',
      ['recorded', 'missing'],
      [[noted(130, [A, B]), noted(190, [D]), noted(250, [D])]],
    ],
    [
      'is lost to nobody where it is started with others',
      ['recorded', 'retired'],
      [[noted(130, [A, B]), noted(190, [D], { status: 'Starting' }), noted(250, [D])]],
    ],
    [
      'is lost where two lists in a row are empty',
      ['recorded', 'missing'],
      [[noted(130, [A, B]), noted(190, []), noted(200, [])]],
    ],
    [
      'is lost where an empty one was none',
      ['recorded', 'missing'],
      [[noted(130, [A, B]), noted(190, []), noted(250, [B]), noted(260, [B])]],
    ],
  ])('%s', (_, expected, args) => {
    expect(kinds(...args)).toEqual(expected)
  })

  it('is told by what storage said of its clearing', () => {
    const cleared = lives([noted(130, [A, B]), noted(190, [], { storageStatus: 'Clearing' })])[1]
    expect(cleared).toMatchObject({
      kind: 'checkpoint-cleared',
      severity: 'silent',
      uuid: A.uuid,
      data: { cause: 'storage-cleared', first_seen_at: at(130), last_seen_at: at(130), via: 'events' },
    })
  })
})

it('a single empty list with a full one right behind it was no list of what there is', () => {
  const [full, empty, unsaid] = [noted(1, [A]), noted(2, []), noted(3, null)]
  expect(notedBehind([empty, full, empty])).toEqual([full, empty])
  const cleared = noted(2, [], { storageStatus: 'Cleared' })
  for (const lists of [
    [cleared, full],
    [empty],
    [empty, empty, full],
    [empty, unsaid, full],
    [full, empty],
    [unsaid, full],
    [],
  ])
    expect(notedBehind(lists)).toEqual(lists)
})
