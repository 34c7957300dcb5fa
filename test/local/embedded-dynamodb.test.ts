import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTables, TABLES } from '../../infra/local/create-tables.ts'
import { withLock } from '../../infra/local/directory-lock.ts'
import { localDynamoDbClient } from '../../infra/local/dynamodb-client.ts'
import { type EmbeddedDynamoDb, useEmbeddedDynamoDb } from '../../infra/local/embedded-dynamodb.ts'
import { databasesOn } from '../../infra/local/embedded-dynamodb-binary.ts'
import { isAlive, markOf } from '../../infra/local/process-mark.ts'
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

describe('users of one data directory', () => {
  it('who start at once share one database, and the last one stops it', async () => {
    const all = [user(), user(), user(), user()]
    const endpoints = await Promise.all(all.map(({ firstLine }) => firstLine))
    expect(new Set(endpoints)).toEqual(new Set([note().endpoint]))
    expect(databases()).toEqual([note().pid])
    for (const one of all) {
      expect(databases()).toHaveLength(1)
      await one.finish()
    }
    expect(databases()).toEqual([])
    expect(existsSync(join(dataDirectory, 'dynamodb.json'))).toBe(false)
  })

  it('keep it through Ctrl-C, which reaches every process of the terminal', async () => {
    const interrupted = user()
    const endpoint = await interrupted.firstLine
    process.kill(-interrupted.pid, 'SIGINT')
    await interrupted.exited
    expect(databases()).toHaveLength(1)
    const next = await use()
    expect(next.endpoint).toBe(endpoint)
    await next.release()
  })

  it('adopt it when the one before was killed, and do not wait for that one when they stop it', async () => {
    const killed = user()
    const endpoint = await killed.firstLine
    await killed.kill()
    const next = await within10s(use)
    expect(next.endpoint).toBe(endpoint)
    await next.release()
    expect(databases()).toEqual([])
  })

  it('are held up by no kill at any instant of starting or stopping, and never have two databases', async () => {
    for (let afterMs = 20; afterMs <= 160; afterMs += 10) {
      const killed = user()
      // Some are killed as they start, others as they stop.
      if (afterMs % 20 === 0) void killed.firstLine.then(() => killed.finish())
      await sleep(afterMs)
      await killed.kill()
      const next = await within10s(use)
      expect(databases()).toEqual([note().pid])
      await next.release()
      expect(databases()).toEqual([])
    }
  })

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

  it('that nobody noted, its starter being killed, is ended before another is started', async () => {
    const first = await use()
    rmSync(join(dataDirectory, 'dynamodb.json'))
    const second = await use()
    expect(databases()).toEqual([note().pid])
    await first.release()
    await second.release()
    expect(databases()).toEqual([])
  })

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
    if (innocent.pid === undefined) throw new Error('no process')
    try {
      const killed = user()
      await killed.firstLine
      const before = note()
      process.kill(before.pid, 'SIGKILL')
      await killed.kill()
      const reused = { ...before, pid: innocent.pid, started: mark(before.started) }
      writeFileSync(join(dataDirectory, 'dynamodb.json'), JSON.stringify(reused))
      const next = await within10s(use)
      expect(databases()).toEqual([note().pid])
      await next.release()
      expect(isAlive(markOf(innocent.pid))).toBe(true)
    } finally {
      innocent.kill('SIGKILL')
    }
  })
})
