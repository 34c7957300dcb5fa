import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from '../../lambdas/stores/file-store.ts'
import { NOTHING_REMEMBERED } from '../../lambdas/stores/looking/remembered.ts'
import { createS3Store } from '../../lambdas/stores/s3-store.ts'
import type { StoreReader } from '../../lambdas/stores/store-reader.ts'
import { localS3Client } from '../../test/support/local-s3.ts'
import { kept } from '../../test/support/s3/kept.ts'
import { startS3Stub } from '../../test/support/s3/s3-stub.ts'
import { makeBatch, PLAIN } from '../../test/support/stores/made-batch.ts'
import type { SyncedStore } from '../../test/support/stores/synced-store.ts'
import { checked, filled, START, writeObjects } from './made-store.ts'

const [CHECKPOINTS, BATCHES, DEEP_MIB] = [200, 60, 256]

/** What a first check, a check of what is unchanged, and one of a checkpoint more cost: in files, and in S3. */
export async function checks(): Promise<void> {
  console.log('| check | objects | requests | bytes read | s of CPU | objects per s of CPU |')
  await onDisk()
  await onS3()
}

async function onDisk(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-copies-'))
  const store = filled(CHECKPOINTS, BATCHES)
  const put = (): void =>
    // As rclone does: what is there is not written again.
    writeObjects(
      directory,
      store.objects,
      (name) => name !== 'checkpoints.feldera' && existsSync(join(directory, name)),
    )
  put()
  await threeChecks('file://', store, createFileStore({ directory }), put)
  rmSync(directory, { recursive: true })
}

async function onS3(): Promise<void> {
  const store = filled(CHECKPOINTS, BATCHES)
  const stub = await startS3Stub()
  const put = (): void => {
    for (const [name, bytes] of store.objects) stub.objects.set(`/acme/orders/${name}`, kept(bytes))
  }
  put()
  await threeChecks(
    'S3 (a stub on this machine)',
    store,
    createS3Store({ client: localS3Client(stub), bucket: 'acme', prefix: 'orders/' }),
    put,
  )
  await stub.stop()
}

async function threeChecks(name: string, store: SyncedStore, reader: StoreReader, put: () => void) {
  const objects = store.objects.size
  const first = await checked(reader, NOTHING_REMEMBERED, 'trailer')
  say(`${name}, first check`, first, objects)
  say(`${name}, unchanged`, await checked(reader, first.remembered, 'trailer'), objects)
  store.push(START + 86_400_000)
  put()
  say(`${name}, one checkpoint more`, await checked(reader, first.remembered, 'trailer'), store.objects.size)
}

function say(what: string, { cost, cpuSeconds }: Awaited<ReturnType<typeof checked>>, objects: number): void {
  const perSecond = Math.round(objects / cpuSeconds)
  console.log(
    `| ${what} | ${objects} | ${cost.requests} | ${cost.bytes} | ${cpuSeconds.toFixed(2)} | ${perSecond} |`,
  )
}

/** How fast every block of a batch is read. */
export async function deepCheck(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-deep-'))
  const store = filled(1, 1)
  const name = [...store.objects.keys()].find((one) => one.startsWith('w')) ?? ''
  const batch = makeBatch({ ...PLAIN, columns: [DEEP_MIB * 128], blockBytes: 8_192, fanOut: 256 }, 1)
  store.objects.set(name, batch)
  writeObjects(directory, store.objects)
  const reader = createFileStore({ directory })
  const deep = await checked(reader, NOTHING_REMEMBERED, 'blocks')
  const mib = batch.length / 1_048_576
  console.log(
    `deep: one batch of ${mib.toFixed(0)} MiB in ${deep.cpuSeconds.toFixed(2)} s of CPU (${(mib / deep.cpuSeconds).toFixed(0)} MiB/s), ${deep.cost.requests} requests, ${(process.memoryUsage().rss / 1_048_576).toFixed(0)} MiB resident (the batch itself is held by the bench)`,
  )
  rmSync(directory, { recursive: true })
}
