import { mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileStore } from '../../lambdas/stores/file-store.ts'
import { createFileWriter } from '../../lambdas/stores/writing/file-writer.ts'
import { filled, writeObjects } from './made-store.ts'

const LARGE_MIB = 1_024

/** One large batch through files: throughput, and that memory does not grow with it. */
export async function throughFiles(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-restore-'))
  const store = filled(1, 1)
  const [copy] = store.copies()
  if (copy === undefined) throw new Error('no copy')
  writeObjects(join(directory, 'store'), store.objects)
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
