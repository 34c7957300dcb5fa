import type { Archive } from '../../lambdas/archive/archive.ts'
import type { Answer } from '../../lambdas/archive/evidence.ts'
import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { Clock } from '../../lambdas/domain/clock.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import type { Observation, UnobservableReason } from '../../lambdas/domain/observation.ts'
import { DEFAULT_POLICY, type Policy } from '../../lambdas/domain/policy.ts'
import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/memory-overviews.ts'
import type { Configuration } from '../../lambdas/recorder/configuration.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import type { Asked } from '../../lambdas/recorder/poll.ts'
import { type RunOptions, type RunPorts, run } from '../../lambdas/recorder/run.ts'
import { T0 } from './listings.ts'

/** What a scripted source answers: a list, or why it cannot be seen. */
export type Scripted = readonly CheckpointMetadata[] | UnobservableReason

/** The recorder over memory, with a virtual clock: sleeping takes no time and moves the clock. */
export interface Recording {
  readonly ports: RunPorts
  readonly ledger: Ledger
  readonly objects: ReadonlyMap<string, Uint8Array>
  readonly lines: readonly RecorderLine[]
  /** Everything that touched the outside, in order. */
  readonly trace: readonly string[]
  /** Answers of one pipeline, one a question; the last one is given for ever. */
  readonly script: (pipeline: string, ...answers: readonly Scripted[]) => void
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
  return { sources: [source], policy: { ...DEFAULT_POLICY, ...policy }, overrides: [] }
}

export function recording(
  watched: Configuration,
  changed: (ports: RunPorts) => Partial<RunPorts> = () => ({}),
): Recording {
  const clock = virtualClock()
  const scripts = new Map<string, Scripted[]>()
  const objects = new Map<string, Uint8Array>()
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
    put: async (name, bytes) => {
      trace.push('evidence')
      objects.set(name, bytes)
      return 'kept'
    },
    get: async (name) => objects.get(name),
  }
  const plain: RunPorts = {
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
      listPipelines: async () => ({
        answers: [],
        list: { kind: 'had', pipelines: [...scripts.keys()].map((name) => ({ name })) },
      }),
    },
    clock,
    random: () => {
      chance += 1
      return (chance % 1_000) / 1_000_000
    },
    log: (line) => lines.push(line),
  }
  const ports = { ...plain, ...changed(plain) }
  return {
    ports,
    ledger: memory,
    objects,
    lines,
    trace,
    script: (pipeline, ...answers) => scripts.set(pipeline, [...answers]),
    run: (options = {}) =>
      run(ports, {
        configuration: watched,
        configurationHash: 'c0'.repeat(32),
        shard: '0',
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
