import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

// Measured: it listens within 30 ms; a machine under load may take long, a broken file for ever.
const START_WITHIN_MS = 10_000
const TRIES = 5

export interface DynamoDbOptions {
  /** Absent: everything is kept in memory. */
  readonly file?: string
  readonly logFile?: string
  /** Told in the same moment in which the process exists, so that a kill leaves none that nobody knows. */
  readonly onSpawned?: (process: DynamoDbProcess) => void
}

export interface DynamoDbProcess {
  readonly pid: number
  readonly port: number
}

/**
 * Starts the embedded DynamoDB on a free loopback port, in a group of its own: Ctrl-C must not end it before we are done.
 * Rejects where the platform has none, or it does not come up.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDbProcess> {
  const binary = binaryPath()
  for (let tries = 1; ; tries += 1) {
    const port = await freePort()
    const started = await startOn(binary, port, options)
    if (started !== undefined) return started
    // The port may have been taken between our look and its bind.
    if (tries >= TRIES)
      throw new Error(
        `the embedded DynamoDB does not start${options.logFile === undefined ? '' : `: see ${options.logFile}`}`,
      )
  }
}

/** Whether a DynamoDB answers there. */
export async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 })
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
    socket.once('timeout', () => done(false))
  })
}

async function startOn(
  binary: string,
  port: number,
  { file, logFile, onSpawned }: DynamoDbOptions,
): Promise<DynamoDbProcess | undefined> {
  const log = logFile === undefined ? 'ignore' : openSync(logFile, 'a')
  const args = [
    'serve',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    ...(file === undefined ? [] : ['--db-path', file]),
  ]
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', log, log] })
  if (typeof log === 'number') closeSync(log)
  child.unref()
  if (child.pid !== undefined) onSpawned?.({ pid: child.pid, port })
  const ended = hasEnded(child)
  for (const until = Date.now() + START_WITHIN_MS; Date.now() < until; ) {
    if (ended() || child.pid === undefined) return undefined
    if (await answers(port)) return ended() ? undefined : { pid: child.pid, port }
    await sleep(10)
  }
  child.kill('SIGKILL')
  return undefined
}

function hasEnded(child: ChildProcess): () => boolean {
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  child.once('error', () => {
    ended = true
  })
  return () => ended
}

function binaryPath(): string {
  try {
    const home = createRequire(import.meta.url).resolve(
      `@dynoxide/${process.platform}-${process.arch}/package.json`,
    )
    return join(dirname(home), 'dynoxide')
  } catch (cause) {
    throw new Error(
      `there is no embedded DynamoDB for ${process.platform} ${process.arch}: start DynamoDB Local and set AWS_ENDPOINT_URL_DYNAMODB to its address`,
      { cause },
    )
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no free port'))
        else resolve(address.port)
      })
    })
  })
}
