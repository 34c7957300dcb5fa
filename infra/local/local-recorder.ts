import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Archive } from '../../lambdas/archive/archive.ts'
import type { Witness } from '../../lambdas/archive/log/notes/witness-text.ts'
import { watchedRows } from '../../lambdas/domain/overview.ts'
import { createDynamoLogProgress } from '../../lambdas/ledger/work/dynamo-log-progress.ts'
import { createDynamoStoreWork } from '../../lambdas/ledger/work/dynamo-store-work.ts'
import type { Configuration } from '../../lambdas/recorder/configuration/configuration.ts'
import { createFeldera } from '../../lambdas/recorder/feldera/feldera.ts'
import type { RecorderLog } from '../../lambdas/recorder/log.ts'
import type { RunPorts } from '../../lambdas/recorder/run.ts'
import type { RunResult } from '../../lambdas/recorder/run-result.ts'
import type { Noted } from '../../lambdas/recorder/sequencing/noted-ledger.ts'
import { type SequenceOptions, sequence } from '../../lambdas/recorder/sequencing/sequence.ts'
import { checkStores } from '../../lambdas/recorder/stores/check-stores.ts'
import type { OpenKept } from '../../lambdas/recorder/stores/kept-in.ts'
import { createOpenStore } from '../../lambdas/recorder/stores/open-configured.ts'
import type { StoresResult } from '../../lambdas/recorder/stores/stores-entry.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { createWitnessing } from '../../lambdas/recorder/witnessing/witnessing.ts'
import { keptInFiles } from '../../lambdas/stores/keeping/kept-places.ts'
import { TABLES } from './create-tables.ts'
import type { DataDirectory } from './data-directory.ts'
import { inBackground } from './in-background.ts'
import { tickOf } from './local-tick.ts'
import { localSigner, ORIGIN, signerBefore } from './log-key.ts'

export interface LocalRecorder {
  /** One run. */
  readonly tick: (watched: {
    readonly configuration: Configuration
    /** Its bytes, and their SHA-256 (hex). */
    readonly bytes: Uint8Array
    readonly hash: string
    /** The schedule's period; null where there is none. */
    readonly everyMs: number | null
    /** In how many shards, which run side by side. */
    readonly shards: number
  }) => Promise<RunResult>
  /** The stores that are due, of all pipelines that were watched last; undefined where none was. */
  readonly checkStores: (configuration: Configuration) => Promise<StoresResult | undefined>
  /** Resolves when no witness is being asked any more. */
  readonly witnessed: () => Promise<void>
}

export interface LocalRecorderOptions extends Pick<RunPorts, 'ledger' | 'overviews'> {
  readonly client: DynamoDBClient
  readonly archive: Archive
  readonly data: DataDirectory
  readonly environment: { readonly [name: string]: string | undefined }
  readonly witnesses: readonly Witness[]
  readonly log: RecorderLog
}

/** The recorder of one machine: the code that runs in AWS. */
export function createLocalRecorder(options: LocalRecorderOptions): LocalRecorder {
  const { client, ledger, overviews, archive, data, environment, witnesses, log } = options
  const signer = localSigner(data, ORIGIN)
  const before = signerBefore(data, ORIGIN)
  const recording = { ledger, archive, clock: systemClock, random: Math.random, log }
  const sequencing = {
    ...recording,
    progress: createDynamoLogProgress({ client, table: TABLES.work }),
    signer,
    ...(before === undefined ? {} : { before }),
  }
  const witnessing = inBackground(
    createWitnessing({
      archive,
      witnesses,
      signer: async () => signer,
      clock: systemClock,
      log,
      loopback: true,
    }),
  )
  const running: RunPorts = {
    ...recording,
    overviews,
    feldera: createFeldera({ environment, clock: systemClock, random: Math.random, loopback: true }),
    sequence: (options: SequenceOptions, noted: Noted) => sequence(sequencing, options, noted),
    ...(witnesses.length === 0 ? {} : { witness: witnessing.begin }),
  }
  const openKept: OpenKept = async ({ pipeline }) => {
    const places = keptInFiles(data.archive, pipeline)
    return places === undefined ? undefined : { places, storeInS3: null }
  }
  const checking = {
    ...recording,
    sequence: running.sequence,
    stores: createDynamoStoreWork({ client, table: TABLES.work }),
    openStore: createOpenStore(environment),
    openKept,
  }
  return {
    tick: ({ configuration, hash, bytes, everyMs, shards }) =>
      tickOf(
        running,
        {
          configuration,
          configurationHash: hash,
          configurationBytes: bytes,
          everyMs,
          beginUntilMs: Number.POSITIVE_INFINITY,
        },
        shards,
      ),
    checkStores: async (configuration) =>
      checkStores(checking, {
        configuration,
        shard: '0',
        pipelines: watchedRows(await overviews.all()),
        endMs: Number.POSITIVE_INFINITY,
      }),
    witnessed: witnessing.ended,
  }
}
