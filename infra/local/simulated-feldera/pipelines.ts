import type { CheckpointMetadata } from '../../../lambdas/domain/checkpoint.ts'
import type { Clock } from '../../../lambdas/domain/clock.ts'
import type { Monitored } from './answer.ts'
import { after, type Deed, type Outcome } from './deeds.ts'
import { monitored } from './monitor.ts'
import { deployed, type Moment } from './pipeline.ts'
import { loadState, saveState } from './state-file.ts'
import type { Random } from './uuid-v7.ts'

export interface NewPipeline {
  readonly name: string
  /** Default: a random one above 2^63. */
  readonly fingerprint?: bigint
}

/** All pipelines of the simulated Feldera. Every change is in the state file before the call returns. */
export interface Pipelines {
  /** As they are now, after the monitor looked at them. */
  look(): readonly Monitored[]
  perform(deed: Deed, name: string, given?: Partial<CheckpointMetadata>): Outcome
  add(pipeline: NewPipeline): void
  remove(name: string): void
}

export function keepPipelines({
  stateFile,
  clock,
  random,
  anew,
}: {
  readonly stateFile: string
  readonly clock: Pick<Clock, 'now'>
  readonly random: Random
  /** What there is where nothing was saved. */
  readonly anew: readonly NewPipeline[]
}): Pipelines {
  const moment = (): Moment => ({ atMs: clock.now(), random })
  const created = (one: NewPipeline): Monitored => ({ pipeline: deployed(one, moment()), events: [] })
  const become = (next: readonly Monitored[]): void => {
    all = looked(next, moment())
    saveState(stateFile, all)
  }
  let all = loadState(stateFile) ?? anew.map(created)
  become(all)
  return {
    look: () => {
      // Feldera's monitor looks every few seconds; this one whenever something is asked or done.
      const now = looked(all, moment())
      if (now.some((one, place) => one !== all[place])) become(now)
      return all
    },
    perform: (deed, name, given) => {
      const one = all.find(({ pipeline }) => pipeline.name === name)
      if (one === undefined) return { kind: 'refused', reason: 'there is no such pipeline' }
      const outcome = after(deed, one.pipeline, moment(), given)
      if (outcome.kind === 'done') {
        become(all.map((other) => (other === one ? { ...one, pipeline: outcome.pipeline } : other)))
      }
      return outcome
    },
    add: (pipeline) => become([...all, created(pipeline)]),
    remove: (name) => become(all.filter(({ pipeline }) => pipeline.name !== name)),
  }
}

/** Those of which the monitor had nothing to note are the same objects. */
function looked(pipelines: readonly Monitored[], moment: Moment): readonly Monitored[] {
  return pipelines.map((one) => {
    const events = monitored(one.events, one.pipeline, moment)
    return events === one.events ? one : { ...one, events }
  })
}
