import { makingOf } from '../../domain/comparing/causes.ts'
import { shownBefore } from '../../domain/comparing/disputed.ts'
import type { Circumstances } from '../../domain/comparing/finding.ts'
import { recordings } from '../../domain/comparing/recordings.ts'
import type { LedgerEvent } from '../../domain/event.ts'
import type { State } from '../../domain/state.ts'
import { acquaintances } from './acquaintances.ts'
import { anotherIn } from './another.ts'
import { looks } from './looks.ts'
import type { Known, Poll, PollPorts } from './poll.ts'
import type { Task } from './record-pipeline.ts'
import { isUnknown, listedIn, type Sighting } from './sighting.ts'

/** Told to the next run: the name was unknown, and it was not confirmed. */
export const REMOVED = 'removed'

/** The poll of a name that its source does not know, or knows as that of another pipeline. */
export async function gone(
  ports: PollPorts,
  first: Sighting,
  believed: State,
  known: Known,
  task: Task,
): Promise<Poll> {
  const plain = { feed: null, prelude: [] }
  const wasSeen = believed.observed || (task.row?.firstObservedAt ?? null) !== null
  const { observation } = first.asked
  if (believed.removed) return { ...plain, kind: 'gone', sightings: [first], cause: null }
  if (!wasSeen && observation.kind === 'unobservable')
    return { ...plain, kind: 'unobservable', sightings: [first], observation }
  if (first.standing.kind === 'renamed')
    return {
      ...plain,
      kind: 'gone',
      sightings: [first],
      cause: { kind: 'pipeline-renamed', to: first.standing.to },
    }
  if (observation.kind !== 'unobservable') throw new Error(`${task.ledger}: unknown and listed`)
  const sightings: Sighting[] = [first]
  for await (const again of looks(ports, known.policy.confirmAfterMs, () => [])) sightings.push(again)
  const agreed = sightings.every(isUnknown)
  const confirmed = sightings.length === 1 + known.policy.confirmAfterMs.length
  // Another one has its name by now: this one is gone, however few answers said so.
  const isGivenAgain = sightings.some((look) => anotherIn(believed, task, look, listedIn(look)) !== null)
  if (isGivenAgain || (agreed && (confirmed || task.row?.open.includes(REMOVED) === true)))
    return { ...plain, kind: 'gone', sightings, cause: { kind: 'pipeline-removed' } }
  const prelude = await shownAfterAll(ports, sightings, believed, known)
  const open = agreed ? { open: [REMOVED] } : {}
  return { ...plain, kind: 'unobservable', sightings, observation, prelude, ...open }
}

/** What a look shows that contradicts the removal: there, whatever is the matter with its name, and by the next run it may have rotated. */
async function shownAfterAll(
  ports: PollPorts,
  sightings: readonly Sighting[],
  believed: State,
  known: Known,
): Promise<readonly LedgerEvent[]> {
  const answers = sightings.flatMap((look) => {
    const list = listedIn(look)
    return list === undefined ? [] : [{ list, making: makingOf(look.standing) }]
  })
  const last = answers.at(-1)
  if (last === undefined) return []
  const shown = [...shownBefore(answers.map(({ list }) => list)), ...last.list]
  const met = await acquaintances(ports, believed, shown, new Map())
  const circumstances: Circumstances = {
    ...known,
    making: last.making,
    acquaintances: met,
    doubted: new Set(),
    retiredBy: null,
    runsSince: null,
    via: null,
  }
  return recordings(believed, shown, circumstances).map(({ event }) => event)
}
