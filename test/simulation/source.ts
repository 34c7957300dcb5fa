import type { Answer } from '../../lambdas/archive/evidence.ts'
import type { Clock } from '../../lambdas/domain/clock.ts'
import type { Listing } from '../../lambdas/domain/comparing/finding.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import type { UnobservableReason } from '../../lambdas/domain/observation.ts'
import type { FeedList } from '../../lambdas/domain/standing.ts'
import type { SourceClient } from '../../lambdas/recorder/source-client.ts'
import { called, checkpointsNow, eventsNow, pipelinesNow } from './answers.ts'
import type { Chance } from './chance.ts'
import type { Glitches } from './glitches.ts'
import type { Shown } from './shown.ts'
import { isCatalog, isHeard, passTo, type World } from './world.ts'

interface Parts {
  readonly world: World
  readonly chance: Chance
  readonly clock: Clock
  readonly glitches: Glitches
  readonly show: (shown: Shown) => void
  readonly run: () => number
}

/** A recorder's client of the simulated Feldera: questions take time, and every answer is noted for the judgement. */
export function sourceClient({ world, chance, clock, glitches, show, run }: Parts): SourceClient {
  async function asking<T>(answer: () => T): Promise<T> {
    await clock.sleep(chance.happens(0.02) ? chance.between(1_000, 9_000) : chance.between(2, 300))
    passTo(world, clock.now())
    const answered = answer()
    await clock.sleep(chance.between(2, 100))
    return answered
  }
  const here = () => ({ run: run(), atMs: world.nowMs })

  return {
    listCheckpoints: (_source, name) =>
      asking(() => {
        const said = glitches.onCheckpoints(name, checkpointsNow(world, name))
        const pipeline = called(world, name)
        const isTrue = typeof said !== 'string' && pipeline !== undefined && isCatalog(said, pipeline)
        show({ kind: 'checkpoints', ...here(), name, said, isTrue })
        return { answers: [lineOf(said, clock)], observation: observationOf(said) }
      }),
    listPipelines: () =>
      asking(() => {
        const said = glitches.onList(pipelinesNow(world))
        if (typeof said === 'string') {
          show({ kind: 'list', ...here(), pipelines: undefined, wrong: new Set() })
          return {
            answers: [lineOf(said, clock)],
            list: { kind: 'not-had', reason: said, detail: SIMULATED },
          }
        }
        const wrong = said.filter(({ name, details }) => {
          const pipeline = called(world, name)
          if (pipeline === undefined || details?.kind !== 'listed') return false
          const isOld = details.checkpoints === pipeline.details && !isHeard(pipeline)
          return isOld || !isCatalog(details.checkpoints, pipeline)
        })
        show({ kind: 'list', ...here(), pipelines: said, wrong: new Set(wrong.map(({ name }) => name)) })
        return { answers: [lineOf([], clock)], list: { kind: 'had', pipelines: said } }
      }),
    listEvents: (_source, name) =>
      asking(() => {
        const events = eventsNow(world, name)
        const said = typeof events === 'string' ? events : glitches.onFeed(name, events)
        if (typeof said === 'string') {
          show({ kind: 'feed', ...here(), name, lists: undefined, wrong: new Set() })
          return {
            answers: [lineOf(said, clock)],
            feed: { kind: 'not-had', reason: said, detail: SIMULATED },
          }
        }
        show({ kind: 'feed', ...here(), name, lists: said, wrong: wrongIn(world, said) })
        return { answers: [lineOf([], clock)], feed: { kind: 'had', lists: said } }
      }),
  }
}

const SIMULATED = 'simulated'
const URL = 'http://127.0.0.1:1/v0'
const BODY = Buffer.from('[]')

function wrongIn({ oldNotes }: World, lists: readonly FeedList[]): ReadonlySet<FeedList> {
  return new Set(lists.filter((list) => oldNotes.has(list)))
}

function observationOf(said: Listing | UnobservableReason) {
  return typeof said === 'string'
    ? ({ kind: 'unobservable', reason: said, detail: SIMULATED } as const)
    : ({ kind: 'listed', checkpoints: said } as const)
}

/** As evidence: the recorder keeps the bytes and reads nothing from them. */
function lineOf(said: Listing | UnobservableReason, clock: Clock): Answer {
  const at = instant(clock.now())
  return typeof said === 'string'
    ? { url: URL, status: null, headers: {}, requestedAt: at, receivedAt: null, body: null }
    : { url: URL, status: 200, headers: {}, requestedAt: at, receivedAt: at, body: BODY }
}
