import { createServer } from 'node:http'
import { answer, type Monitored } from '../../infra/local/simulated-feldera/answer.ts'
import { after, type Deed } from '../../infra/local/simulated-feldera/deeds.ts'
import { monitored } from '../../infra/local/simulated-feldera/monitor.ts'
import { deployed } from '../../infra/local/simulated-feldera/pipeline.ts'
import type { Uuid } from '../../lambdas/domain/checkpoint.ts'
import type { Chance } from '../simulation/chance.ts'
import { onLoopback } from '../support/loopback-server.ts'
import { answerWrongly, faultOf } from './faults.ts'

/** A Feldera of many pipelines in memory, over a network that fails. */
export interface SoakSource {
  readonly url: string
  readonly names: readonly string[]
  /** Makes a checkpoint, unless the pipeline was told to wait. */
  readonly checkpoint: (name: string) => void
  /** The newest and how many are listed. */
  readonly listed: (name: string) => readonly Uuid[]
  /** The newest vanishes, and nothing more happens to the pipeline until `release`. */
  readonly lose: (name: string) => void
  readonly release: (name: string) => void
  readonly isHeld: (name: string) => boolean
  /** From now on nothing fails any more. */
  readonly calm: () => void
  readonly faults: () => number
  readonly stop: () => Promise<void>
}

const EVENTS_KEPT = 30

export async function startSoakSource(count: number, chance: Chance): Promise<SoakSource> {
  const moment = () => ({ atMs: Date.now(), random: chance.next })
  const names = Array.from({ length: count }, (_, i) => `pipeline-${String(i).padStart(4, '0')}`)
  const all = new Map<string, Monitored>(
    names.map((name) => [name, { pipeline: deployed({ name }, moment()), events: [] }]),
  )
  const held = new Set<string>()
  let [faults, isCalm] = [0, false]
  const one = (name: string): Monitored => {
    const found = all.get(name)
    if (found === undefined) throw new Error(`${name}: no such pipeline`)
    return found
  }
  const look = (name: string): Monitored => {
    const { pipeline, events } = one(name)
    // What it remembers must not count as our memory.
    const looked = { pipeline, events: monitored(events, pipeline, moment()).slice(0, EVENTS_KEPT) }
    all.set(name, looked)
    return looked
  }
  const perform = (deed: Deed, name: string): void => {
    const outcome = after(deed, one(name).pipeline, moment())
    if (outcome.kind === 'refused') throw new Error(`${name}: ${outcome.reason}`)
    all.set(name, { ...one(name), pipeline: outcome.pipeline })
    look(name)
  }
  for (const name of names) for (let i = 0; i < 2; i += 1) perform('checkpoint', name)
  const server = createServer(({ method = '', url: target = '' }, response) => {
    const question = { method, target, authorization: undefined }
    const { status, headers, body } = answer({ pipelines: names.map(look), apiKey: undefined }, question)
    const fault = isCalm ? undefined : faultOf(chance)
    if (fault === undefined) {
      response.writeHead(status, headers).end(body)
      return
    }
    faults += 1
    answerWrongly(fault, response, body)
  })
  const { url, stop } = await onLoopback(server)
  return {
    url,
    names,
    checkpoint: (name) => {
      if (!held.has(name)) perform('checkpoint', name)
    },
    listed: (name) => one(name).pipeline.checkpoints.map(({ uuid }) => uuid),
    lose: (name) => {
      held.add(name)
      perform('lose', name)
    },
    release: (name) => void held.delete(name),
    isHeld: (name) => held.has(name),
    calm: () => {
      isCalm = true
    },
    faults: () => faults,
    stop,
  }
}
