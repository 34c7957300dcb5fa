import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import { createFelderaClient } from '../../lambdas/recorder/feldera/ask.ts'
import { createAgents, exchange } from '../../lambdas/recorder/feldera/http.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { configuration, recording } from '../support/recording.ts'
import { checkpointBody } from './body.ts'
import { type Poison, poisonous } from './poisons.ts'

export interface Measured {
  /** Until the last of the others was answered, and until all of them were recorded. */
  readonly answeredMs: number
  readonly recordedMs: number
  /** The most memory there was beyond that of the beginning. */
  readonly grownBytes: number
  readonly recorded: number
}

export interface Asked {
  readonly others: number
  readonly poison: Poison | null
  /** How long a good answer takes. */
  readonly latencyMs: number
  readonly answerMs: number
}

const POISONED = 'poisoned'

/** One real run over one host that lists many pipelines, one of them as the poison has it; without any, it answers as the others do. */
export async function measured({ others, poison, latencyMs, answerMs }: Asked): Promise<Measured> {
  const good: RequestListener = ({ url = '' }, response) => {
    const body = checkpointBody(url)
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body), latencyMs)
  }
  const bad = poison === null ? good : poisonous(poison)
  const server = createServer((request, response) =>
    (request.url?.includes(`/${POISONED}/`) === true ? bad : good)(request, response),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const names = [POISONED, ...Array.from({ length: others }, (_, i) => `p${i}`)]
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const agents = createAgents({ loopback: true })
  const limits = { answerMs, bodyBytes: 8 * 1024 * 1024 }
  const feldera = createFelderaClient({
    exchange: (request) => exchange({ agents, clock: systemClock, limits }, request),
    credentials: { authorization: async () => ({ kind: 'header', value: undefined }) },
    clock: systemClock,
    random: Math.random,
  })
  let [answeredMs, recordedMs, recorded, most] = [0, 0, 0, 0]
  const begun = performance.now()
  const world = recording(at(configuration(names), url), ({ ledger }) => ({
    clock: systemClock,
    feldera: {
      ...feldera,
      listCheckpoints: async (source, name) => {
        const asked = await feldera.listCheckpoints(source, name)
        if (name !== POISONED) answeredMs = performance.now() - begun
        return asked
      },
    },
    ledger: {
      ...ledger,
      append: async (sealed) => {
        const isOther = sealed.entry.ledger.startsWith('prod/p') && sealed.entry.ledger !== `prod/${POISONED}`
        if (isOther) [recorded, recordedMs] = [recorded + 1, performance.now() - begun]
        return ledger.append(sealed)
      },
    },
  }))
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 5)
  await world.run()
  clearInterval(watch)
  agents.http.destroy()
  server.closeAllConnections()
  await once(server.close(), 'close')
  return { answeredMs, recordedMs, recorded, grownBytes: Math.max(0, most - before) }
}

function at(watched: Configuration, url: string): Configuration {
  return { ...watched, sources: watched.sources.map((source) => ({ ...source, url })) }
}
