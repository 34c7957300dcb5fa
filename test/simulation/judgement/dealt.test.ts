import { describe, expect, it } from 'vitest'
import type { Uuid } from '../../../lambdas/domain/checkpoint.ts'
import { type Life, live } from '../life.ts'
import { isDealtOtherwise, sightsAround } from './dealt.ts'

/** Losses on several hosts that two answers lacked, and that nobody was told of. */
function untoldIn(life: Life): readonly (readonly [name: string, uuid: Uuid])[] {
  return life.names.flatMap((ledger) => {
    const name = ledger.slice('prod/'.length)
    const hosts = life.settings.pipelines.find((one) => name.startsWith(one.name))?.hosts ?? 1
    const events = life.entries(ledger).flatMap(({ entry }) => entry.events)
    const told = new Set(events.flatMap(({ kind, uuid }) => (kind === 'checkpoint-missing' ? [uuid] : [])))
    const recorded = new Set(
      events.flatMap(({ kind, uuid }) => (kind === 'checkpoint-recorded' ? [uuid] : [])),
    )
    const lost = life.world.deeds.filter(({ kind, whose }) => kind === 'lost' && name.startsWith(whose))
    return lost.flatMap(({ uuids, atMs }) =>
      uuids.flatMap((uuid): readonly (readonly [string, Uuid])[] => {
        const sights = sightsAround(life, name, uuid)
        const place = sights.findLastIndex(({ list }) => list.some((one) => one.uuid === uuid))
        const isLackedTwice = place !== -1 && place + 2 < sights.length && (sights[place]?.atMs ?? 0) < atMs
        return hosts > 1 && isLackedTwice && recorded.has(uuid) && !told.has(uuid) ? [[name, uuid]] : []
      }),
    )
  })
}

describe('a loss on one of several hosts that nobody was told of', () => {
  it('has rotated in a second world that gives all the same answers', async () => {
    let dealt = 0
    for (const seed of [330_068, 330_113, 330_123, 330_162, 330_165, 330_177, 330_220]) {
      const life = await live(seed)
      for (const [name, uuid] of untoldIn(life)) {
        expect(isDealtOtherwise(life, name, uuid), `${seed} ${uuid}`).toBe(true)
        dealt += 1
      }
    }
    expect(dealt).toBeGreaterThan(8)
  })

  it('has not where the feed shows it: that was read when the record had it as retired (README, Limits)', async () => {
    for (const seed of [330_023, 330_089, 330_229]) {
      const life = await live(seed)
      const untold = untoldIn(life)
      expect(untold.map(([name, uuid]) => isDealtOtherwise(life, name, uuid))).toEqual(
        untold.map(() => false),
      )
      expect(untold).toHaveLength(1)
    }
  })
})
