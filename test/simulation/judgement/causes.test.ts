import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../../../lambdas/domain/event.ts'
import { fieldsOf } from '../../../lambdas/domain/event-data.ts'
import { at, checkpoint } from '../../support/listings.ts'
import { causesOf } from './causes.ts'
import { type Happening, lifeIn, recorded, type Scene, told, untrueIn } from './two-worlds.ts'

const [A, B] = [checkpoint(0), checkpoint(60)] as const

const MADE: readonly Happening[] = [
  { at: 1, made: A },
  { at: 61, made: B },
]
/** B is pulled again behind the clearing, and shown, before the feed tells of it. */
const SCENE: Scene = {
  confirmAfterMs: [],
  answers: [
    { run: 0, at: 70, checkpoints: [A, B] },
    { run: 1, at: 150, checkpoints: [B] },
    { run: 2, at: 190, checkpoints: [B] },
  ],
}
const reappeared: LedgerEvent = {
  kind: 'checkpoint-reappeared',
  severity: 'info',
  uuid: B.uuid,
  data: { ...fieldsOf(B), was: 'cleared', ended_at: at(190), first_seen_at: at(70), recorded_seq: '1' },
}
const cleared = told('checkpoint-cleared', B, { cause: 'storage-cleared', via: 'events' })

describe('a clearing that the feed tells late', () => {
  const CLEARED: readonly Happening[] = [...MADE, { at: 100, cleared: true }, { at: 130, pulled: B }]
  const wrongIn = (world: readonly Happening[], events: readonly LedgerEvent[]) =>
    causesOf(lifeIn(world, SCENE, { 0: recorded(A, B), 2: events })).wrong

  it('ended what has been shown since, where it is told to be back', () => {
    expect(untrueIn(CLEARED, SCENE)).toBe(0)
    expect(wrongIn(CLEARED, [cleared, reappeared])).toEqual([])
  })

  it('ended nothing that is not told to be back', () => {
    expect(wrongIn(CLEARED, [cleared])).toHaveLength(1)
  })

  it('is wrong where there was none', () => {
    const lost: readonly Happening[] = [...MADE, { at: 100, lost: [A] }]
    expect(untrueIn(lost, SCENE)).toBe(0)
    expect(wrongIn(lost, [cleared, reappeared])).toHaveLength(1)
  })

  it('is wrong where it was before anything showed what it is told to have ended', () => {
    const before: readonly Happening[] = [
      { at: 1, made: A },
      { at: 10, cleared: true },
      { at: 20, pulled: A },
      { at: 61, made: B },
      { at: 100, lost: [A] },
    ]
    expect(wrongIn(before, [cleared, reappeared])).toHaveLength(1)
  })
})

describe('what only an old list has shown, cleared before the list named it', () => {
  const C = checkpoint(120)
  const world: readonly Happening[] = [
    ...MADE,
    { at: 121, made: C },
    { at: 130, collected: [A] },
    { at: 160, cleared: true },
    { at: 205, cleared: true },
  ]
  const wrongIn = (...looks: readonly number[]) =>
    causesOf(
      lifeIn(
        world,
        {
          confirmAfterMs: [5_000],
          answers: [
            { run: 0, at: 65, checkpoints: [A, B] },
            { run: 0, at: 70, checkpoints: [A, B] },
            // A is there no more: the list is of two moments, and not true.
            {
              run: 1,
              at: 150,
              list: { deploymentStatus: 'Stopped', storageStatus: 'InUse', checkpoints: [A, B, C] },
            },
            ...looks.map((seconds) => ({ run: 2, at: seconds, checkpoints: [] })),
            { run: 3, at: 210, list: { deploymentStatus: 'Stopped', storageStatus: 'Cleared' } },
          ],
        },
        {
          0: recorded(A, B),
          1: recorded(C),
          3: [told('checkpoint-retired', A), told('checkpoint-missing', B), told('checkpoint-missing', C)],
        },
      ),
    ).wrong

  it('was shown to be gone by two answers', () => {
    expect(wrongIn(191, 196).filter((line) => line.includes('missing'))).toEqual([])
  })

  it('was not by one', () => {
    expect(wrongIn(191).filter((line) => line.includes('missing'))).toHaveLength(2)
  })
})
