import type { Archive } from '../../lambdas/archive/archive.ts'
import type { Answer } from '../../lambdas/archive/evidence.ts'
import { sha256Hex } from '../../lambdas/domain/canonical.ts'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { Clock } from '../../lambdas/domain/clock.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import type { Observation, UnobservableReason } from '../../lambdas/domain/observation.ts'
import { DEFAULT_POLICY, type Policy } from '../../lambdas/domain/policy.ts'
import type { FeedList, ListedPipeline } from '../../lambdas/domain/standing.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { createMemoryStoreWork } from '../../lambdas/ledger/work/memory-store-work.ts'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import { type RunOptions, type RunPorts, run } from '../../lambdas/recorder/run.ts'
import type { Asked, FeedAsked, SourceList } from '../../lambdas/recorder/source-client.ts'
import type { StoresPorts } from '../../lambdas/recorder/stores/check-stores.ts'
import { T0, timedUuid, u64, uuid } from './listings.ts'
import { createMemoryArchive } from './memory-archive.ts'
import { createMemoryStore } from './stores/memory-store.ts'

/** What a scripted source answers: a list, or why it cannot be seen. */
export type Scripted = readonly CheckpointMetadata[] | UnobservableReason

/** The recorder over memory, with a virtual clock: sleeping takes no time and moves the clock. */
export interface Recording {
  readonly ports: RunPorts & StoresPorts
  readonly ledger: Ledger
  /** Evidence. */
  readonly objects: ReadonlyMap<string, Uint8Array>
  /** The bytes of configurations. */
  readonly configurations: ReadonlyMap<string, Uint8Array>
  readonly lines: readonly RecorderLine[]
  /** Everything that touched the outside, in order. */
  readonly trace: readonly string[]
  /** Answers of one pipeline, one a question; the last one is given for ever. */
  readonly script: (pipeline: string, ...answers: readonly Scripted[]) => void
  /** Answers of the source's list, one a question; the last one for ever. Without any, the source has no list. */
  readonly list: (...answers: readonly (readonly ListedPipeline[] | UnobservableReason)[]) => void
  /** What the pipeline's own feed tells, oldest first. Without any, it has none. */
  readonly feed: (pipeline: string, ...lists: readonly FeedList[]) => void
  readonly run: (options?: Partial<RunOptions>) => ReturnType<typeof run>
  readonly pass: (seconds: number) => void
}

export function configuration(pipelines: readonly string[], policy: Partial<Policy> = {}): Configuration {
  const source = {
    name: 'prod',
    url: 'http://127.0.0.1:1',
    auth: { kind: 'none' as const },
    tenant: null,
    pipelines,
  }
  return { sources: [source], policy: { ...DEFAULT_POLICY, ...policy }, overrides: [], stores: [] }
}

export function recording(
  watched: Configuration,
  changed: (ports: RunPorts & StoresPorts) => Partial<RunPorts & StoresPorts> = () => ({}),
): Recording {
  const clock = virtualClock()
  const scripts = new Map<string, Scripted[]>()
  const lists: (readonly ListedPipeline[] | UnobservableReason)[] = []
  const feeds = new Map<string, readonly FeedList[]>()
  const objects = new Map<string, Uint8Array>()
  const configurations = new Map<string, Uint8Array>()
  const lines: RecorderLine[] = []
  const trace: string[] = []
  const memory = createMemoryLedger()
  let chance = 0
  const ledger: Ledger = {
    ...memory,
    head: async (name) => {
      trace.push(`head ${name}`)
      return memory.head(name)
    },
    append: async (sealed) => {
      trace.push(`append ${sealed.entry.ledger} ${sealed.entry.seq}`)
      return memory.append(sealed)
    },
  }
  const archive: Archive = {
    ...createMemoryArchive(objects),
    put: async (name, bytes) => {
      if (name.startsWith('configurations/')) {
        configurations.set(name, bytes)
        return 'kept'
      }
      trace.push('evidence')
      objects.set(name, bytes)
      return 'kept'
    },
  }
  const plain: RunPorts & StoresPorts = {
    stores: createMemoryStoreWork(),
    openStore: async () => createMemoryStore(new Map()),
    openKept: async () => undefined,
    ledger,
    overviews: createMemoryOverviews(),
    archive,
    feldera: {
      listCheckpoints: async (_source, pipeline) => {
        trace.push(`get ${pipeline}`)
        const script = scripts.get(pipeline) ?? []
        const next = script.length > 1 ? script.shift() : script[0]
        return asked(pipeline, next ?? 'network', clock)
      },
      listPipelines: async () => {
        trace.push('list')
        const next = lists.length > 1 ? lists.shift() : lists[0]
        const list: SourceList['list'] =
          next === undefined || typeof next === 'string'
            ? { kind: 'not-had', reason: next ?? 'unsupported', detail: 'scripted' }
            : { kind: 'had', pipelines: next }
        return { answers: [scriptedAnswer('?selector=status', clock, list)], list }
      },
      listEvents: async (_source, pipeline) => {
        trace.push(`feed ${pipeline}`)
        const had = feeds.get(pipeline)
        const feed: FeedAsked['feed'] =
          had === undefined
            ? { kind: 'not-had', reason: 'unsupported', detail: 'scripted' }
            : { kind: 'had', lists: had }
        return { answers: [scriptedAnswer(`/${pipeline}/events?selector=all`, clock, feed)], feed }
      },
    },
    clock,
    random: () => {
      chance += 1
      return (chance % 1_000) / 1_000_000
    },
    log: (line) => lines.push(line),
    sequence: async ({ shard }) => void trace.push(`sequence ${shard}`),
  }
  const ports = { ...plain, ...changed(plain) }
  return {
    ports,
    ledger: memory,
    objects,
    configurations,
    lines,
    trace,
    script: (pipeline, ...answers) => scripts.set(pipeline, [...answers]),
    list: (...answers) => {
      lists.splice(0, lists.length, ...answers)
    },
    feed: (pipeline, ...told) => feeds.set(pipeline, told),
    run: (options = {}) =>
      run(ports, {
        configuration: watched,
        configurationHash: sha256Hex('{}'),
        configurationBytes: Buffer.from('{}'),
        shard: '0',
        everyMs: null,
        beginUntilMs: Number.POSITIVE_INFINITY,
        ...options,
      }),
    pass: (seconds) => clock.pass(seconds * 1_000),
  }
}

function asked(pipeline: string, scripted: Scripted, clock: Clock): Asked {
  const at = instant(clock.now())
  const url = `http://127.0.0.1:1/v0/pipelines/${pipeline}/checkpoints`
  if (typeof scripted === 'string') {
    const answer: Answer = { url, status: null, headers: {}, requestedAt: at, receivedAt: null, body: null }
    const observation: Observation = { kind: 'unobservable', reason: scripted, detail: 'scripted' }
    return { answers: [answer], observation }
  }
  const body = Buffer.from(JSON.stringify(scripted))
  const answer: Answer = { url, status: 200, headers: {}, requestedAt: at, receivedAt: at, body }
  return { answers: [answer], observation: { kind: 'listed', checkpoints: scripted } }
}

function scriptedAnswer(path: string, clock: Clock, said: object): Answer {
  const at = instant(clock.now())
  const url = `http://127.0.0.1:1/v0/pipelines${path}`
  return {
    url,
    status: 200,
    headers: {},
    requestedAt: at,
    receivedAt: at,
    body: Buffer.from(JSON.stringify(said)),
  }
}

/** A pipeline as its source lists it, running, with storage in use. */
export function listed(name: string, other: Partial<ListedPipeline> = {}): ListedPipeline {
  return {
    name,
    id: uuid('01900000-0000-7000-8000-00000000000a'),
    deploymentId: timedUuid(-1_000),
    deploymentStatus: 'Running',
    storageStatus: 'InUse',
    programVersion: u64('1'),
    platformVersion: '0.337.0',
    ...other,
  }
}

function virtualClock(): Clock & { readonly pass: (ms: number) => void } {
  let nowMs = T0
  return {
    now: () => nowMs,
    sleep: async (ms, signal) => {
      // A batch's timer must not overtake the work that it waits for: it ends when it is called off.
      if (signal !== undefined) {
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        )
        return
      }
      nowMs += ms
    },
    pass: (ms) => {
      nowMs += ms
    },
  }
}
