import { PutObjectCommand, PutObjectRetentionCommand } from '@aws-sdk/client-s3'
import { equalBytes } from '../../archive/equal-bytes.ts'
import { failure } from '../s3-failure.ts'
import { createS3Store } from '../s3-store.ts'
import { isSameDigest } from './digest.ts'
import { digested } from './digested.ts'
import { copyWithin } from './s3-copy.ts'
import { borne, lockOf, putOf, type Written } from './s3-once.ts'
import { digestAt, keyOf, type S3WriterPorts, type Standing, standingAt } from './s3-place.ts'
import { streamInto } from './s3-stream.ts'
import type { Copied, CopyOptions, CopySource, StoreWriter } from './store-writer.ts'

/**
 * Writes into a bucket: S3 copies on its own what it can reach, and what it cannot is streamed, in parts of 16 MiB. Conditional headers keep
 * every name to its first bytes; S3 computes a SHA-256 of all that it is given or copies, and refuses what was damaged on the way.
 */
export function createS3Writer(ports: S3WriterPorts): StoreWriter {
  return {
    locks: ports.lockMode !== null,
    copy: (name, from, options) => told(ports, name, () => copied(ports, name, from, options)),
    put: async (name, bytes, lockUntilMs) => {
      const command = new PutObjectCommand({
        ...putOf(ports, name, bytes, lockUntilMs),
        ContentType: 'application/json',
      })
      const answer = await told(ports, name, () => borne(() => ports.client.send(command)))
      if (answer !== 'there') return 'put'
      const there = await createS3Store(ports).read(name, bytes.length)
      return there.kind === 'had' && equalBytes(there.bytes, bytes) ? 'put' : 'taken'
    },
    lock: (name, untilMs) =>
      told(ports, name, async () => {
        const there = await standingAt(ports, name)
        return there === undefined
          ? undefined
          : { bytes: there.object.bytes, lockedUntilMs: await lockedUntil(ports, name, there, untilMs) }
      }),
  }
}

async function copied(
  ports: S3WriterPorts,
  name: string,
  from: CopySource,
  options: CopyOptions,
): Promise<Copied> {
  // Streaming is dear: what stands there is looked for first. A copy within S3 says so itself.
  const before = from.inS3 === null ? await standingAt(ports, name) : undefined
  if (before !== undefined) return compared(ports, name, before, from, options)
  const written: Written =
    from.inS3 === null
      ? await streamInto(ports, name, from, options)
      : await copyWithin(ports, name, { ...from, inS3: from.inS3 }, options)
  if (written.kind === 'there') {
    const there = await standingAt(ports, name)
    // S3 has one answer for "something stands there" and for "the source is another by now".
    return there === undefined ? { kind: 'changed' } : compared(ports, name, there, from, options)
  }
  if (written.kind !== 'written') return written
  if (options.expected !== undefined && !isSameDigest(written.digest, options.expected))
    return { kind: 'differs', digest: written.digest }
  const lockedUntilMs = ports.lockMode === null ? null : options.lockUntilMs
  return { kind: 'copied', digest: written.digest, lockedUntilMs, wasThere: false }
}

async function compared(
  ports: S3WriterPorts,
  name: string,
  there: Standing,
  { reader, object }: CopySource,
  { expected, isNameExact = false, lockUntilMs, isTimeUp }: CopyOptions,
): Promise<Copied> {
  if (there.object.bytes !== object.bytes) return { kind: 'taken' }
  const found = await digestAt(ports, there, expected?.partBytes, isTimeUp)
  if (found === undefined) return isTimeUp() ? { kind: 'out-of-time' } : { kind: 'taken' }
  if (expected !== undefined && !isSameDigest(found, expected)) return { kind: 'taken' }
  if (expected === undefined && !isNameExact) {
    const wanted = await digested({ reader, object, digestBy: found.partBytes, isTimeUp }, () => {})
    if (wanted.kind !== 'digested') return wanted
    if (!isSameDigest(found, wanted.digest)) return { kind: 'taken' }
  }
  const lockedUntilMs =
    lockUntilMs === null ? there.lockedUntilMs : await lockedUntil(ports, name, there, lockUntilMs)
  return { kind: 'copied', digest: found, lockedUntilMs, wasThere: true }
}

/** Prolongs the lock where it ends before that. */
async function lockedUntil(
  ports: S3WriterPorts,
  name: string,
  there: Standing,
  untilMs: number,
): Promise<number | null> {
  const { lockMode, client } = ports
  if (lockMode === null) return null
  if (there.lockedUntilMs !== null && there.lockedUntilMs >= untilMs) return there.lockedUntilMs
  const { ObjectLockMode: Mode, ObjectLockRetainUntilDate: RetainUntilDate } = lockOf(ports, untilMs)
  const command = new PutObjectRetentionCommand({
    ...keyOf(ports, name),
    Retention: { Mode, RetainUntilDate },
  })
  await client.send(command)
  return untilMs
}

async function told<T>(ports: S3WriterPorts, name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw failure(ports, `${name}: write`, cause)
  }
}
