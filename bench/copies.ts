import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { isFaulty } from '../lambdas/domain/copies/stored-copy.ts'
import { instant } from '../lambdas/domain/instant.ts'
import { counting } from '../lambdas/stores/counting.ts'
import { createFileStore } from '../lambdas/stores/file-store.ts'
import { keepCheckpoint } from '../lambdas/stores/keeping/keep.ts'
import { keptInS3 } from '../lambdas/stores/keeping/kept-in-s3.ts'
import { objectsOf } from '../lambdas/stores/keeping/objects-of.ts'
import { check } from '../lambdas/stores/looking/check.ts'
import { type Depth, NOTHING_REMEMBERED, type Remembered } from '../lambdas/stores/looking/remembered.ts'
import { createS3Store } from '../lambdas/stores/s3-store.ts'
import type { StoreReader } from '../lambdas/stores/store-reader.ts'
import { createFileWriter } from '../lambdas/stores/writing/file-writer.ts'
import { PIPELINE } from '../test/support/stores/keeping.ts'
import { makeBatch, PLAIN } from '../test/support/stores/made-batch.ts'
import { createMemoryStore } from '../test/support/stores/memory-store.ts'
import { startS3ReadingStub } from '../test/support/stores/s3-reading-stub.ts'
import { plain, startS3WritingStub } from '../test/support/stores/s3-writing-stub.ts'
import { createSyncedStore, SOLO, type SyncedStore } from '../test/support/stores/synced-store.ts'

/** Measures what checking, keeping and restoring stored copies cost, and what of random damage a check catches: `npm run bench:copies`. */

const [CHECKPOINTS, BATCHES, MUTATIONS, DEEP_MIB, LARGE_MIB] = [200, 60, 2_000, 256, 1_024]
const START = Date.UTC(2026, 10, 1)

function filled(checkpoints: number, batchesEach: number): SyncedStore {
  const store = createSyncedStore({ ...SOLO, batchesEach })
  for (let i = 0; i < checkpoints; i += 1) store.push(START + i * 60_000)
  return store
}

async function checked(reader: StoreReader, remembered: Remembered, depth: Depth, confirm = false) {
  const counted = counting(reader)
  const began = process.cpuUsage()
  const outcome = await check(
    {
      reader: counted.reader,
      inFlight: 16,
      progress: () => {},
      clock: { now: Date.now, sleep: async () => {} },
    },
    remembered,
    { depth, confirmAfterMs: confirm ? [0] : [], believed: new Map() },
  )
  if (outcome.kind !== 'seen') throw new Error(outcome.why)
  const { user, system } = process.cpuUsage(began)
  return { ...outcome, cost: counted.cost(), cpuSeconds: (user + system) / 1_000_000 }
}

function say(what: string, { cost, cpuSeconds }: Awaited<ReturnType<typeof checked>>, objects: number): void {
  const perSecond = Math.round(objects / cpuSeconds)
  console.log(
    `| ${what} | ${objects} | ${cost.requests} | ${cost.bytes} | ${cpuSeconds.toFixed(2)} | ${perSecond} |`,
  )
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

async function onDisk(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-copies-'))
  const store = filled(CHECKPOINTS, BATCHES)
  const put = (): void => {
    for (const [name, bytes] of store.objects) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      // As rclone does: what is there is not written again.
      if (name === 'checkpoints.feldera' || !written.has(name)) writeFileSync(join(directory, name), bytes)
      written.add(name)
    }
  }
  const written = new Set<string>()
  put()
  await threeChecks('file://', store, createFileStore({ directory }), put)
  rmSync(directory, { recursive: true })
}

async function onS3(): Promise<void> {
  const store = filled(CHECKPOINTS, BATCHES)
  const stub = await startS3ReadingStub({ page: 1_000 })
  const put = (): void => {
    for (const [name, bytes] of store.objects) stub.objects.set(`/acme/orders/${name}`, bytes)
  }
  put()
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new S3Client({ endpoint: stub.endpoint, region: 'local', forcePathStyle: true, credentials })
  await threeChecks(
    'S3 (a stub on this machine)',
    store,
    createS3Store({ client, bucket: 'acme', prefix: 'orders/' }),
    put,
  )
  await stub.stop()
}

async function deeply(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-deep-'))
  const store = filled(1, 1)
  const name = [...store.objects.keys()].find((one) => one.startsWith('w')) ?? ''
  const batch = makeBatch({ ...PLAIN, columns: [DEEP_MIB * 128], blockBytes: 8_192, fanOut: 256 }, 1)
  store.objects.set(name, batch)
  for (const [one, bytes] of store.objects) {
    mkdirSync(dirname(join(directory, one)), { recursive: true })
    writeFileSync(join(directory, one), bytes)
  }
  const reader = createFileStore({ directory })
  const deep = await checked(reader, NOTHING_REMEMBERED, 'blocks')
  const mib = batch.length / 1_048_576
  console.log(
    `deep: one batch of ${mib.toFixed(0)} MiB in ${deep.cpuSeconds.toFixed(2)} s of CPU (${(mib / deep.cpuSeconds).toFixed(0)} MiB/s), ${deep.cost.requests} requests, ${(process.memoryUsage().rss / 1_048_576).toFixed(0)} MiB resident (the batch itself is held by the bench)`,
  )
  rmSync(directory, { recursive: true })
}

/** One object at a time is damaged in a store of three checkpoints; from the same seeds each time. */
async function mutations(): Promise<void> {
  const store = filled(3, 4)
  const names = [...store.objects.keys()].filter((name) => name !== 'owner.json')
  const known = (await checked(createMemoryStore(store.objects), NOTHING_REMEMBERED, 'trailer')).remembered
  const kinds = ['lost', 'cut', 'flipped', 'emptied', 'replaced by another'] as const
  const tally = new Map(kinds.map((kind) => [kind, { tried: 0, trailer: 0, deep: 0, remembering: 0 }]))
  let chance = 9
  const pick = (below: number): number => {
    chance = (Math.imul(chance, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((chance / 2 ** 32) * below)
  }
  for (let i = 0; i < MUTATIONS; i += 1) {
    const name = names[pick(names.length)] ?? ''
    const bytes = Buffer.from(store.objects.get(name) ?? '')
    const kind = kinds[i % kinds.length] ?? 'lost'
    const objects = new Map(store.objects)
    switch (kind) {
      case 'lost':
        objects.delete(name)
        break
      case 'cut':
        objects.set(name, bytes.subarray(0, pick(bytes.length)))
        break
      case 'flipped': {
        const at = pick(bytes.length)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8))
        objects.set(name, bytes)
        break
      }
      case 'emptied':
        objects.set(name, Buffer.alloc(bytes.length))
        break
      case 'replaced by another': {
        const same = names.filter((one) => one !== name && one.slice(-4) === name.slice(-4))
        objects.set(name, store.objects.get(same[pick(same.length)] ?? name) ?? bytes)
        break
      }
      default:
        kind satisfies never
    }
    const row = tally.get(kind)
    if (row === undefined) continue
    row.tried += 1
    const reader = createMemoryStore(objects)
    const isCaught = async (remembered: Remembered, depth: Depth): Promise<boolean> => {
      const { seen } = await checked(reader, remembered, depth)
      return (
        seen.copies.length !== 3 ||
        seen.copies.some(isFaulty) ||
        seen.copies.some(({ unverified }) => unverified.length > 0) ||
        seen.damaged.length + seen.unverified.length > 0
      )
    }
    if (await isCaught(NOTHING_REMEMBERED, 'trailer')) row.trailer += 1
    if (await isCaught(NOTHING_REMEMBERED, 'blocks')) row.deep += 1
    if (await isCaught(known, 'trailer')) row.remembering += 1
  }
  console.log(
    '| mutation | tried | caught by a first check | by a first deep check | by a check that remembers |',
  )
  for (const [kind, { tried, trailer, deep, remembering }] of tally)
    console.log(`| ${kind} | ${tried} | ${trailer} | ${deep} | ${remembering} |`)
}

/** What keeping and restoring ask for, on this machine: S3 copies on its own, files go through us. */
async function keptAndRestored(): Promise<void> {
  const store = filled(3, BATCHES)
  const stub = await startS3WritingStub()
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new S3Client({ endpoint: stub.endpoint, region: 'local', forcePathStyle: true, credentials })
  for (const [name, bytes] of store.objects) stub.objects.set(`/acme/orders/${name}`, plain(bytes))
  stub.objects.set('/archive/other', plain(Buffer.from('other')))
  const reader = createS3Store({ client, bucket: 'acme', prefix: 'orders/' })
  const places = keptInS3({ client, bucket: 'archive', lockMode: 'COMPLIANCE' }, PIPELINE)
  if (places === undefined) throw new Error('no path')
  const { remembered } = await checked(reader, NOTHING_REMEMBERED, 'trailer')
  console.log('| kept in S3 | objects of the checkpoint | copied | requests | bytes through us |')
  const kept = async (what: string, at: number): Promise<void> => {
    const copy = store.copies()[at]
    const objects = copy === undefined ? undefined : objectsOf(remembered, null, copy.checkpoint.uuid)
    if (copy === undefined || objects === undefined) throw new Error('not verified')
    stub.requests.length = 0
    const { reader: counted, cost } = counting(reader)
    const outcome = await keepCheckpoint(
      {
        store: counted,
        storeInS3: { bucket: 'acme', prefix: 'orders/' },
        places,
        clock: { now: () => START },
        inFlight: 8,
        progress: () => {},
      },
      {
        pipeline: PIPELINE,
        checkpoint: copy.checkpoint,
        host: null,
        hosts: 1,
        objects,
        depth: 'trailer',
        lockUntil: instant(START + 90 * 86_400_000),
        deadlineMs: Number.POSITIVE_INFINITY,
      },
    )
    if (outcome.kind !== 'kept') throw new Error(JSON.stringify(outcome))
    console.log(
      `| ${what} | ${objects.length} | ${outcome.copied.objects} | ${stub.requests.length} | ${cost().bytes} |`,
    )
  }
  await kept('the first', 0)
  await kept('the next, of which one batch is new', 1)
  await kept('again, unchanged', 1)
  client.destroy()
  await stub.stop()
}

/** One large batch through files: throughput, and that memory does not grow with it. */
async function throughFiles(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-restore-'))
  const store = filled(1, 1)
  const [copy] = store.copies()
  if (copy === undefined) throw new Error('no copy')
  for (const [name, bytes] of store.objects) {
    mkdirSync(dirname(join(directory, 'store', name)), { recursive: true })
    writeFileSync(join(directory, 'store', name), bytes)
  }
  // What is measured is the way of the bytes: only the size of the batch is as large as a real one's.
  const [name = ''] = copy.batches
  truncateSync(join(directory, 'store', name), LARGE_MIB * 1_048_576)
  const files = createFileStore({ directory: join(directory, 'store') })
  const batch = await files.head(name)
  const target = createFileWriter({
    directory: join(directory, 'archive'),
    drafts: join(directory, 'drafts'),
  })
  if (batch === undefined) throw new Error('no batch')
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  const before = process.memoryUsage().rss
  const began = { ms: performance.now(), cpu: process.cpuUsage() }
  const copied = await target.copy(
    name,
    { reader: files, object: batch, inS3: null },
    { lockUntilMs: null, isTimeUp: () => false },
  )
  clearInterval(watch)
  if (copied.kind !== 'copied') throw new Error(copied.kind)
  const { user, system } = process.cpuUsage(began.cpu)
  const seconds = (performance.now() - began.ms) / 1_000
  const cpu = (user + system) / 1_000_000
  console.log(
    `restored through files: one batch of ${LARGE_MIB} MiB, read, hashed, written and synced: ${(LARGE_MIB / seconds).toFixed(0)} MiB/s, ${(LARGE_MIB / cpu).toFixed(0)} MiB per s of CPU, ${((most - before) / 1_048_576).toFixed(0)} MiB more resident than before`,
  )
  rmSync(directory, { recursive: true })
}

console.log('| check | objects | requests | bytes read | s of CPU | objects per s of CPU |')
await onDisk()
await onS3()
await deeply()
await keptAndRestored()
await throughFiles()
await mutations()
