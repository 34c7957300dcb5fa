import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers } from './dynamodb-health.ts'
import { argumentsFor, binaryPath } from './embedded-dynamodb-binary.ts'
import { freePort } from './free-port.ts'

// Measured: it listens within 30 ms; a machine under load may take long, a broken file for ever.
const START_WITHIN_MS = 10_000
const TRIES = 5

export interface DynamoDbOptions {
  /** Absent: everything is kept in memory. */
  readonly file?: string
  readonly logFile?: string
  /** Tried before any other: clients of one that died find its successor where it was. */
  readonly firstPort?: number | undefined
  /** Told in the same moment in which the process exists, so that a kill leaves none that nobody knows. */
  readonly onSpawned?: (process: DynamoDbProcess) => void
}

export interface DynamoDbProcess {
  readonly pid: number
  readonly port: number
}

/**
 * Starts the embedded DynamoDB on a loopback port, in a group of its own: Ctrl-C must not end it before we are done.
 * Rejects where the platform has none, or it does not come up within 10 s; then none is left running.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDbProcess> {
  const binary = binaryPath(process)
  const until = Date.now() + START_WITHIN_MS
  for (let tries = 0; tries < TRIES && Date.now() < until; tries += 1) {
    const first = tries === 0 ? options.firstPort : undefined
    const started = await startOn({ binary, port: first ?? (await freePort()), until }, options)
    // Not started: the port may have been taken between our look and its bind.
    if (started !== undefined) return started
  }
  const where = options.logFile === undefined ? '' : `: see ${options.logFile}`
  throw new Error(`the embedded DynamoDB does not start${where}`)
}

async function startOn(
  place: { readonly binary: string; readonly port: number; readonly until: number },
  { file, logFile, onSpawned }: DynamoDbOptions,
): Promise<DynamoDbProcess | undefined> {
  const { port, until } = place
  const log = logFile === undefined ? openUnnamedFile() : openSync(logFile, 'a+')
  const logStart = fstatSync(log).size
  const child = spawn(place.binary, argumentsFor(port, file), { detached: true, stdio: ['ignore', log, log] })
  child.unref()
  let started: DynamoDbProcess | undefined
  try {
    if (child.pid === undefined)
      throw new Error(`${place.binary} cannot be run`, { cause: await failure(child) })
    const spawned = { pid: child.pid, port }
    onSpawned?.(spawned)
    for (; started === undefined && !hasEnded(child) && Date.now() < until; await sleep(10)) {
      // Its own word first: on a port that was taken meanwhile, somebody else's DynamoDB may answer.
      const listens = readFrom(log, logStart).includes(`listening on http://127.0.0.1:${port}\n`)
      if (listens && (await answers(port))) started = spawned
    }
    return started
  } finally {
    if (started === undefined) await kill(child)
    closeSync(log)
  }
}

async function failure(child: ChildProcess): Promise<unknown> {
  const [error]: unknown[] = await once(child, 'error')
  return error
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** Waits for its end: the next try stands on the same file. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return
  const exit = once(child, 'exit')
  // Nothing else may keep us alive until then, and an end in the middle of this would be without a word.
  child.ref()
  child.kill('SIGKILL')
  await exit
}

function openUnnamedFile(): number {
  const path = join(tmpdir(), `dynamodb-${randomBytes(8).toString('hex')}.log`)
  const file = openSync(path, 'ax+')
  unlinkSync(path)
  return file
}

function readFrom(file: number, position: number): string {
  const bytes = Buffer.alloc(64 * 1024)
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, position))
}
