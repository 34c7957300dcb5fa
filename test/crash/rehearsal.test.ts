import { expect, it } from 'vitest'
import { createRehearsal } from './rehearsal.ts'
import { sampled } from './several.ts'
import type { Stage } from './stage.ts'
import { tell } from './story.ts'

/** Everything that came of a story, to the last byte. */
function leftBy({ stores, completed, time }: Stage) {
  const { appended, messages, published, archive } = stores
  const bodies = appended.map(({ entry }) => entry.body)
  return { bodies, messages, published, objects: archive.objects, completed, now: time.clock.now() }
}

it('a story that is gone back in ends as one that is told from its beginning', async () => {
  const rehearsal = await createRehearsal({})
  let told = 0
  for (const plan of sampled(40, 2, 77)) {
    const [first] = plan
    const place = rehearsal.plain.find(({ called }) => first !== undefined && called.has(first.site))?.before
    const whole = await tell(plan)
    if (!place || !whole.trouble.isSpent()) continue
    const { at } = await rehearsal.strike(place, plan)
    await rehearsal.walk(at)
    expect(leftBy(rehearsal.stage)).toEqual(leftBy(whole))
    told += 1
    if (told === 8) break
  }
  expect(told).toBe(8)
}, 600_000)
