import type { Archive } from '../../lambdas/archive/archive.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import { type RunPorts, run } from '../../lambdas/recorder/run.ts'
import { T0 } from '../support/listings.ts'
import { withRealBodies } from '../support/real-answers.ts'
import { type Chance, chanceOf } from './chance.ts'
import { keepMaking } from './checkpoints.ts'
import { befall } from './fate.ts'
import { glitches, type Lie, type ToldFeedLie } from './glitches.ts'
import { turn } from './manager.ts'
import { newPipeline } from './new-pipeline.ts'
import { type Addition, type Feature, type Settings, settingsOf } from './settings.ts'
import type { Shown } from './shown.ts'
import { sourceClient } from './source.ts'
import { forgetfulArchive, ledgerOfValues, overviewsOfValues } from './stores.ts'
import { virtualTime } from './virtual-time.ts'
import { emptyWorld, later, passTo, type World } from './world.ts'

/** A life that was lived: what happened, what was shown, and what the recorder made of it. */
export interface Life {
  readonly seed: number
  readonly settings: Settings
  readonly world: World
  readonly ticks: readonly Tick[]
  readonly lie: Lie | undefined
  readonly feedLie: ToldFeedLie | undefined
  readonly simulatedMs: number
  readonly lines: readonly RecorderLine[]
  /** All entries of a pipeline's ledger. */
  readonly entries: (name: string) => readonly Sealed[]
  /** The ledger of every name that a pipeline had and that the configuration covers. */
  readonly names: readonly string[]
}

/** One tick of the schedule. */
export interface Tick {
  readonly run: number
  /** More than one recorder was at work: observations may have been discarded. */
  readonly isContested: boolean
  /** In the order of being answered. */
  readonly shown: readonly Shown[]
  /** How many entries each ledger had before and after. */
  readonly before: ReadonlyMap<string, number>
  readonly after: ReadonlyMap<string, number>
}

/** Lives one seed's life: the real recorder over memory and virtual time, against a simulated Feldera. */
export async function live(
  seed: number,
  without: ReadonlySet<Feature> = new Set(),
  // Whoever wants to see the evidence gives a place for it.
  archive?: Archive,
  additions: ReadonlySet<Addition> = new Set(),
): Promise<Life> {
  const chance = chanceOf(seed)
  const apart = chanceOf(seed ^ APART)
  const settings = settingsOf(chance, without, apart, additions)
  const time = virtualTime(T0)
  const world = worldOf(chance, settings)
  const ledger = ledgerOfValues()
  const lines: RecorderLine[] = []
  const shown: Shown[] = []
  const ticks: Tick[] = []
  const trouble = glitches(world, chance, settings.trouble, apart)
  const overviews = overviewsOfValues()
  const configuration = configurationOf(settings)
  const client = sourceClient({
    world,
    chance,
    clock: time.clock,
    glitches: trouble,
    show: (one) => shown.push(one),
    run: () => ticks.length,
  })
  const ports: RunPorts = {
    ledger,
    overviews,
    archive: archive ?? forgetfulArchive(),
    feldera: archive === undefined ? client : withRealBodies(client),
    clock: time.clock,
    random: chance.next,
    log: (line) => lines.push(line),
    // The log has tests of its own.
    sequence: async () => {},
  }
  const record = async (afterMs: number): Promise<void> => {
    await time.clock.sleep(afterMs)
    await run(ports, {
      configuration,
      configurationHash: 'c0'.repeat(32),
      configurationBytes: Buffer.from('{}'),
      shard: '0',
      everyMs: settings.periodMs,
      beginUntilMs: Number.POSITIVE_INFINITY,
    })
  }
  const sizes = () => new Map(namesIn(world, settings).map((name) => [name, ledger.all(name).length]))
  passTo(world, T0)
  while (ticks.length < settings.runs) {
    time.pass(settings.periodMs - ((time.clock.now() - T0) % settings.periodMs))
    passTo(world, time.clock.now())
    const before = sizes()
    const from = shown.length
    const isContested = settings.recorders > 1 && chance.happens(0.4)
    const rivals = isContested ? [0, chance.between(0, 10_000)] : [0]
    await time.live(Promise.all(rivals.map(record)))
    ticks.push({ run: ticks.length, isContested, shown: shown.slice(from), before, after: sizes() })
  }
  return {
    seed,
    settings,
    world,
    ticks,
    lie: trouble.lie(),
    feedLie: trouble.feedLie(),
    simulatedMs: time.clock.now() - T0,
    lines,
    entries: ledger.all,
    names: namesIn(world, settings),
  }
}

// Any seed but the life's own.
const APART = 0x5eed

/** The ledgers that can be: each name that a pipeline has had. */
function namesIn({ pipelines, deeds }: World, settings: Settings): readonly string[] {
  const names = [
    ...settings.pipelines.map(({ name }) => name),
    ...pipelines.map(({ name }) => name),
    ...deeds.map(({ name }) => name),
  ]
  const watched = settings.isPattern ? names : settings.pipelines.map(({ name }) => name)
  return [...new Set(watched)].map((name) => `prod/${name}`)
}

function worldOf(chance: Chance, settings: Settings): World {
  const world = emptyWorld(chance, T0)
  for (const its of settings.pipelines) {
    const pipeline = newPipeline(world, T0, its.name, its.hosts, its)
    world.pipelines.push(pipeline)
    turn(world, pipeline, 'Running', true)
    later(world, chance.between(0, its.intervalMs), () => {
      // Unless it was stopped before it made its first.
      if (pipeline.start === 0) keepMaking(world, pipeline)
    })
    befall(world, pipeline, {
      operationMeanMs: settings.operationMeanMs,
      badMeanMs: settings.badMeanMs,
      periodMs: settings.periodMs,
      isListed: settings.trouble.hasList,
      without: settings.without,
    })
  }
  return world
}

function configurationOf({ pipelines, isPattern, confirmAfterMs, feedEveryMs }: Settings): Configuration {
  const names = pipelines.map(({ name }) => name)
  return {
    sources: [
      {
        name: 'prod',
        url: 'http://127.0.0.1:1',
        auth: { kind: 'none' },
        tenant: null,
        pipelines: isPattern ? ['p*'] : names,
      },
    ],
    policy: { ...DEFAULT_POLICY, confirmAfterMs, feedEveryMs },
    overrides: pipelines.flatMap(({ name, hosts, hostsAreTold }) =>
      hostsAreTold && hosts > 1
        ? [{ match: { source: 'prod', pipeline: `${name}*` }, policy: { hosts } }]
        : [],
    ),
    stores: [],
  }
}
