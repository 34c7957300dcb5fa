import { describe, expect, it } from 'vitest'
import { hostsOf, isNoneCaughtUp, isPartial } from '../../../lambdas/domain/comparing/hosts.ts'
import { DEFAULT_POLICY } from '../../../lambdas/domain/policy.ts'
import { following, havingSeen, PLAIN, told, withPolicy } from '../../support/believing.ts'
import { checkpoint, NEXT_FINGERPRINT, u64, uuid } from '../../support/listings.ts'

/** The checkpoint of one host at one logical step: begun at nearly the same moment on each. */
function on(host: number, seconds: number, fingerprint = checkpoint(0).fingerprint) {
  return checkpoint(seconds + host / 10, {
    steps: u64(String(seconds)),
    processed_records: u64(String((3 - host) * 1_000)),
    fingerprint,
  })
}
const all = (seconds: number) => [0, 1, 2].map((host) => on(host, seconds))

describe('the number of hosts', () => {
  it('is the size of a logical checkpoint, once there are two of them, or one that is too large for one host', () => {
    expect(hostsOf(DEFAULT_POLICY, [...all(0), ...all(60)])).toBe(3)
    expect(hostsOf(DEFAULT_POLICY, all(0))).toBe(3)
    expect(hostsOf(DEFAULT_POLICY, all(0).slice(0, 2))).toBe(1)
    expect(hostsOf(DEFAULT_POLICY, all(0), all(60))).toBe(3)
  })

  it('is one where an idle pipeline has the same steps in every checkpoint', () => {
    const idle = [0, 60, 120].map((seconds) => checkpoint(seconds, { steps: u64('7') }))
    expect(hostsOf(DEFAULT_POLICY, idle)).toBe(1)
    const fast = [0, 4, 8, 12].map((seconds) => checkpoint(seconds, { steps: u64(seconds < 8 ? '7' : '9') }))
    expect(hostsOf(DEFAULT_POLICY, fast)).toBe(1)
    const inARow = [0, 1, 60, 120].map((seconds) => checkpoint(seconds, { steps: u64('7') }))
    expect(hostsOf(DEFAULT_POLICY, inARow)).toBe(1)
  })

  it('is one where an idle pipeline makes two in a row, and two again that replace them: two hosts would list all four', () => {
    const idle = (...seconds: readonly number[]) => seconds.map((one) => checkpoint(one, { steps: u64('7') }))
    expect(hostsOf(DEFAULT_POLICY, idle(0, 4), idle(120, 124))).toBe(1)
    expect(hostsOf(DEFAULT_POLICY, idle(0, 4, 120, 124), idle(120, 124))).toBe(2)
    // A pinned one is of before there was no input.
    const pinned = checkpoint(-60, { steps: u64('3') })
    expect(hostsOf(DEFAULT_POLICY, [pinned, ...idle(0, 4)], [pinned, ...idle(120, 124)])).toBe(1)
    expect(hostsOf(DEFAULT_POLICY, idle(0, 4), [checkpoint(120, { steps: u64('9') }), ...idle(124)])).toBe(1)
    const { events } = following(havingSeen(...idle(0, 4)), [idle(120, 124)])
    expect(events.map(({ kind }) => kind).toSorted()).toEqual([
      ...Array<string>(2).fill('checkpoint-recorded'),
      ...Array<string>(2).fill('checkpoint-retired'),
    ])
  })

  it('is what the policy says where it says it', () => {
    expect(hostsOf({ ...DEFAULT_POLICY, hosts: 4 }, [checkpoint(0)])).toBe(4)
  })

  it('is one where UUIDs carry no time', () => {
    const untimed = ['a', 'b', 'c', 'd'].map((hex) =>
      checkpoint(0, { uuid: uuid(`${hex.repeat(8)}-0000-4000-8000-000000000000`), steps: u64('1') }),
    )
    expect(hostsOf(DEFAULT_POLICY, untimed)).toBe(1)
  })
})

describe('the number of hosts that a list shows', () => {
  const made = (seconds: number, steps: string | null, digit = 0) => ({
    ...checkpoint(seconds, { steps: steps === null ? null : u64(steps) }),
    ...(digit === 0 ? {} : { uuid: uuid(`00000000-0000-4000-8000-00000000000${digit}`) }),
  })
  /** Pairs of the same steps, so far apart within a pair and from pair to pair. */
  const pairs = (within: number, between: number) => [
    made(0, '1'),
    made(within, '1'),
    made(between, '2'),
    made(between + within, '2'),
  ]

  it.each<[string, number, Parameters<typeof hostsOf>[1]]>([
    ['two that were begun at once, twice', 2, pairs(0.1, 60)],
    ['two that were begun within 5 s, twice', 2, pairs(5, 60)],
    ['one where they were begun later', 1, pairs(5.001, 60)],
    ['two where they were begun within a quarter of the time between', 2, pairs(2, 10)],
    ['one where they were begun no sooner than others', 1, pairs(2.001, 10)],
    ['the second largest of its groups', 2, [...pairs(0.1, 60), made(60.2, '2')]],
    ['the second largest, whichever comes first', 2, [...pairs(0.1, 60), made(0.2, '1')]],
    ['the second largest of three', 2, [...pairs(0.1, 60), made(60.2, '2'), made(120, '3')]],
    ['one of a group alone', 1, [made(0, '1'), made(0.1, '1'), made(60, '2')]],
    ['three that were begun within a second', 3, [made(0, '1'), made(0.5, '1'), made(0.999, '2')]],
    ['and not within a whole one', 1, [made(0, '1'), made(0.6, '1'), made(1, '2')]],
    ['one where each of three has steps of its own', 1, [made(0, '1'), made(0.1, '2'), made(0.2, '3')]],
    [
      'two where one of them had its steps altered',
      2,
      [made(0, '1'), made(0.5, '9'), made(60, '2'), made(60.5, '2')],
    ],
    [
      'and not where that was begun later',
      1,
      [made(0, '1'), made(0.501, '9'), made(60, '2'), made(60.5, '2')],
    ],
    ['one where they count no steps', 1, [made(0, null), made(0.1, null), made(60, '2'), made(60.1, '2')]],
    ['one where they have no time', 1, [made(0, '1', 1), made(0, '1', 2), made(60, '2'), made(60.1, '2')]],
    [
      'from the first of a group on, not from the last',
      1,
      [made(0, '1'), made(4, '1'), made(8, '1'), made(100, '2')],
    ],
  ])('is %s: %d', (_, hosts, list) => {
    expect(hostsOf(DEFAULT_POLICY, list)).toBe(hosts)
    expect(hostsOf(DEFAULT_POLICY, list.toReversed())).toBe(hosts)
    // Listed twice, it is one.
    expect(hostsOf(DEFAULT_POLICY, list, list.slice(0, 1), list)).toBe(hosts)
  })
})

describe('a host may be away', () => {
  const one = (seconds: number, steps: string | null) =>
    checkpoint(seconds, { steps: steps === null ? null : u64(steps) })

  it.each<[string, Parameters<typeof isPartial>[0], number, boolean]>([
    ['where the newest is there on one, and no other on all', [one(0, '1'), one(60, '2')], 2, true],
    ['in whatever order they are listed', [one(60, '2'), one(0, '1')], 2, true],
    ['not where another is there on all', [one(0, '1'), one(0.1, '1'), one(60, '2')], 2, false],
    ['not where there is one host', [one(0, '1'), one(60, '2')], 1, false],
    ['not where there is but one', [one(0, '1')], 2, false],
    [
      'not where the newest are as many as hosts, though begun apart',
      [one(0, '1'), one(60, '2'), one(90, '2')],
      2,
      false,
    ],
    [
      'by what counts most, and not by what is begun last',
      [one(0, '3'), one(60, '2'), one(90, '2')],
      2,
      true,
    ],
    ['by number and not by text', [one(0, '9'), one(30, '9'), one(60, '10')], 2, true],
    ['by number and not by text, the other way round', [one(0, '10'), one(30, '10'), one(60, '9')], 2, false],
    ['and what counts nothing is oldest', [one(60, null), one(0, '1'), one(30, '1')], 2, false],
  ])('%s', (_, list, hosts, expected) => {
    expect(isPartial(list, hosts)).toBe(expected)
  })
})

describe('no host was away after all', () => {
  const believed = [on(0, 0), on(0, 60)]

  it.each([
    ['where all show what they showed, and more', [on(0, 0), on(0, 60), on(0, 120)], true],
    [
      'where one of it is shown, and what is new was made by itself',
      [on(0, 60), on(0, 120), on(1, 120)],
      true,
    ],
    ['not where one is shown that was made along with what is believed', [on(0, 60), on(1, 60)], false],
    ['not where nothing of it is shown any more: that says nothing', [on(0, 120)], false],
    ['and nothing is what an empty list says', [], false],
  ] as const)('%s', (_, list, expected) => {
    expect(isNoneCaughtUp(believed, list)).toBe(expected)
  })
})

describe('rotation on several hosts', () => {
  const head = havingSeen(...all(0), ...all(60))

  it('of the oldest logical checkpoint is no loss', () => {
    const { events } = following(head, [[...all(60), ...all(120)]])
    expect(told(events).join()).not.toMatch(/missing|lineage|regressed/)
    expect(events.filter(({ kind }) => kind === 'checkpoint-retired')).toHaveLength(3)
  })

  it('that one host has finished before the others is rotation on that host', () => {
    const early = [on(0, 0), on(1, 0), ...all(60), on(2, 120)]
    expect(isPartial(early, 3)).toBe(false)
    const { events, open } = following(head, [early])
    expect(told(events)).toContain(`checkpoint-retired ${on(2, 0).uuid}`)
    expect(open).toEqual([])
  })

  it('a list that lacks a whole host is not judged, and stands where the next run lacks it as well', () => {
    const without = [on(0, 0), on(1, 0), on(0, 60), on(1, 60)]
    const { events, open } = following(head, [without, without])
    expect(told(events).join()).not.toContain('missing')
    expect(open).toHaveLength(2)
    expect(following(head, [[...all(0), ...all(60)]], PLAIN, { openBefore: open }).events).toEqual([])
    const again = following(head, [without, without], PLAIN, { openBefore: open })
    expect(told(again.events)).toContain(`checkpoint-missing ${on(2, 60).uuid}`)
  })

  it('does not cover the loss of one host’s checkpoint', () => {
    const lost = [...all(0), on(1, 60), on(2, 60)]
    const more = [on(1, 60), on(2, 60), ...all(120)]
    expect(
      told(following(head, [lost, lost, lost], PLAIN, { openBefore: [`gone ${on(0, 60).uuid}`] }).events),
    ).toContain(`checkpoint-missing ${on(0, 60).uuid}`)
    expect(told(following(head, [more, more]).events)).toContain(`checkpoint-missing ${on(0, 60).uuid}`)
  })

  it('a checkpoint that is gone from more hosts than can have rotated it was lost', () => {
    const head = havingSeen(...all(0), ...all(60))
    // Two hosts have two later ones each, the third has only one.
    const { events } = following(head, [[...all(120).slice(0, 2), ...all(180)]])
    expect(told(events)).toContain(`checkpoint-missing ${on(2, 60).uuid}`)
    const rotated = following(head, [[...all(60).slice(2), ...all(120).slice(0, 2), ...all(180)]])
    expect(told(rotated.events).join()).not.toContain('missing')
  })

  it('after a crash logical checkpoints that count fewer steps are later all the same', () => {
    const before = [on(0, 0), ...all(60)]
    const steps = (seconds: number) =>
      all(seconds).map((one) => ({ ...one, steps: u64(String(seconds / 60)) }))
    const { events } = following(havingSeen(...before), [
      [...all(60).slice(1), ...steps(120), ...steps(180).slice(0, 1)],
    ])
    expect(told(events)).toContain(`checkpoint-retired ${on(0, 60).uuid}`)
  })

  it('a fingerprint that another host has already is no other program', () => {
    const own = (seconds: number) => [on(0, seconds), on(1, seconds, NEXT_FINGERPRINT), on(2, seconds)]
    const { events } = following(havingSeen(...own(0), ...own(60)), [[...own(60), ...own(120)]])
    expect(told(events).join()).not.toContain('lineage')
  })

  it('the smallest host’s size says what is small', () => {
    const sized = (seconds: number) =>
      all(seconds).map((one, i) => ({ ...one, size: u64(String(10 ** (i + 1))) }))
    const { events } = following(
      havingSeen(...sized(0), ...sized(60)),
      [[...sized(60), ...sized(120)]],
      withPolicy({ sizeDrop: 0.5 }),
    )
    expect(told(events).join()).not.toContain('size-dropped')
  })
})

describe('a host clock that went back', () => {
  it('does not make rotation a loss where it went on from an older checkpoint: it is listed behind one that is newer', () => {
    const head = havingSeen(checkpoint(600, { steps: u64('700') }), checkpoint(660, { steps: u64('720') }))
    const late = checkpoint(500, { steps: u64('690'), processed_records: u64('6900') })
    const { events } = following(head, [[checkpoint(660, { steps: u64('720') }), late]])
    expect(told(events)).toContain(`checkpoint-retired ${checkpoint(600).uuid}`)
  })

  it('does not excuse a catalog that was rolled back: what is listed before is older', () => {
    const head = havingSeen(checkpoint(600), checkpoint(660))
    const { events } = following(head, [[checkpoint(500), checkpoint(540), checkpoint(600)]])
    expect(told(events)).toContain(`checkpoint-missing ${checkpoint(660).uuid}`)
  })

  it('does not make rotation a loss: who counts more steps was made later', () => {
    const head = havingSeen(checkpoint(600), checkpoint(660))
    const late = checkpoint(500, { steps: u64('720'), processed_records: u64('7200') })
    const { events } = following(head, [[checkpoint(660), late]])
    expect(told(events)).not.toContain(`checkpoint-missing ${checkpoint(600).uuid}`)
    // The rule counts newer ones: one that is there and one made since.
    expect(told(events)).toContain(`checkpoint-retired ${checkpoint(600).uuid}`)
  })
})
