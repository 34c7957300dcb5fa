import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { withLock } from '../../infra/local/directory-lock.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { type EmbeddedDynamoDb, useEmbeddedDynamoDb } from '../../infra/local/embedded-dynamodb.ts'
import { databasesOn } from '../../infra/local/embedded-dynamodb-binary.ts'
import { runScript, type ScriptProcess } from '../support/child-processes.ts'

const Item = { pk: { S: 'prod/orders' }, sk: { N: '1' }, body: { S: '18446744073709551615' } }

let parent: string
let dataDirectory: string
let users: ScriptProcess[]

beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'embedded-')))
  dataDirectory = join(parent, 'data')
  users = []
})

afterEach(async () => {
  await Promise.all(users.map(({ kill }) => kill()))
  for (const name of ['data', 'copy'])
    for (const { pid } of databasesOn(join(parent, name, 'dynamodb.sqlite'))) process.kill(pid, 'SIGKILL')
  rmSync(parent, { recursive: true, force: true })
})

function user(): ScriptProcess {
  const started = runScript('test/support/database-user.ts', dataDirectory)
  users.push(started)
  return started
}

async function use(directory = dataDirectory): Promise<EmbeddedDynamoDb> {
  return useEmbeddedDynamoDb({ dataDirectory: directory, waitAtMostMs: 10_000 })
}

function databases(directory = dataDirectory): readonly number[] {
  return databasesOn(join(directory, 'dynamodb.sqlite')).map(({ pid }) => pid)
}

function note() {
  return JSON.parse(readFileSync(join(dataDirectory, 'dynamodb.json'), 'utf8'))
}

async function within10s<T>(work: () => Promise<T>): Promise<T> {
  const begun = Date.now()
  const result = await work()
  expect(Date.now() - begun).toBeLessThan(10_000)
  return result
}

/** The next user gets the only database there is, and leaves none. */
async function expectNobodyHeldUp(): Promise<void> {
  const next = await within10s(use)
  expect(databases()).toEqual([note().pid])
  await next.release()
  expect(databases()).toEqual([])
}

describe('users of one data directory', () => {
  it('who start at once share one database, and the last one stops it', async () => {
    const all = [user(), user(), user(), user()]
    const endpoints = await Promise.all(all.map(({ firstLine }) => firstLine))
    expect(new Set(endpoints)).toEqual(new Set([note().endpoint]))
    const log = readFileSync(join(dataDirectory, 'dynamodb.log'), 'utf8')
    expect([databases(), log.match(/listening/g)]).toEqual([[note().pid], ['listening']])
    for (const one of all) {
      expect(databases()).toHaveLength(1)
      await one.finish()
    }
    expect(databases()).toEqual([])
    expect(existsSync(join(dataDirectory, 'dynamodb.json'))).toBe(false)
  })

  // As the terminal sends it on Ctrl-C: to the whole group.
  it.each(['SIGINT', 'SIGKILL'])(
    'adopt it when %s ended the one before, and stop it then',
    async (signal) => {
      const ended = user()
      await ended.firstLine
      const { pid } = note()
      process.kill(-ended.pid, signal)
      await ended.exited
      const next = await within10s(use)
      // Not the endpoint: a successor would stand at the same.
      expect(note().pid).toBe(pid)
      await next.release()
      expect(databases()).toEqual([])
    },
  )

  it.each(['lock.sqlite', 'dynamodb.log', 'dynamodb.json', 'users'])(
    'are not held up by one that was killed as it started, as soon as there was its %s',
    async (name) => {
      const killed = user()
      while (!existsSync(join(dataDirectory, name))) await setImmediate()
      await killed.kill()
      await expectNobodyHeldUp()
    },
  )

  it.each([0, 3, 6, 9, 12, 15, 18, 24])(
    'are not held up by one that was killed %d ms after it began to stop',
    async (afterMs) => {
      const killed = user()
      await killed.firstLine
      void killed.finish()
      await sleep(afterMs)
      await killed.kill()
      await expectNobodyHeldUp()
    },
  )

  it('have no effect when they are not let in in time', async () => {
    await (await use()).release()
    await withLock(join(dataDirectory, 'lock.sqlite'), 1_000, async () => {
      await expect(useEmbeddedDynamoDb({ dataDirectory, waitAtMostMs: 100 })).rejects.toThrow(
        'held by another',
      )
    })
    expect(databases()).toEqual([])
  })
})

describe('a database', () => {
  it('that was killed is replaced where it was, with all that it held', async () => {
    const first = await use()
    const client = localDynamoDbClient(first.endpoint)
    await createTables(client)
    await client.send(new PutItemCommand({ TableName: TABLES.ledger, Item }))
    process.kill(note().pid, 'SIGKILL')
    const second = await within10s(use)
    expect(second.endpoint).toBe(first.endpoint)
    // The first user's own client: it goes on without a restart.
    const { pk, sk } = Item
    const found = await client.send(new GetItemCommand({ TableName: TABLES.ledger, Key: { pk, sk } }))
    expect(found.Item).toEqual(Item)
    await first.release()
    expect(databases()).toHaveLength(1)
    await second.release()
    expect(databases()).toEqual([])
  })

  it('that hangs is replaced, though the kernel still takes connections for it', async () => {
    const first = await use()
    const { pid } = note()
    process.kill(pid, 'SIGSTOP')
    const second = await within10s(use)
    expect(databases()).toEqual([note().pid])
    expect(note().pid).not.toBe(pid)
    await first.release()
    await second.release()
  })

  it.each(['no note', 'the note of an earlier one'])(
    'that its starter, being killed, did not note is ended before another is started: there is %s',
    async (left) => {
      await user().firstLine
      const path = join(dataDirectory, 'dynamodb.json')
      if (left === 'no note') rmSync(path)
      else writeFileSync(path, JSON.stringify({ ...note(), started: 'earlier' }))
      await users[0]?.kill()
      await expectNobodyHeldUp()
    },
  )

  it('of a directory is not that of its copy', async () => {
    const original = await use()
    cpSync(dataDirectory, join(parent, 'copy'), { recursive: true })
    const copy = await use(join(parent, 'copy'))
    expect(copy.endpoint).not.toBe(original.endpoint)
    expect([databases(), databases(join(parent, 'copy'))]).toEqual([
      [expect.any(Number)],
      [expect.any(Number)],
    ])
    await copy.release()
    expect(databases()).toHaveLength(1)
    await original.release()
  })
})

describe('a process that has the number of a dead database', () => {
  it.each([
    { when: 'was started at another time', mark: (started: unknown) => started },
    { when: 'is all that the note knows', mark: () => null },
  ])('is neither ended nor taken for it when it $when', async ({ mark }) => {
    const innocent = spawn('sleep', ['60'], { stdio: 'ignore' })
    try {
      await user().firstLine
      const before = note()
      process.kill(before.pid, 'SIGKILL')
      await users[0]?.kill()
      const reused = { ...before, pid: innocent.pid, started: mark(before.started) }
      writeFileSync(join(dataDirectory, 'dynamodb.json'), JSON.stringify(reused))
      await expectNobodyHeldUp()
      expect([innocent.exitCode, innocent.signalCode]).toEqual([null, null])
    } finally {
      innocent.kill('SIGKILL')
    }
  })
})
