import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { chanceOf } from '../simulation/chance.ts'
import { workplace } from '../support/commands.ts'
import { startIncidents } from './incidents.ts'
import { problemsIn } from './judgement.ts'
import { cleanRun, once, server } from './victims.ts'

it('two --once at a time, beside a server on the same directory, lose nothing and tell nothing twice', {
  timeout: 90_000,
}, async () => {
  const place = workplace({})
  const incidents = await startIncidents(dirname(place.config), chanceOf(3).next)
  place.configure(incidents.configuration)
  const life = setInterval(incidents.happen, 100)
  try {
    await cleanRun(place)
    incidents.strike()
    const serving = server(place)
    await serving.line(/^listening on/)
    const beside = await Promise.all([once(place), once(place)].map(({ finished }) => finished))
    expect(beside.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, expect.any(String)],
      [0, expect.any(String)],
    ])
    serving.kill('SIGTERM')
    expect((await serving.finished).code).toBe(0)
    clearInterval(life)
    await cleanRun(place)
    const { isAllowed } = incidents
    // Nobody was killed: each is told exactly once.
    expect(await problemsIn(place, { owed: incidents.owed(), isAllowed, kills: 0 })).toEqual([])
  } finally {
    clearInterval(life)
    await incidents.stop()
    place.remove()
  }
})
