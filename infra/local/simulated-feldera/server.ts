import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { CheckpointMetadata } from '../../../lambdas/domain/checkpoint.ts'
import type { Clock } from '../../../lambdas/domain/clock.ts'
import { answer } from './answer.ts'
import type { Deed } from './deeds.ts'
import { keepPipelines, type NewPipeline, type Pipelines } from './pipelines.ts'
import {
  CHECKPOINT_EVERY_MS,
  DEMO_PIPELINES,
  demoStory,
  inWords,
  type Step,
  SYNCED_PIPELINE,
  tell,
} from './scenario.ts'
import { type Sync, syncInto } from './sync.ts'
import type { Random } from './uuid-v7.ts'

export interface SimulatedFelderaOptions {
  /** JSON, replaced after every change; missing or corrupt: the pipelines begin anew. */
  readonly stateFile: string
  /** Demanded as `Authorization: Bearer TEXT`, the text as it is; without it nothing is asked for. */
  readonly apiKey?: string
  /** Dates checkpoints and events; the monitor notes changed lists at most every 10 s of it. */
  readonly clock: Pick<Clock, 'now'>
  readonly random: Random
  /** Default 4,000; stretches the whole story. */
  readonly checkpointEveryMs?: number
  /** Tells every incident of the story in words; not the routine checkpoints. */
  readonly onStep?: (text: string) => void
  /** Default true. False: nothing happens but what is commanded. */
  readonly story?: boolean
  /** Those to begin anew with; default: the three of the story. */
  readonly pipelines?: readonly NewPipeline[]
  /** Default 0: a free one. */
  readonly port?: number
  /** The folder to which the story's synced pipeline pushes every checkpoint; without it none is synced. */
  readonly syncDirectory?: string
}

/** A command throws where Feldera, or the story, could not do it: an unknown pipeline, a stop of a stopped one. */
export interface SimulatedFeldera {
  readonly url: string
  /** Makes one now and collects all but the newest two; `given` replaces fields of it. */
  checkpoint(name: string, given?: Partial<CheckpointMetadata>): CheckpointMetadata
  /** The newest vanishes, an older one stays. Returns what vanished. */
  lose(name: string): CheckpointMetadata
  /** The fingerprint of the newest grows by one. Returns it as it is now. */
  alter(name: string): CheckpointMetadata
  /** Gracefully. Returns the last checkpoint. */
  stopPipeline(name: string): CheckpointMetadata
  startPipeline(name: string): void
  clear(name: string): void
  /** A running pipeline with a new id. */
  addPipeline(pipeline: NewPipeline): void
  removePipeline(name: string): void
  /** Closes every connection and ends the story; the state stays in its file. May be called twice. */
  stop(): Promise<void>
}

/** Feldera's checkpoints over real HTTP on loopback: the source of the demonstration, and a double for tests. */
export async function startSimulatedFeldera(options: SimulatedFelderaOptions): Promise<SimulatedFeldera> {
  const { stateFile, apiKey, clock, random } = options
  const sync =
    options.syncDirectory === undefined ? undefined : syncInto({ directory: options.syncDirectory, random })
  const pipelines = synced(
    keepPipelines({ stateFile, clock, random, anew: options.pipelines ?? DEMO_PIPELINES }),
    sync,
  )
  const server = createServer((request, response) => {
    const { method = '', url: target = '', headers } = request
    const { authorization } = headers
    const {
      status,
      headers: sent,
      body,
    } = answer({ pipelines: pipelines.look(), apiKey }, { method, target, authorization })
    response.writeHead(status, sent).end(body)
  })
  const url = await listen(server, options.port ?? 0)
  const endStory = options.story === false ? () => {} : tellDemo(pipelines, sync, options)
  return {
    url,
    checkpoint: (name, given) => touched(pipelines, 'checkpoint', name, given),
    lose: (name) => touched(pipelines, 'lose', name),
    alter: (name) => touched(pipelines, 'alter', name),
    stopPipeline: (name) => touched(pipelines, 'stop', name),
    startPipeline: (name) => void commanded(pipelines, 'start', name),
    clear: (name) => void commanded(pipelines, 'clear', name),
    addPipeline: (pipeline) => pipelines.add(pipeline),
    removePipeline: (name) => pipelines.remove(name),
    stop: async () => {
      endStory()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The same pipelines; every checkpoint that the synced one makes is pushed before the deed is done. */
function synced(pipelines: Pipelines, sync: Sync | undefined): Pipelines {
  if (sync === undefined) return pipelines
  return {
    ...pipelines,
    perform: (deed, name, given) => {
      const outcome = pipelines.perform(deed, name, given)
      const isMade = outcome.kind === 'done' && (deed === 'checkpoint' || deed === 'stop')
      if (name === SYNCED_PIPELINE && isMade && outcome.checkpoint !== null)
        sync.push(outcome.pipeline.id, outcome.checkpoint)
      return outcome
    },
  }
}

function tellDemo(
  pipelines: Pipelines,
  sync: Sync | undefined,
  { checkpointEveryMs = CHECKPOINT_EVERY_MS, onStep }: SimulatedFelderaOptions,
): () => void {
  return tell(demoStory(checkpointEveryMs), (step: Step) => {
    if (step.what === 'spoil') {
      const uuid = sync?.spoil()
      const text = uuid === undefined ? undefined : inWords(step, { uuid })
      if (text !== undefined) onStep?.(text)
      return
    }
    // What cannot be done is not told: the start of a pipeline that runs, when the story begins.
    const outcome = pipelines.perform(step.what, step.pipeline)
    const text = outcome.kind === 'done' ? inWords(step, outcome.checkpoint) : undefined
    if (text !== undefined) onStep?.(text)
  })
}

function commanded(
  pipelines: Pipelines,
  deed: Deed,
  name: string,
  given?: Partial<CheckpointMetadata>,
): CheckpointMetadata | null {
  const outcome = pipelines.perform(deed, name, given)
  if (outcome.kind === 'done') return outcome.checkpoint
  throw new Error(`simulated Feldera cannot ${deed} ${name}: ${outcome.reason}`)
}

function touched(
  pipelines: Pipelines,
  deed: Deed,
  name: string,
  given?: Partial<CheckpointMetadata>,
): CheckpointMetadata {
  const checkpoint = commanded(pipelines, deed, name, given)
  if (checkpoint === null) throw new Error(`simulated Feldera: ${deed} ${name} touched no checkpoint`)
  return checkpoint
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('simulated Feldera has no port')
  return `http://127.0.0.1:${address.port}`
}
