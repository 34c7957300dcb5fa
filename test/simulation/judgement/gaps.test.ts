import { describe, expect, it } from 'vitest'
import type { Listing } from '../../../lambdas/domain/comparing/finding.ts'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { at, checkpoint } from '../../support/listings.ts'
import { wrongGapsOf } from './gaps.ts'
import { type Happening, lifeIn, recorded, type Scene, type Telling, told, untrueIn } from './two-worlds.ts'

const [A, B, X, C, D] = [
  checkpoint(0),
  checkpoint(60),
  checkpoint(90),
  checkpoint(120),
  checkpoint(180),
] as const

const gap = (from: number, to: number): LedgerEvent => ({
  kind: 'coverage-gap',
  severity: 'silent',
  data: { from: at(from), to: at(to), seconds: String(to - from), holes: '1', feed: 'unsupported' },
})

/** A and B are lost, which is held back for a run; C is recorded at once. The looks end a second after their answers. */
const SCENE: Scene = {
  confirmAfterMs: [],
  answers: [
    { run: 0, at: 70, checkpoints: [A, B] },
    { run: 1, at: 130, checkpoints: [C] },
    { run: 2, at: 190, checkpoints: [C, D] },
  ],
}
const UNSEEN: readonly Happening[] = [
  { at: 1, made: A },
  { at: 61, made: B },
  { at: 91, made: X },
  { at: 100, lost: [A, B, X] },
  { at: 121, made: C },
  { at: 181, made: D },
]
const NOTHING_UNSEEN: readonly Happening[] = [
  { at: 1, made: A },
  { at: 61, made: B },
  { at: 100, lost: [A, B] },
  { at: 121, made: C },
  { at: 181, made: D },
]

describe('a gap that was told', () => {
  const telling = (its: LedgerEvent) => ({
    0: recorded(A, B),
    1: recorded(C),
    2: [...recorded(D), told('checkpoint-missing', A), told('checkpoint-missing', B), its],
  })

  it('is one where what was recorded since is all that the lists share: something may have come and gone', () => {
    for (const world of [UNSEEN, NOTHING_UNSEEN]) {
      expect(untrueIn(world, SCENE)).toBe(0)
      expect(wrongGapsOf(lifeIn(world, SCENE, telling(gap(71, 130))))).toEqual([])
    }
  })

  it('is none between lists that share a checkpoint', () => {
    expect(wrongGapsOf(lifeIn(UNSEEN, SCENE, telling(gap(131, 190))))).toHaveLength(1)
  })

  describe('by a list of a later look in that run', () => {
    const running = (seconds: number) => ({
      run: 1,
      at: seconds,
      list: { deploymentStatus: 'Running', storageStatus: 'InUse' },
    })
    const stopped = { deploymentStatus: 'Stopped', storageStatus: 'InUse', checkpoints: [B, C] }
    const before = (own: Listing): Scene['answers'] => [
      { run: 0, at: 70, checkpoints: [A, B] },
      running(119),
      { run: 1, at: 120, checkpoints: own },
      { run: 1, at: 125, list: stopped },
    ]
    const after: Scene['answers'] = [{ run: 2, at: 190, checkpoints: [C, D] }]
    const its = [...recorded(C, D), gap(121, 190)]
    const wrongIn = (answers: Scene['answers'], telling: Telling = { 0: recorded(A, B), 2: its }) =>
      wrongGapsOf(lifeIn(NOTHING_UNSEEN, { confirmAfterMs: [5_000], answers }, telling))

    it('is none where that look was to confirm what its first answer raised', () => {
      expect(wrongIn([...before([B]), ...after])).toHaveLength(1)
    })

    it('is one where the list was asked for others: its first answer raised nothing', () => {
      expect(wrongIn([...before([A, B]), ...after])).toEqual([])
    })

    it('is one where the list was asked for others: its entry was sealed by then', () => {
      const sealedAt = (seconds: number) => {
        const life = lifeIn(
          NOTHING_UNSEEN,
          { confirmAfterMs: [5_000], answers: [...before([B]), ...after] },
          { 0: recorded(A, B), 1: [told('checkpoint-retired', A)], 2: its },
        )
        const entries = life
          .entries('prod/p0')
          .map((one, i) => (i === 1 ? { ...one, entry: { ...one.entry, at: at(seconds) } } : one))
        return { ...life, entries: () => entries }
      }
      expect(wrongGapsOf(sealedAt(121))).toEqual([])
      expect(wrongGapsOf(sealedAt(126))).toHaveLength(1)
    })

    it('is one where what a stop left is older than the look before it', () => {
      const X2 = checkpoint(30)
      const answers: Scene['answers'] = [
        { run: 0, at: 70, checkpoints: [X2, B] },
        { run: 1, at: 130, list: { ...stopped, checkpoints: [A, X2] } },
        { run: 2, at: 190, checkpoints: [A, D] },
      ]
      const world: readonly Happening[] = [
        { at: 1, made: A },
        { at: 31, made: X2 },
        { at: 61, made: B },
        { at: 62, collected: [A] },
        { at: 100, restored: [A] },
        { at: 181, made: D },
      ]
      const telling = { 0: recorded(X2, B), 2: [...recorded(D), gap(70, 190)] }
      expect(wrongGapsOf(lifeIn(world, { confirmAfterMs: [], answers }, telling))).toEqual([])
    })

    it('is one where what the feed noted right behind a look is older than that', () => {
      const X2 = checkpoint(30)
      const wrongAt = (seconds: number) => {
        const answers: Scene['answers'] = [
          { run: 0, at: 70, checkpoints: [X2, B] },
          { run: 1, at: 190, checkpoints: [A, D] },
          { run: 1, at: 191, feed: [{ at: seconds, status: 'Running', checkpoints: [A, X2] }] },
        ]
        const world: readonly Happening[] = [
          { at: 1, made: A },
          { at: 31, made: X2 },
          { at: 61, made: B },
          { at: 72, restored: [A, X2] },
          { at: 181, made: D },
          { at: 182, lost: [X2] },
        ]
        const telling = { 0: recorded(X2, B), 1: [...recorded(D), gap(70, 190)] }
        return wrongGapsOf(lifeIn(world, { confirmAfterMs: [], answers }, telling)).length
      }
      expect([wrongAt(89), wrongAt(91)]).toEqual([0, 1])
    })

    it('is one where it ends in cleared storage, and the list was asked for others', () => {
      const cleared: Scene['answers'][number] = {
        run: 1,
        at: 119,
        list: { deploymentStatus: 'Stopped', storageStatus: 'Cleared' },
      }
      const scene: Scene['answers'] = [
        { run: 0, at: 70, checkpoints: [A, B] },
        { run: 0, at: 75, list: { ...stopped, checkpoints: [A, B] } },
        cleared,
        { run: 1, at: 125, list: { ...stopped, checkpoints: [C] } },
      ]
      const world: readonly Happening[] = [
        { at: 1, made: A },
        { at: 61, made: B },
        { at: 100, cleared: true },
        { at: 121, made: C },
      ]
      const telling = {
        0: recorded(A, B),
        1: [told('checkpoint-cleared', A), told('checkpoint-cleared', B), gap(70, 119)],
      }
      const { entries, ...life } = lifeIn(world, { confirmAfterMs: [5_000], answers: scene }, telling)
      const sealed = entries('prod/p0').map((one, i) =>
        i === 1 ? { ...one, entry: { ...one.entry, at: at(120) } } : one,
      )
      expect(wrongGapsOf({ ...life, entries: () => sealed })).toEqual([])
    })

    it('is one where another list behind it shows it running, and nobody asked it', () => {
      expect(wrongIn([...before([B]), running(150), ...after])).toEqual([])
    })
  })
})
