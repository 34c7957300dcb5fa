import { expect, it } from 'vitest'
import { checkpoint } from '../support/listings.ts'
import { configuration, recording } from '../support/recording.ts'
import { present } from '../support/standings.ts'

it('no more than 50 entries are appended at once, however many one batch of evidence sets free, and one that fails holds up no other', async () => {
  const pipelines = Array.from({ length: 120 }, (_, i) => `p-${i}`)
  let [running, most] = [0, 0]
  const scene = recording(configuration(pipelines), ({ ledger }) => ({
    ledger: {
      ...ledger,
      append: async (sealed) => {
        running += 1
        most = Math.max(most, running)
        await new Promise(setImmediate)
        running -= 1
        if (sealed.entry.ledger === 'prod/p-3') throw new Error('broken')
        return ledger.append(sealed)
      },
    },
  }))
  for (const pipeline of pipelines) scene.script(pipeline, [checkpoint(60)])
  const { pipelines: counts, entries } = await scene.run()
  expect([most, counts, entries]).toEqual([50, { listed: 119, unobservable: 0, skipped: 1 }, 120])
})

it('whoever is overtaken keeps the row of before, and what its source’s list has shown', async () => {
  const [first, second] = [checkpoint(60), checkpoint(120)]
  let isOvertaken = false
  const scene = recording(configuration(['orders']), ({ ledger }) => ({
    ledger: {
      ...ledger,
      append: async (sealed) =>
        isOvertaken && sealed.entry.ledger === 'prod/orders' ? 'head-moved' : ledger.append(sealed),
    },
  }))
  const row = async () => (await scene.ports.overviews.read('0')).overview?.rows[0]
  scene.script('orders', [first])
  await scene.run()
  const before = await row()
  isOvertaken = true
  scene.pass(60)
  scene.script('orders', [first, second])
  const standing = present({ details: { kind: 'listed', checkpoints: [first, second] } })
  scene.list(standing.kind === 'present' ? [standing.pipeline] : [])
  await scene.run()
  expect(before?.shownNewest).toBeNull()
  expect(await row()).toEqual({ ...before, shownNewest: second.uuid })
})
