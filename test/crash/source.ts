import type { CheckpointMetadata } from '../../lambdas/domain/checkpoint.ts'
import type { Clock } from '../../lambdas/domain/clock.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import type { Exchange, Request } from '../../lambdas/recorder/feldera/http.ts'
import type { Refusal } from './invocation.ts'
import type { Site } from './sites.ts'
import { KEY, PIPELINES, type World } from './world.ts'

const LATENCY_MS = 20

/** A Feldera that answers from the world as it is then. */
export function createSource(world: World, clock: Clock) {
  const answered = (status: number, body: string): Exchange => {
    const at = instant(clock.now())
    const headers = { 'content-type': 'application/json' }
    return { kind: 'answered', status, headers, body: Buffer.from(body), requestedAt: at, receivedAt: at }
  }
  return {
    exchange: async ({ url, headers }: Request): Promise<Exchange> => {
      await clock.sleep(LATENCY_MS)
      if (headers['authorization'] !== `Bearer ${KEY}`)
        return answered(401, '{"message":"no","error_code":"AuthenticationFailed"}')
      if (url.includes('selector=status')) return answered(200, JSON.stringify(PIPELINES.map(listed)))
      if (url.includes('selector=all')) return answered(200, '[]')
      const list = world.listOf(pipelineIn(url))
      return list === undefined ? answered(404, '{}') : answered(200, textOf(list))
    },
    refused: (why: Refusal): Exchange => {
      if (why === 'throttled') return answered(429, '{}')
      if (why === 'denied') return answered(403, '{"message":"no","error_code":"InsufficientPermissions"}')
      return { kind: 'incomplete', reason: 'timeout', detail: 'no answer', requestedAt: instant(clock.now()) }
    },
    corrupted: (exchange: Exchange): Exchange =>
      exchange.kind === 'answered' && exchange.body.length > 2
        ? { ...exchange, body: exchange.body.subarray(0, exchange.body.length - 2) }
        : { kind: 'incomplete', reason: 'truncated', detail: 'cut', requestedAt: exchange.requestedAt },
  }
}

/** Where a question belongs; `asked`: how often this run has asked for it. */
export function siteOf(url: string, asked: (what: string) => number): Site | undefined {
  if (url.includes('selector=status')) return asked('list') > 1 ? 'later status list' : 'status list'
  const pipeline = pipelineIn(url)
  if (pipeline === 'quiet' || pipeline === 'former') return undefined
  if (url.includes('selector=all')) return `feed of ${pipeline}` as Site
  return `${asked(pipeline) > 1 ? 'confirmation' : 'checkpoints'} of ${pipeline}` as Site
}

function pipelineIn(url: string): string {
  return /pipelines\/([^/]+)\//.exec(url)?.[1] ?? '?'
}

function textOf(list: readonly CheckpointMetadata[]): string {
  const members = list.map(
    ({ uuid, fingerprint, size, steps, processed_records }) =>
      `{"uuid":"${uuid}","identifier":null,"fingerprint":${fingerprint},"size":${size},"steps":${steps},"processed_records":${processed_records}}`,
  )
  return `[${members.join(',')}]`
}

function listed(name: string, i: number) {
  return {
    name,
    id: `01900000-0000-7000-8000-00000000000${i}`,
    deployment_id: `01900000-0000-7000-8000-00000000001${i}`,
    deployment_status: 'Running',
    storage_status: 'InUse',
  }
}
