import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { checkpointRow, statusRow } from '../../infra/local/simulated-feldera/wire.ts'
import { instant } from '../../lambdas/domain/instant.ts'
import { parseU64 } from '../../lambdas/domain/u64.ts'
import { listedIn, PERIOD_MS } from '../filling/made-up-source.ts'
import { pipelineName, type SourceSettings } from './source-process.ts'

/**
 * A process of its own that answers as so many Felderas, each with so many pipelines: their list, and of each two checkpoints. What it
 * takes must not count as ours, and what it answers is written once a minute of its own time, which the parent says.
 */

const settings = JSON.parse(process.argv[2] ?? '') as SourceSettings
const JSON_TYPE = 'application/json'
// Long enough ago that it may move on faster than the clock does.
let minute = Math.floor(Date.now() / PERIOD_MS) - 10_000
let bodies = new Map<string, Buffer>()

function written(): Map<string, Buffer> {
  const names = Array.from({ length: settings.pipelines }, (_, i) => pipelineName(i))
  const rows = names.map((name) => statusRow(running(name)))
  return new Map([
    ['/v0/pipelines?selector=status', Buffer.from(JSON.stringify(rows))],
    ...names.map((name): [string, Buffer] => [
      `/v0/pipelines/${name}/checkpoints`,
      Buffer.from(JSON.stringify(listedIn(name, minute).map(checkpointRow))),
    ]),
  ])
}

function running(name: string): Parameters<typeof statusRow>[0] {
  const checkpoints = listedIn(name, minute)
  // The same as long as the process lives: the first checkpoint of a minute that never changes.
  const id = listedIn(name, 1)[0]?.uuid
  const fingerprint = parseU64('14128757731148314856')
  if (id === undefined || fingerprint === undefined) throw new Error(`${name}: nothing made up`)
  const at = instant(0)
  const start = { status: 'Running', statusSince: at, deploymentId: id, storage: 'InUse' } as const
  const counts = { steps: minute, processedRecords: minute * 1_000, mintedAtMs: minute * PERIOD_MS }
  return { id, name, createdAt: at, ...start, fingerprint, ...counts, checkpoints }
}

const answer: RequestListener = ({ url = '' }, response) => {
  const body = bodies.get(url)
  const give = (): void => {
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': JSON_TYPE }).end(body)
  }
  if (settings.latencyMs === 0) give()
  else setTimeout(give, settings.latencyMs)
}

bodies = written()
const urls: string[] = []
for (let i = 0; i < settings.hosts; i += 1) {
  const server = createServer({ keepAliveTimeout: 60_000 }, answer)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
process.on('message', () => {
  minute += 1
  bodies = written()
  process.send?.('moved')
})
process.on('disconnect', () => process.exit())
process.send?.(urls)
