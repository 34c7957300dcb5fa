import { createReadStream, createWriteStream } from 'node:fs'
import { link, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isCode } from '../../../lambdas/archive/file-archive-reader.ts'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import type { Spool } from '../../../lambdas/publisher/report/spool.ts'
import { Refused } from '../refused.ts'

/** Where the texts of pipelines wait in a file: memory does not grow with them. */
export async function fileSpool(): Promise<Spool & { readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'checkpoint-ledger-report-'))
  const path = join(folder, 'pipelines.ndjson')
  const file = await open(path, 'wx')
  let isOpen = true
  return {
    // Canonical JSON has no line breaks.
    keep: async (text) => void (await file.write(`${text}\n`)),
    all: () =>
      createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY }),
    remove: async () => {
      if (isOpen) await file.close()
      isOpen = false
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Writes the file whole or not at all, and never over one that is there: it may be the one that was signed off. */
export async function writeWhole(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const draft = `${path}.${process.pid}.draft`
  try {
    await pipeline(Readable.from(pieces), createWriteStream(draft, { flags: 'wx', flush: true }))
    await link(draft, path)
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) throw new Refused(`--out: ${path} is there already`, { cause })
    throw new Refused(`--out: ${path} cannot be written: ${errorText(cause)}`, { cause })
  } finally {
    await rm(draft, { force: true })
  }
}

export async function printAll(pieces: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(pieces), process.stdout, { end: false })
}
