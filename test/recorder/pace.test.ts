import { expect, it } from 'vitest'
import { isTooSlow } from '../../lambdas/domain/pace.ts'
import { checkpoint } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'

it.each([
  [60_000, 60, false],
  [119_999, 60, false],
  [120_000, 60, true],
  [300_000, 60, true],
  [300_000, null, false],
  [null, 60, false],
  // Two of one moment say nothing of an interval.
  [300_000, 0, false],
])(
  'with a run every %s ms and a checkpoint every %s s some come and go unseen: %s',
  (everyMs, seconds, slow) => {
    expect(isTooSlow(everyMs, seconds)).toBe(slow)
  },
)

it('of pipelines that are looked at too seldom those are counted together that lose alike', async () => {
  const world = recording(configuration(['orders', 'fed']))
  for (const name of ['orders', 'fed']) world.script(name, [checkpoint(0), checkpoint(60)])
  world.feed('fed')
  await world.run({ everyMs: 300_000 })
  const said = world.lines.filter(({ name }) => name === 'schedule-too-slow')
  expect(said).toMatchObject([{ pipeline: 'prod/orders', feed: false, pipelines: 1 }])
})

it('a schedule that cannot see everything is said by the first run, and stands in its entry', async () => {
  const world = recording(configuration(['orders', 'slow']))
  world.script('orders', [checkpoint(0), checkpoint(60)])
  world.script('slow', [checkpoint(0), checkpoint(3_600)])
  await world.run({ everyMs: 300_000 })
  expect(world.lines).toContainEqual({
    name: 'schedule-too-slow',
    pipeline: 'prod/orders',
    checkpointSeconds: 60,
    feed: false,
    pipelines: 1,
  })
  const head = await world.ledger.head('recorder/0')
  expect(head?.entry.events[0]?.data['schedule_too_slow']).toEqual([
    { pipeline: 'prod/orders', checkpoint_seconds: '60', feed: false },
  ])
})
