import { dirname } from 'node:path'
import { type Workplace, workplace } from '../support/commands.ts'
import { type Incidents, startIncidents } from './incidents.ts'
import { problemsIn } from './judgement.ts'
import { cleanRun, type Killing, killed } from './victims.ts'

export interface KillLoop {
  readonly times: number
  readonly random: () => number
  readonly tell: (line: string) => void
}

export interface Outcome {
  readonly kills: number
  /** Starts that had ended by themselves before they were to be killed. */
  readonly survived: number
  readonly owed: number
  readonly problems: readonly string[]
  /** Where all of it lies; kept where there are problems. */
  readonly data: string
}

// Between a strike and the clean run that must tell it, and from there to the next.
const KILLS_A_PHASE = 4
const HAPPENS_EVERY_MS = 120

/** Kills again and again over one data directory, at random moments; now and then, and at the end, one run is left alone. */
export async function killLoop(options: KillLoop): Promise<Outcome> {
  const place = workplace({})
  const incidents = await startIncidents(dirname(place.config), options.random)
  place.configure(incidents.configuration)
  const life = setInterval(incidents.happen, HAPPENS_EVERY_MS)
  try {
    const counts = await killing(place, incidents, options)
    clearInterval(life)
    await cleanRun(place)
    const owed = incidents.owed()
    const { isAllowed } = incidents
    const problems = await problemsIn(place, { owed, isAllowed, kills: counts.kills })
    if (problems.length === 0) place.remove()
    return { ...counts, owed: owed.length, problems, data: place.data }
  } finally {
    clearInterval(life)
    await incidents.stop()
  }
}

async function killing(place: Workplace, incidents: Incidents, { times, random, tell }: KillLoop) {
  let [kills, survived] = [0, 0]
  while (kills < times) {
    // Known from here on; and what struck before has been told.
    incidents.prepare()
    const usualMs = await cleanRun(place)
    const strikeAt = Math.floor(random() * KILLS_A_PHASE)
    for (let i = 0; i < 2 * KILLS_A_PHASE && kills < times; i += 1) {
      if (i === strikeAt) incidents.strike()
      if (await killed(place, killingAt(random, usualMs))) kills += 1
      else survived += 1
    }
    await cleanRun(place)
    tell(`${kills} kills, ${survived} too late, ${incidents.owed().length} violations`)
  }
  return { kills, survived }
}

/** Anywhere from its first steps to beyond its end; every fourth time with its database. */
function killingAt(random: () => number, usualMs: number): Killing {
  const victim = random() < 0.5 ? 'once' : 'server'
  const reach = victim === 'once' ? 1.05 : 1.6
  return {
    victim,
    afterMs: usualMs * (0.1 + (reach - 0.1) * random()),
    databaseBeforeMs: random() < 0.25 ? Math.floor(random() * 2) * random() * 400 : null,
  }
}
