import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../../lambdas/domain/instant.ts'
import type { Overview } from '../../../lambdas/domain/overview.ts'
import { covers, type Share } from '../../../lambdas/domain/share.ts'
import type { Configuration } from '../../../lambdas/recorder/configuration/configuration.ts'
import { planEvenly, planShards, type ShardPlan } from '../../../lambdas/recorder/sharding/plan.ts'
import { configuration } from '../../support/recording.ts'

type Sizes = { readonly [source: string]: number }

function watching(sizes: Sizes): Configuration {
  const [one] = configuration([]).sources
  if (one === undefined) throw new Error('no source')
  const sources = Object.entries(sizes).map(([name, size]) => ({ ...one, name, pipelines: namesOf(size) }))
  return { ...configuration([]), sources }
}

function namesOf(size: number): readonly string[] {
  return Array.from({ length: size }, (_, i) => `pipeline-${i}`)
}

/** What the shards leave behind when they have done as planned. */
function overviewsOf(plans: readonly ShardPlan[]): readonly Overview[] {
  return plans.map(({ shard, shares }) => ({
    shard,
    finishedAt: instant(0),
    rows: [],
    matched: {},
    configuration: null,
    ...(shares === null ? {} : { shares }),
  }))
}

function sharesOf(plans: readonly ShardPlan[]): readonly Share[] {
  return plans.flatMap(({ shares }) => shares ?? [])
}

const anySizes = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.nat(4_500), { maxKeys: 12 })

describe('planning shards', () => {
  it('needs none but the first while one invocation can poll everything', () => {
    expect(planShards(watching({ prod: 1_200, test: 800 }), [])).toEqual([{ shard: '0', shares: null }])
  })

  it('counts what patterns matched last', () => {
    const patterned = { ...watching({ prod: 0 }) }
    const [prod] = patterned.sources
    if (prod === undefined) throw new Error('no source')
    const sources = [{ ...prod, pipelines: ['*'] }]
    const [known] = overviewsOf([{ shard: '0', shares: null }])
    if (known === undefined) throw new Error('no overview')
    const overviews = [{ ...known, matched: { prod: namesOf(2_001) } }]
    expect(planShards({ ...patterned, sources }, overviews)).toHaveLength(2)
  })

  it('gives every pipeline to exactly one shard, and no shard more than one invocation can poll', () => {
    fc.assert(
      fc.property(anySizes, (sizes) => {
        const watched = watching(sizes)
        const plans = planShards(watched, [])
        const loads = new Map<string, number>()
        for (const { name, pipelines } of watched.sources) {
          for (const pipeline of pipelines) {
            const its = plans.filter(({ shares }) => covers(shares, name, pipeline))
            if (its.length !== 1) throw new Error(`${name}/${pipeline}: ${its.length} shards`)
            const shard = its[0]?.shard ?? ''
            loads.set(shard, (loads.get(shard) ?? 0) + 1)
          }
        }
        // Names are divided by their hash: a part may be a little larger than its share.
        for (const load of loads.values()) expect(load).toBeLessThanOrEqual(2_000 * 1.1)
      }),
      { numRuns: 8 },
    )
  })

  it('leaves everything where it is while it fits, whatever grows a little', () => {
    fc.assert(
      fc.property(anySizes, fc.integer({ min: 0, max: 20 }), (sizes, more) => {
        const plans = planShards(watching(sizes), [])
        fc.pre(plans[0]?.shares !== null)
        const grown = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, size + more]))
        const again = planShards(watching(grown), overviewsOf(plans))
        const moved = sharesOf(plans).filter((share) => {
          const [before] = plans.filter(({ shares }) => shares?.includes(share))
          return !again.some(
            ({ shard, shares }) =>
              shard === before?.shard &&
              shares?.some((other) => JSON.stringify(other) === JSON.stringify(share)),
          )
        })
        expect(moved).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('divides a source that outgrows its parts, and does not join them again at once', () => {
    const before = planShards(watching({ prod: 3_000 }), [])
    expect(sharesOf(before)).toHaveLength(2)
    const grown = planShards(watching({ prod: 4_100 }), overviewsOf(before))
    expect(sharesOf(grown)).toHaveLength(3)
    expect(sharesOf(planShards(watching({ prod: 2_900 }), overviewsOf(grown)))).toHaveLength(3)
    expect(sharesOf(planShards(watching({ prod: 2_100 }), overviewsOf(before)))).toHaveLength(2)
  })

  it('divides every source evenly where somebody says in how many', () => {
    const watched = watching({ prod: 100, test: 50 })
    const plans = planEvenly(watched, 3)
    expect(plans.map(({ shard }) => shard)).toEqual(['0', '1', '2'])
    for (const { name, pipelines } of watched.sources)
      for (const pipeline of pipelines)
        expect(plans.filter(({ shares }) => covers(shares, name, pipeline))).toHaveLength(1)
    expect(planEvenly(watched, 1)).toEqual([{ shard: '0', shares: null }])
  })
})
