import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataDirectory } from '../../infra/local/data-directory.ts'
import { useEmbeddedDynamoDb } from '../../infra/local/embedded-dynamodb.ts'
import { startHttpServer } from '../../infra/local/http-server.ts'
import { createLocalSystem } from '../../infra/local/local-system.ts'
import { openToThisMachine } from '../../infra/local/open-access.ts'
import type { NewPipeline } from '../../infra/local/simulated-feldera/pipelines.ts'
import type { SimulatedFeldera } from '../../infra/local/simulated-feldera/server.ts'
import { watching } from '../../infra/local/watching.ts'
import type { Message } from '../../lambdas/domain/telling/message.ts'
import type { Role } from '../../lambdas/publisher/access/caller.ts'
import { createGate } from '../../lambdas/publisher/access/gate.ts'
import { createKey } from '../../lambdas/publisher/access/manage-keys.ts'
import { startQuietFeldera } from './quiet-feldera.ts'

/** The real local system over a simulated Feldera to which nothing happens but what a test commands. */
export interface WatchedLedger {
  readonly url: string
  readonly feldera: SimulatedFeldera
  readonly messages: readonly Message[]
  /** One run, and all that follows from it. */
  readonly tick: () => Promise<void>
  /** A key of that role; only where the ledger was given `apiKeys` does it ask for any. */
  readonly makeKey: (name: string, role: Role) => Promise<string>
  readonly stop: () => Promise<void>
}

export interface LedgerOptions {
  readonly pipelines: readonly NewPipeline[]
  /** As in `pipelines.json`. */
  readonly policy?: { readonly [key: string]: unknown }
  readonly apiKeys?: readonly string[]
  readonly source?: string
}

export async function startWatchedLedger({
  pipelines,
  policy = {},
  apiKeys = [],
  source = 'prod',
}: LedgerOptions): Promise<WatchedLedger> {
  const directory = mkdtempSync(join(tmpdir(), 'page-'))
  const data = openDataDirectory(join(directory, 'data'), 'configured')
  if ('problem' in data) throw new Error(data.problem)
  const feldera = await startQuietFeldera(directory, { pipelines })
  const sources = [{ name: source, url: feldera.url, pipelines: pipelines.map(({ name }) => name) }]
  const watched = watching(
    Buffer.from(JSON.stringify({ sources, policy: { confirmAfter: ['20ms'], lockFor: '1d', ...policy } })),
  )
  const database = await useEmbeddedDynamoDb({ dataDirectory: data.path, waitAtMostMs: 20_000 })
  const messages: Message[] = []
  let url = ''
  const system = await createLocalSystem({
    witnesses: [],
    endpoint: database.endpoint,
    data,
    environment: {},
    linkBase: () => url,
    admitting: (checkKey) =>
      apiKeys.length === 0
        ? openToThisMachine()
        : createGate({
            checkKey,
            environmentKeys: apiKeys.map((text) => ({ variable: 'KEY', text })),
          }),
    onEntry: () => {},
    onMessage: (message) => void messages.push(message),
    log: () => {},
  })
  const server = await startHttpServer(system.http, { host: '127.0.0.1', port: 0 })
  ;({ url } = server)
  return {
    url,
    feldera,
    messages,
    tick: async () => {
      await system.tick({ ...watched, everyMs: 1_000, shards: 1 })
      await system.settle()
    },
    makeKey: async (name, role) => {
      const asked = { name, role, expiresInMs: null, actor: 'cli:tests' }
      return (await createKey({ ...system.ports, keys: system.keys }, asked)).text
    },
    stop: async () => {
      await server.stop()
      await feldera.stop()
      await database.release()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
