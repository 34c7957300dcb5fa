import { describe, expect, it } from 'vitest'
import type { CheckpointMetadata } from '../../../lambdas/domain/checkpoint.ts'
import { at, checkpoint, timedUuid, u64, uuid } from '../../support/listings.ts'
import { EXCUSES, type Excuse } from './excuses.ts'
import { judge } from './judge.ts'
import {
  type Answer,
  type Happening,
  isLawful,
  lifeIn,
  recorded,
  type Scene,
  type Telling,
  told,
  untrueIn,
} from './two-worlds.ts'

const [A, B, C, D, E] = [
  checkpoint(0),
  checkpoint(60),
  checkpoint(120),
  checkpoint(130),
  checkpoint(180),
] as const
const THREE = [5_000, 30_000] as const

/** What the judge lets pass untold: `lost` and `lawful` are the two worlds, `of` what is lost in one of them. */
interface Excused extends Scene {
  readonly excuse: Excuse
  readonly lost: readonly Happening[]
  readonly lawful: readonly Happening[]
  readonly of: readonly CheckpointMetadata[]
  /** Of the pipeline's own answers, those that are not so in the lawful world: one lie, or as many as a host is away for. */
  readonly lies?: number
  /** Until then it was recorded. */
  readonly before: Telling
  /** Which run would tell it. */
  readonly by: number
  /** As what it is told instead. */
  readonly as: 'checkpoint-retired' | 'checkpoint-cleared' | null
  /** Where it is one, the cause that is told. */
  readonly cause?: string
}

const made = (one: CheckpointMetadata, seconds: number, host = 0): Happening => ({
  at: seconds,
  made: one,
  host,
})
const asked = (run: number, seconds: number, ...checkpoints: CheckpointMetadata[]): Answer => ({
  run,
  at: seconds,
  checkpoints,
})
const running = (
  run: number,
  seconds: number,
  deployment: number,
  ...checkpoints: CheckpointMetadata[]
): Answer => ({
  run,
  at: seconds,
  list: {
    deploymentStatus: 'Running',
    storageStatus: 'InUse',
    deploymentId: timedUuid(deployment),
    statusSince: at(deployment),
    checkpoints,
  },
})
const stopped = (
  run: number,
  seconds: number,
  since: number,
  ...checkpoints: CheckpointMetadata[]
): Answer => ({
  run,
  at: seconds,
  list: { deploymentStatus: 'Stopped', storageStatus: 'InUse', statusSince: at(since), checkpoints },
})
const ofHost = (seconds: number, host: number): CheckpointMetadata =>
  checkpoint(seconds, { uuid: uuid(`${timedUuid(seconds).slice(0, -1)}${host}`) })

const EXCUSED: readonly (readonly [string, Excused])[] = [
  [
    'a single empty list, with one behind it that shows rotation',
    {
      excuse: 'alone',
      confirmAfterMs: THREE,
      answers: [asked(0, 70, A, B), asked(1, 135), asked(1, 140, C, D), asked(1, 170, C, D)],
      lost: [made(A, 1), made(B, 61), { at: 100, lost: [A, B] }, made(C, 137), made(D, 138)],
      lawful: [made(A, 1), made(B, 61), made(C, 121), made(D, 131), { at: 132, collected: [A, B] }],
      lies: 1,
      of: [A, B],
      before: { 0: recorded(A, B) },
      by: 1,
      as: 'checkpoint-retired',
    },
  ],
  [
    'a new start that shows nothing but what was made before it',
    {
      excuse: 'pulled',
      confirmAfterMs: THREE,
      answers: [
        running(0, 130, 0, A, B, C),
        asked(0, 131, B, C),
        running(1, 190, 170, A),
        asked(1, 191, A),
        running(1, 196, 170, A),
        asked(1, 197, A),
        running(1, 227, 170, A),
        asked(1, 228, A),
      ],
      lost: [made(A, 1), made(B, 61), made(C, 121), { at: 125, collected: [A] }, { at: 160, restored: [A] }],
      lawful: [
        made(A, 1),
        made(B, 61),
        made(C, 121),
        { at: 125, collected: [A] },
        { at: 160, cleared: true },
        { at: 171, pulled: A },
      ],
      of: [B, C],
      before: { 0: recorded(B, C) },
      by: 1,
      as: 'checkpoint-retired',
      cause: 'pulled',
    },
  ],
  [
    'what the list that a stop left never had the time to show',
    {
      excuse: 'untold',
      confirmAfterMs: THREE,
      answers: [
        running(0, 70, 0, A),
        asked(0, 71, A, B),
        stopped(1, 130, 80, A),
        stopped(1, 135, 80, A),
        stopped(1, 166, 80, A),
      ],
      lost: [made(A, 1), made(B, 70), { at: 75, lost: [B] }],
      lawful: [made(A, 1), made(B, 70)],
      of: [B],
      before: { 0: recorded(A, B) },
      by: 1,
      as: null,
    },
  ],
  [
    'what went from one of several hosts while the other can have had two later ones',
    {
      excuse: 'some-host',
      hosts: 2,
      confirmAfterMs: THREE,
      answers: [
        asked(0, 70, ofHost(0, 1), ofHost(0, 2), ofHost(60, 1)),
        asked(1, 190, ofHost(0, 1), ofHost(60, 1), ofHost(120, 1), ofHost(60, 2)),
        asked(1, 195, ofHost(0, 1), ofHost(60, 1), ofHost(120, 1), ofHost(60, 2)),
        asked(1, 225, ofHost(0, 1), ofHost(60, 1), ofHost(120, 1), ofHost(60, 2)),
      ],
      // The one that has two later ones has lost nothing: the other one did.
      lost: [
        made(ofHost(0, 1), 1, 0),
        made(ofHost(0, 2), 1, 1),
        made(ofHost(60, 1), 61, 0),
        made(ofHost(60, 2), 100, 1),
        made(ofHost(120, 1), 121, 0),
        { at: 150, lost: [ofHost(0, 2)] },
      ],
      lawful: [
        made(ofHost(0, 1), 1, 0),
        made(ofHost(0, 2), 1, 1),
        made(ofHost(60, 1), 61, 1),
        made(ofHost(60, 2), 100, 0),
        made(ofHost(120, 1), 121, 1),
        { at: 150, collected: [ofHost(0, 2)] },
      ],
      of: [ofHost(0, 2)],
      before: { 0: recorded(ofHost(0, 1), ofHost(0, 2), ofHost(60, 1)) },
      by: 1,
      as: 'checkpoint-retired',
    },
  ],
]

const AWAY: Excused = {
  excuse: 'faint',
  hosts: 2,
  confirmAfterMs: THREE,
  answers: [
    asked(0, 70, ofHost(0, 1), ofHost(0, 2)),
    asked(1, 130, ofHost(0, 1), ofHost(60, 1)),
    asked(1, 135, ofHost(0, 1), ofHost(60, 1)),
    asked(1, 165, ofHost(0, 1), ofHost(60, 1)),
    asked(2, 190, ofHost(60, 1), ofHost(60, 2), ofHost(120, 1), ofHost(120, 2)),
  ],
  lost: [
    made(ofHost(0, 1), 1, 0),
    made(ofHost(0, 2), 1, 1),
    { at: 75, lost: [ofHost(0, 2)] },
    made(ofHost(60, 1), 80, 0),
    made(ofHost(60, 2), 170, 1),
    made(ofHost(120, 1), 171, 0),
    made(ofHost(120, 2), 172, 1),
    { at: 173, collected: [ofHost(0, 1)] },
  ],
  lawful: [
    made(ofHost(0, 1), 1, 0),
    made(ofHost(0, 2), 1, 1),
    made(ofHost(60, 1), 80, 0),
    made(ofHost(60, 2), 81, 1),
    made(ofHost(120, 1), 171, 0),
    made(ofHost(120, 2), 172, 1),
    { at: 173, collected: [ofHost(0, 1), ofHost(0, 2)] },
  ],
  lies: 3,
  of: [ofHost(0, 2)],
  before: { 0: recorded(ofHost(0, 1), ofHost(0, 2)), 1: recorded(ofHost(60, 1)) },
  by: 2,
  as: 'checkpoint-retired',
}
const EARLY: Excused = {
  excuse: 'early',
  confirmAfterMs: THREE,
  answers: [
    asked(0, 70, A, B),
    asked(1, 135, C, D),
    {
      run: 1,
      at: 136,
      feed: [
        { at: 30, status: 'Running', storageStatus: 'InUse', checkpoints: [A] },
        { at: 75, status: 'Running', storageStatus: 'InUse', checkpoints: [A] },
        { at: 132, status: 'Running', storageStatus: 'InUse', checkpoints: [C, D] },
      ],
    },
  ],
  lost: [
    made(A, 1),
    made(B, 61),
    { at: 72, lost: [B] },
    made(C, 121),
    made(D, 131),
    { at: 132, collected: [A] },
  ],
  lawful: [made(A, 1), made(B, 61), made(C, 121), made(D, 131), { at: 132, collected: [A, B] }],
  of: [B],
  before: { 0: recorded(A, B) },
  by: 1,
  as: 'checkpoint-retired',
}

const CLEARED_SINCE: Excused = {
  excuse: 'named-since',
  confirmAfterMs: THREE,
  answers: [
    stopped(0, 70, 60, A),
    asked(1, 125),
    asked(1, 130),
    asked(1, 160),
    asked(2, 185, E),
    {
      run: 2,
      at: 186,
      feed: [
        { at: 60, status: 'Stopped', storageStatus: 'InUse', checkpoints: [A] },
        { at: 100, status: 'Stopped', storageStatus: 'Cleared' },
      ],
    },
    asked(2, 190, E),
    asked(2, 220, E),
  ],
  lost: [made(A, 1), { at: 75, lost: [A] }, { at: 100, cleared: true }, made(E, 181)],
  lawful: [made(A, 1), { at: 100, cleared: true }, made(E, 181)],
  of: [A],
  before: { 0: recorded(A) },
  by: 2,
  as: 'checkpoint-cleared',
  cause: 'storage-cleared',
}
const STOPPING: Excused = {
  excuse: 'alone',
  confirmAfterMs: THREE,
  answers: [
    asked(0, 70, A, B),
    asked(1, 135),
    { run: 1, at: 140, list: { deploymentStatus: 'Stopping', storageStatus: 'InUse', checkpoints: [C, D] } },
    { run: 1, at: 141, refused: 'stopped' },
    stopped(2, 190, 142, C, D),
  ],
  lost: [made(A, 1), made(B, 61), { at: 100, lost: [A, B] }, made(C, 137), made(D, 138)],
  lawful: [made(A, 1), made(B, 61), made(C, 121), made(D, 131), { at: 132, collected: [A, B] }],
  lies: 1,
  of: [A, B],
  before: { 0: recorded(A, B) },
  by: 1,
  as: 'checkpoint-retired',
}

/** Nobody saw it any more, and it was given up a minute later. */
const GIVEN_UP: Excused = {
  excuse: 'untold',
  confirmAfterMs: THREE,
  answers: [
    running(0, 70, 0, A),
    asked(0, 71, A, B),
    stopped(1, 190, 150, A),
    stopped(1, 195, 150, A),
    stopped(1, 226, 150, A),
  ],
  lost: [made(A, 1), made(B, 70), { at: 140, lost: [B] }],
  lawful: [made(A, 1), made(B, 70)],
  of: [B],
  before: { 0: recorded(A, B) },
  by: 1,
  as: null,
}

const PULLED_BEHIND: Excused = {
  excuse: 'pulled',
  confirmAfterMs: THREE,
  answers: [
    running(0, 65, 0, A),
    asked(0, 66, A),
    running(1, 110, 0, A),
    asked(1, 111, A),
    asked(1, 148, C),
    running(2, 170, 140, C),
    asked(2, 171, C),
  ],
  lost: [made(A, 1), made(C, 121), { at: 130, lost: [A] }],
  lawful: [made(A, 1), { at: 125, cleared: true }, { at: 141, pulled: C }],
  of: [A],
  before: { 0: recorded(A), 1: recorded(C) },
  by: 2,
  as: 'checkpoint-retired',
  cause: 'pulled',
}

/** The list that named the start was had while the pipeline could not be asked, and not had when it could. */
const PULLED_UNLISTED: Excused = {
  excuse: 'pulled',
  confirmAfterMs: THREE,
  answers: [
    running(0, 130, 0, B, C),
    asked(0, 131, B, C),
    running(1, 190, 170, A),
    { run: 1, at: 191, refused: 'stopped' },
    asked(2, 250, A),
    asked(2, 255, A),
    asked(2, 285, A),
  ],
  lost: [made(A, 1), made(B, 61), made(C, 121), { at: 125, collected: [A] }, { at: 160, restored: [A] }],
  lawful: [
    made(A, 1),
    made(B, 61),
    made(C, 121),
    { at: 125, collected: [A] },
    { at: 160, cleared: true },
    { at: 171, pulled: A },
  ],
  of: [B, C],
  before: { 0: recorded(B, C) },
  by: 2,
  as: 'checkpoint-retired',
  cause: 'pulled',
}

// Begun at 150 by its host's clock, which is two minutes behind, or long before.
const BEHIND = checkpoint(30, { steps: u64('100') })
const OLDER = checkpoint(30)
const CLOCK: Excused = {
  excuse: 'clock',
  confirmAfterMs: THREE,
  answers: [asked(0, 70, A, B), asked(1, 200, BEHIND, E), asked(1, 205, BEHIND, E), asked(1, 236, BEHIND, E)],
  lost: [
    made(A, 1),
    made(BEHIND, 31),
    { at: 40, lost: [BEHIND] },
    made(B, 61),
    { at: 100, restored: [BEHIND] },
    made(E, 181),
  ],
  lawful: [made(A, 1), made(B, 61), made(BEHIND, 150), made(E, 181), { at: 182, collected: [A, B] }],
  of: [B],
  before: { 0: recorded(A, B) },
  by: 1,
  as: 'checkpoint-retired',
}

/** The source's list of between the looks shows A rotated; what it shows is gone as well, in one world by whoever may clear it. */
const ROTATED: Excused = {
  excuse: 'rotated',
  confirmAfterMs: THREE,
  answers: [asked(0, 70, A), running(1, 155, 0, C, D), asked(1, 156), asked(1, 161), asked(1, 191)],
  lost: [made(A, 1), { at: 100, lost: [A] }, made(C, 121), made(D, 131), { at: 150, lost: [C, D] }],
  lawful: [made(A, 1), made(C, 121), made(D, 131), { at: 132, collected: [A] }, { at: 150, cleared: true }],
  of: [A],
  before: { 0: recorded(A) },
  by: 1,
  as: 'checkpoint-retired',
}

/** Two with the same steps, begun at once: by two hosts, or by one that was stopped right behind the first. */
const [PAIR_A, PAIR_B] = [checkpoint(120), checkpoint(120.2, { steps: checkpoint(120).steps })]
const ONE_HOST: Excused = {
  excuse: 'one-host',
  hosts: 2,
  hostsAreTold: false,
  confirmAfterMs: THREE,
  answers: [
    asked(0, 130, A, PAIR_A, PAIR_B),
    ...[190, 195, 225].map((seconds) => asked(1, seconds, PAIR_A, PAIR_B)),
  ],
  lost: [made(A, 1), made(PAIR_A, 121), made(PAIR_B, 122, 1), { at: 140, lost: [A] }],
  lawful: [made(A, 1), made(PAIR_A, 121), made(PAIR_B, 122), { at: 140, collected: [A] }],
  of: [A],
  before: { 0: recorded(A, PAIR_A, PAIR_B) },
  by: 1,
  as: 'checkpoint-retired',
}

/** The same, where an older list is shown once more behind that one. */
const SHOWN_AGAIN: Excused = {
  ...ROTATED,
  answers: [
    asked(0, 70, A),
    running(1, 140, 0, C, D),
    { run: 1, at: 141, refused: 'stopped' },
    running(2, 155, 0, A),
    ...[156, 161, 191].map((seconds) => asked(2, seconds)),
  ],
  by: 2,
}

const ALL: readonly (readonly [string, Excused])[] = [
  ...EXCUSED,
  ['a single empty list, with one of a pipeline on its way to a stop behind it', STOPPING],
  ['what the list that a stop left never showed, whenever the stop was', GIVEN_UP],
  ['a pulled one that a look behind that start has shown before', PULLED_BEHIND],
  ['a pulled one, of a start that only an earlier run was named', PULLED_UNLISTED],
  ['what an old list shows rotated, whatever became of what that shows', ROTATED],
  ['what rotated on one host, where nobody told of more and nothing proves them', ONE_HOST],
  ['what a list soon behind one that shows it rotated shows once more', SHOWN_AGAIN],
  ['what counts more steps than it, and was made before it or by a clock that is behind', CLOCK],
  ['several hosts, of which one may have been away', AWAY],
  ['storage that was lost, and cleared before anybody looked again', CLEARED_SINCE],
  ['what the feed noted so soon behind a look that it may be older', EARLY],
]

describe('what the judge excuses', () => {
  it.each(ALL)('%s: two worlds give the same answers, and only one of them has lost it', (_, excuse) => {
    expect(isLawful(excuse.lawful)).toBe(true)
    expect(untrueIn(excuse.lost, excuse)).toBe(0)
    expect(untrueIn(excuse.lawful, excuse)).toBe(excuse.lies ?? 0)
  })

  it.each(ALL)('%s: untold, it is not missed where it was lost', (_, excuse) => {
    const { as, cause } = excuse
    const instead =
      as === null ? [] : excuse.of.map((one) => told(as, one, cause === undefined ? {} : { cause }))
    const { missed, unknowable } = judge(
      lifeIn(excuse.lost, excuse, { ...excuse.before, [excuse.by]: instead }),
    )
    expect({ missed, unknowable }).toEqual({ missed: 0, unknowable: excuse.of.length })
  })

  it.each(ALL)('%s: it is owed by a judge without that excuse', (_, excuse) => {
    const others = new Set(EXCUSES.filter((one) => one !== excuse.excuse))
    expect(judge(lifeIn(excuse.lost, excuse, excuse.before), others).missed).toBe(excuse.of.length)
  })

  it.each(ALL)(
    '%s: told as lost, it is a false alarm in the other world, or one that nobody named',
    (_, excuse) => {
      const missing = excuse.of.map((one) => told('checkpoint-missing', one))
      const verdict = judge(lifeIn(excuse.lawful, excuse, { ...excuse.before, [excuse.by]: missing }))
      expect(verdict.falseAlarms + verdict.unnamed).toBe(excuse.of.length)
    },
  )
})

/** Close to what is excused, and no world without the loss gives these answers. */
const OWED: readonly (readonly [
  string,
  Pick<Excused, 'hosts' | 'confirmAfterMs' | 'answers' | 'lost' | 'of' | 'before'>,
])[] = [
  [
    'two empty lists',
    {
      confirmAfterMs: THREE,
      answers: [asked(0, 70, A, B), asked(1, 135), asked(1, 140), asked(1, 170, C, D)],
      lost: [made(A, 1), made(B, 61), { at: 100, lost: [A, B] }, made(C, 150), made(D, 160)],
      of: [A, B],
      before: { 0: recorded(A, B) },
    },
  ],
  [
    'a last answer with one newer, whatever the next run shows',
    {
      confirmAfterMs: THREE,
      answers: [asked(0, 70, A), asked(1, 130, A), asked(1, 135, A), asked(1, 165, C), asked(2, 190, C, E)],
      lost: [made(A, 1), made(C, 150), { at: 155, lost: [A] }, made(E, 181)],
      of: [A],
      before: { 0: recorded(A), 1: recorded(C) },
    },
  ],
  [
    'what the list had the time to show: the pipeline was seen to run 20 s later',
    {
      confirmAfterMs: THREE,
      answers: [
        running(0, 70, 0, A),
        asked(0, 71, A, B),
        asked(1, 95, A, B),
        stopped(2, 190, 150, A),
        stopped(2, 195, 150, A),
        stopped(2, 226, 150, A),
      ],
      lost: [made(A, 1), made(B, 70), { at: 140, lost: [B] }],
      of: [B],
      before: { 0: recorded(A, B) },
    },
  ],
  [
    'what an old list shows with one newer, whatever became of that',
    {
      confirmAfterMs: THREE,
      answers: [asked(0, 70, A), running(1, 155, 0, C), asked(1, 156), asked(1, 161), asked(1, 191)],
      lost: [made(A, 1), { at: 100, lost: [A] }, made(C, 121), { at: 150, lost: [C] }],
      of: [A],
      before: { 0: recorded(A) },
    },
  ],
  [
    'what is older and counts fewer steps, though it was never shown before',
    {
      confirmAfterMs: THREE,
      answers: [
        asked(0, 70, A, B),
        asked(1, 200, OLDER, E),
        asked(1, 205, OLDER, E),
        asked(1, 236, OLDER, E),
      ],
      lost: [
        made(A, 1),
        made(OLDER, 31),
        { at: 40, lost: [OLDER] },
        made(B, 61),
        { at: 100, restored: [OLDER] },
        made(E, 181),
      ],
      of: [B],
      before: { 0: recorded(A, B) },
    },
  ],
  [
    'what the list had shown before the stop',
    {
      confirmAfterMs: THREE,
      answers: [
        running(0, 70, 0, A, B),
        asked(0, 71, A, B),
        stopped(1, 130, 80, A),
        stopped(1, 135, 80, A),
        stopped(1, 166, 80, A),
      ],
      lost: [made(A, 1), made(B, 61), { at: 75, lost: [B] }],
      of: [B],
      before: { 0: recorded(A, B) },
    },
  ],
  [
    'what is gone from more hosts than can have had two later ones',
    {
      hosts: 2,
      confirmAfterMs: THREE,
      answers: [
        asked(0, 70, ofHost(0, 1), ofHost(0, 2)),
        asked(1, 190, ofHost(0, 1), ofHost(60, 1), ofHost(60, 2)),
        asked(1, 195, ofHost(0, 1), ofHost(60, 1), ofHost(60, 2)),
        asked(1, 225, ofHost(0, 1), ofHost(60, 1), ofHost(60, 2)),
      ],
      lost: [
        made(ofHost(0, 1), 1, 0),
        made(ofHost(0, 2), 1, 1),
        made(ofHost(60, 1), 80, 0),
        made(ofHost(60, 2), 80, 1),
        { at: 150, lost: [ofHost(0, 2)] },
      ],
      of: [ofHost(0, 2)],
      before: { 0: recorded(ofHost(0, 1), ofHost(0, 2)) },
    },
  ],
]

describe('a cause that looks like another', () => {
  const { lost, before } = PULLED_UNLISTED
  const byTwo: Scene = {
    confirmAfterMs: [],
    contested: [1],
    answers: [
      running(0, 130, 0, B, C),
      asked(0, 131, B, C),
      stopped(1, 165, 161, B, C),
      running(1, 175, 170, A),
      asked(1, 176, A),
    ],
  }
  const pulled = (of: CheckpointMetadata) => told('checkpoint-retired', of, { cause: 'pulled' })

  it('is one where the second of two recorders has begun behind that start', () => {
    const verdict = judge(lifeIn(lost, byTwo, { ...before, 1: [pulled(B), pulled(C)] }))
    expect(verdict).toMatchObject({ alike: 2, problems: [] })
  })

  it('is none where one recorder saw the stopped one first, and goes by that', () => {
    const verdict = judge(lifeIn(lost, { ...byTwo, contested: [] }, { ...before, 1: [pulled(B), pulled(C)] }))
    expect(verdict.alike).toBe(0)
  })

  it('is one though a later feed tells that it was listed behind that start', () => {
    const feed: Answer = { run: 2, at: 240, feed: [{ at: 171, status: 'Provisioning', checkpoints: [B, C] }] }
    const scene = { ...byTwo, answers: [...byTwo.answers, asked(2, 239, A), feed] }
    expect(judge(lifeIn(lost, scene, { ...before, 1: [pulled(B), pulled(C)] })).alike).toBe(2)
  })

  it('is none where what is gone was listed behind that start', () => {
    const answers = [...byTwo.answers.slice(0, 2), running(1, 190, 150, B, C), asked(1, 191, A)]
    const verdict = judge(lifeIn(lost, { ...byTwo, answers }, { ...before, 1: [pulled(B), pulled(C)] }))
    expect(verdict.alike).toBe(0)
  })
})

describe('a list that was had for others', () => {
  const lost = [made(A, 1), made(C, 137), { at: 140, lost: [A] }, { at: 180, cleared: true }] as const
  const before = {
    0: recorded(A),
    1: recorded(C),
    3: [told('checkpoint-cleared', A), told('checkpoint-cleared', C)],
  }
  const cleared: Answer = { run: 3, at: 230, list: { deploymentStatus: 'Stopped', storageStatus: 'Cleared' } }
  const scene = (...look: readonly Answer[]): Scene => ({
    confirmAfterMs: [5_000],
    answers: [
      running(0, 70, 0, A),
      asked(0, 71, A),
      running(1, 134, 0, A),
      asked(1, 135, A),
      asked(1, 145, C),
      running(2, 170, 0, C),
      ...look,
      cleared,
    ],
  })

  it('shows nothing of what had answered its only look with no list', () => {
    const unanswered = scene({ run: 2, at: 171, refused: 'stopped' }, stopped(2, 176, 172, C))
    expect(judge(lifeIn(lost, unanswered, before)).missed).toBe(0)
  })

  it('shows nothing behind what a stop had left, where that had all', () => {
    const provisioned = (...checkpoints: CheckpointMetadata[]): Answer => ({
      run: 2,
      at: 170,
      list: {
        deploymentStatus: 'Provisioning',
        storageStatus: 'InUse',
        deploymentId: timedUuid(169),
        checkpoints,
      },
    })
    const missedIn = (...checkpoints: CheckpointMetadata[]) => {
      const answers = [
        asked(0, 70, A, C),
        provisioned(...checkpoints),
        { run: 2, at: 171, refused: 'stopped' } as const,
        stopped(2, 190, 180, C),
        stopped(3, 230, 180, C),
        { ...cleared, run: 4, at: 260 },
      ]
      const gone = [made(A, 1), made(C, 61), { at: 180, lost: [A] }, { at: 250, cleared: true }] as const
      const told = { 0: recorded(A, C), 4: before[3] }
      return judge(lifeIn(gone, { confirmAfterMs: [5_000], answers }, told)).missed
    }
    expect([missedIn(A, C), missedIn(C)]).toEqual([0, 1])
  })

  it('shows nothing behind an answer that had all, as it was recorded', () => {
    const missedIn = (...answered: CheckpointMetadata[]) => {
      const answers = [
        asked(0, 70, A, C),
        running(1, 170, 0, A, C),
        asked(1, 171, ...answered),
        stopped(1, 190, 180, C),
        stopped(2, 230, 180, C),
        { ...cleared, run: 3, at: 260 },
      ]
      const gone = [made(A, 1), made(C, 61), { at: 175, lost: [A] }, { at: 250, cleared: true }] as const
      const told = { 0: recorded(A, C), 3: before[3] }
      return judge(lifeIn(gone, { confirmAfterMs: [5_000], answers }, told)).missed
    }
    // An answer that shows it otherwise is confirmed by what was asked next.
    expect([missedIn(A, C), missedIn({ ...A, fingerprint: u64('7') }, C)]).toEqual([0, 1])
  })

  it('is not needed where it had answered: what is gone from that is owed', () => {
    expect(judge(lifeIn(lost, scene(asked(2, 171, C)), before)).missed).toBe(1)
  })
})

describe('what a stop left behind the answer that lacked it', () => {
  const left = (...checkpoints: CheckpointMetadata[]): readonly Answer[] => [
    {
      run: 1,
      at: 141,
      list: { deploymentStatus: 'Stopping', storageStatus: 'InUse', deploymentId: timedUuid(0), checkpoints },
    },
    { run: 1, at: 142, refused: 'stopped' },
  ]
  const missedIn = (behind: readonly Answer[]) => {
    const answers = [running(0, 70, 0, A), asked(0, 71, A), asked(1, 135, C), ...behind, asked(2, 200, D, E)]
    const lost = [
      made(A, 1),
      { at: 100, lost: [A] },
      made(C, 121),
      { at: 138, restored: [] },
      made(D, 139),
      made(E, 181),
    ]
    return judge(lifeIn(lost, { confirmAfterMs: [5_000], answers }, { 0: recorded(A), 1: recorded(C) }))
      .missed
  }

  it('makes two that lacked it: what is named only then explains nothing', () => {
    const answers = (...behind: readonly Answer[]): readonly Answer[] => [
      running(0, 70, 0, A),
      asked(0, 71, A),
      asked(1, 135, C),
      ...behind,
      { run: 2, at: 210, list: { deploymentStatus: 'Stopped', storageStatus: 'Cleared' } },
    ]
    const world = [made(A, 1), { at: 100, cleared: true }, made(C, 121), { at: 200, cleared: true }] as const
    const telling = { 0: recorded(A), 1: recorded(C), 2: [told('checkpoint-missing', A)] }
    const alarmsIn = (...behind: readonly Answer[]) => {
      const { unnamed, falseAlarms } = judge(
        lifeIn(world, { confirmAfterMs: [5_000], answers: answers(...behind) }, telling),
      )
      return { unnamed, falseAlarms }
    }
    expect(alarmsIn(...left(C))).toEqual({ unnamed: 1, falseAlarms: 0 })
    expect(alarmsIn()).toEqual({ unnamed: 0, falseAlarms: 1 })
  })

  it('is back, and judged anew by what the next run lacks', () => {
    expect(missedIn(left(A, D))).toBe(missedIn(left(D)) - 1)
  })
})

describe('what the only answer to lack it had lacked', () => {
  const world = [
    made(A, 1),
    made(C, 61),
    { at: 112, lost: [A] },
    made(B, 119),
    made(E, 181),
    { at: 182, collected: [C] },
  ] as const
  const missedIn = (...again: CheckpointMetadata[]) => {
    const answers = [asked(0, 70, A, C), asked(1, 110, A, C), asked(1, 115, C)]
    const contested = [asked(2, 121, C, B), asked(2, 126, ...again)]
    const scene = {
      confirmAfterMs: [5_000],
      contested: [2],
      answers: [...answers, ...contested, asked(3, 190, B, E)],
    }
    return judge(lifeIn(world, scene, { 0: recorded(A, C), 2: recorded(B), 3: recorded(E) })).missed
  }

  it('is judged anew where one of two recorders was shown it again', () => {
    expect([missedIn(A, C), missedIn(C, B)]).toEqual([0, 1])
  })
})

describe('hosts that nobody told of', () => {
  const atOnce = (seconds: number, hosts: number): readonly CheckpointMetadata[] =>
    Array.from({ length: hosts }, (_, host) =>
      checkpoint(seconds + host / 5, { steps: checkpoint(seconds).steps }),
    )
  const missedIn = (first: readonly CheckpointMetadata[], hosts: number, hostsAreTold = false) => {
    const later = atOnce(120, hosts)
    const world = [
      ...first.map((one, i) => made(one, 61, i % hosts)),
      { at: 100, lost: first },
      ...later.map((one, host) => made(one, 121, host)),
    ]
    const answers = [asked(0, 70, ...first), ...[190, 195, 225].map((seconds) => asked(1, seconds, ...later))]
    const scene = { confirmAfterMs: THREE, hosts, hostsAreTold, answers }
    return judge(lifeIn(world, scene, { 0: recorded(...first) })).missed
  }

  it('are proven by three that were begun at once, or by two pairs in one list', () => {
    expect(missedIn(atOnce(60, 2), 2)).toBe(0)
    expect(missedIn(atOnce(60, 3), 3)).toBe(3)
    expect(missedIn([...atOnce(30, 2), ...atOnce(60, 2)], 2)).toBe(4)
  })

  it('are no question where it had not rotated on one', () => {
    const world = [made(A, 1), { at: 100, lost: [A] }, made(C, 121, 1)] as const
    const answers = [asked(0, 70, A), ...[190, 195, 225].map((at) => asked(1, at, C)), asked(2, 250, C)]
    const scene = { confirmAfterMs: THREE, hosts: 2, hostsAreTold: false, answers }
    expect(judge(lifeIn(world, scene, { 0: recorded(A), 1: recorded(C) })).missed).toBe(1)
  })

  it('are no question where the policy says how many', () => {
    expect(missedIn(atOnce(60, 2), 2, true)).toBe(2)
  })
})

describe('what the judge does not excuse', () => {
  it.each(OWED)('%s', (_, scene) => {
    expect(untrueIn(scene.lost, scene)).toBe(0)
    const { owed, missed } = judge(lifeIn(scene.lost, scene, scene.before))
    expect({ owed, missed }).toEqual({ owed: scene.of.length, missed: scene.of.length })
  })
})
