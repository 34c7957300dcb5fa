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
