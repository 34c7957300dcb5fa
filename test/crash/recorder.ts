import { readConfiguration } from '../../lambdas/recorder/configuration/read-configuration.ts'
import { createFelderaClient } from '../../lambdas/recorder/feldera/ask.ts'
import { createCredentials } from '../../lambdas/recorder/feldera/credentials.ts'
import { type RunPorts, run } from '../../lambdas/recorder/run.ts'
import type { RunResult } from '../../lambdas/recorder/run-result.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import type { SourceClient } from '../../lambdas/recorder/source-client.ts'
import { testSigner } from '../support/logging.ts'
import type { Invocation } from './invocation.ts'
import type { Site } from './sites.ts'
import { createSource, siteOf } from './source.ts'
import type { Stores } from './stores.ts'
import { archiveThrough, corrupted, ledgerThrough, progressThrough, through } from './through.ts'
import { KEY, type World } from './world.ts'

export const SIGNER = testSigner()

export interface RecorderOptions {
  readonly pipelines: readonly string[]
  readonly random: () => number
  readonly confirmAfter?: readonly string[]
  /** Leaves the log as it is. */
  readonly withoutLog?: boolean
}

/** The handler's work from its configuration on: a cold start each time. */
export async function record(
  { call, clock }: Pick<Invocation, 'call' | 'clock'>,
  stores: Stores,
  world: World,
  { pipelines, random, confirmAfter = ['5s', '30s'], withoutLog = false }: RecorderOptions,
): Promise<RunResult> {
  const file = JSON.stringify({
    sources: [
      { name: 'prod', url: 'http://127.0.0.1:1', auth: { apiKey: { secret: 'the/key' } }, pipelines },
    ],
    policy: { confirmAfter },
    overrides: [{ match: 'prod/losing', policy: { keepLast: 'all' } }],
  })
  const bytes = await call('configuration read', async () => Buffer.from(file), {
    corrupted: (whole) => whole.subarray(0, whole.length / 2),
  })
  const { configuration, hash } = readConfiguration(bytes)
  const ledger = ledgerThrough(call, stores.ledger)
  const archive = archiveThrough(call, stores.archive)
  const signer = {
    ...SIGNER,
    sign: through(call, 'sign', SIGNER.sign, { corrupted: (s) => corrupted(s) ?? s }),
  }
  const ports: RunPorts = {
    ledger,
    archive,
    overviews: {
      ...stores.overviews,
      read: through(call, 'overview read', stores.overviews.read, {
        corrupted: ({ version }) => ({ overview: undefined, version, unreadable: 'torn' }),
      }),
      write: through(call, 'overview write', stores.overviews.write),
    },
    feldera: clientThrough({ call, clock }, world, random),
    clock,
    random,
    log: () => {},
    sequence: async (options, noted) => {
      const progress = progressThrough(call, stores.progress)
      if (!withoutLog) await sequence({ ledger, archive, progress, signer, clock, random }, options, noted)
    },
  }
  return run(ports, {
    configuration,
    configurationHash: hash,
    configurationBytes: Buffer.from('{}'),
    shard: '0',
    everyMs: null,
    beginUntilMs: Number.POSITIVE_INFINITY,
  })
}

/** Feldera's real client over exchanges that can fail. */
function clientThrough(
  { call, clock }: Pick<Invocation, 'call' | 'clock'>,
  world: World,
  random: () => number,
): SourceClient {
  const source = createSource(world, clock)
  const asked = new Map<string, number>()
  const asks = (what: string): void => void asked.set(what, (asked.get(what) ?? 0) + 1)
  const exchange = through(
    call,
    ({ url }): Site | undefined => siteOf(url, (what) => asked.get(what) ?? 0),
    source.exchange,
    source,
  )
  const readSecret = through(call, 'secret read', async () => KEY, { corrupted: (key) => key.slice(1) })
  const credentials = createCredentials({ readSecret, exchange, clock })
  const client = createFelderaClient({ exchange, credentials, clock, random })
  return {
    ...client,
    listCheckpoints: (from, name) => {
      asks(name)
      return client.listCheckpoints(from, name)
    },
    listPipelines: (from) => {
      asks('list')
      return client.listPipelines(from)
    },
  }
}
