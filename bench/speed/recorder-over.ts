import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import type { Archive } from '../../lambdas/archive/archive.ts'
import { DEFAULT_POLICY } from '../../lambdas/domain/policy.ts'
import { createDynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts'
import { createMemoryLedger } from '../../lambdas/ledger/memory-ledger.ts'
import { createDynamoLogProgress } from '../../lambdas/ledger/work/dynamo-log-progress.ts'
import { createDynamoOverviews } from '../../lambdas/ledger/work/dynamo-overviews.ts'
import { createMemoryLogProgress } from '../../lambdas/ledger/work/memory-log-progress.ts'
import { createMemoryOverviews } from '../../lambdas/ledger/work/memory-overviews.ts'
import { createFeldera } from '../../lambdas/recorder/feldera/feldera.ts'
import type { RecorderLine } from '../../lambdas/recorder/log.ts'
import { run } from '../../lambdas/recorder/run.ts'
import { sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { systemClock as clock } from '../../lambdas/recorder/system-clock.ts'
import { testSigner } from '../../test/support/logging.ts'
import { createMemoryArchive } from '../../test/support/memory-archive.ts'
import type { PollerSettings } from './source-process.ts'

const LONGEST_MS = 10 * 60_000

/** Whole runs of the real recorder, over real HTTP; each says how many objects of evidence it put. */
export async function recorderOver(
  settings: PollerSettings,
  names: readonly string[],
): Promise<() => Promise<number>> {
  const { ledger, overviews, progress } = await stores(settings)
  const memory = createMemoryArchive()
  let evidenceObjects = 0
  const archive: Archive = {
    ...memory,
    put: async (name, ...given) => {
      if (name.startsWith('evidence/')) evidenceObjects += 1
      return memory.put(name, ...given)
    },
  }
  let said: RecorderLine[] = []
  const [random, signer] = [Math.random, testSigner()]
  const feldera = createFeldera({ environment: {}, clock, random, loopback: true })
  const sources = settings.urls.map((url, i) => ({
    name: `source-${i}`,
    url,
    auth: { kind: 'none' as const },
    tenant: null,
    pipelines: names,
  }))
  const ports = {
    ledger,
    overviews,
    archive,
    feldera,
    clock,
    random,
    log: (line: RecorderLine) => {
      if (line.name !== 'run-completed') said.push(line)
    },
    sequence: (...given: Parameters<Parameters<typeof run>[0]['sequence']>) =>
      sequence({ ledger, archive, progress, signer, clock, random }, ...given),
  }
  return async () => {
    evidenceObjects = 0
    said = []
    const result = await run(ports, {
      configuration: { sources, policy: DEFAULT_POLICY, overrides: [], stores: [] },
      configurationHash: '0'.repeat(64),
      configurationBytes: Buffer.from('{}'),
      shard: '0',
      everyMs: null,
      // As in Lambda, where each answer is waited for no longer than the run may last.
      beginUntilMs: Date.now() + LONGEST_MS,
    })
    if (result.pipelines.listed !== sources.length * names.length)
      throw new Error(`a run is not what is measured: ${JSON.stringify(result.pipelines)}\n${causesIn(said)}`)
    return evidenceObjects
  }
}

/** What the recorder said, each thing once and how often: which pipeline it was does not matter. */
function causesIn(lines: readonly RecorderLine[]): string {
  const texts = lines.map((line) => {
    const { pipeline, ...rest } = { pipeline: '', ...line }
    return JSON.stringify(rest).replaceAll(pipeline, '…')
  })
  return [...Map.groupBy(texts, (text) => text)].map(([text, all]) => `${all.length} × ${text}`).join('\n')
}

async function stores({ way, dynamodb }: PollerSettings) {
  if (way !== 'deployed')
    return {
      ledger: createMemoryLedger(),
      overviews: createMemoryOverviews(),
      progress: createMemoryLogProgress(),
    }
  const client = localDynamoDbClient(dynamodb)
  await createTables(client)
  const work = { client, table: TABLES.work }
  return {
    ledger: createDynamoLedger({ client, table: TABLES.ledger }),
    overviews: createDynamoOverviews(work),
    progress: createDynamoLogProgress(work),
  }
}
