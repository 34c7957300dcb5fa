import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTables } from '../../../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../../../infra/local/dynamodb-client.ts'
import { sha256Hex } from '../../../lambdas/domain/canonical.ts'
import { command, type Finished, type Running } from '../../support/commands.ts'
import { startInMemoryDynamoDb } from '../../support/in-memory-dynamodb.ts'
import { type WatchedPlace, watchedPlace } from '../../support/watched-place.ts'

const ACTOR = `cli:${userInfo().username}`
const ENVIRONMENT_KEY = 'key-from-the-environment-0123456789'

// Each command is a process of its own, and several may wait for a processor.
const SLOW = { timeout: 60_000 }

let at: WatchedPlace
let running: Running
let url: string

beforeAll(async () => {
  at = await watchedPlace({ pipelines: [{ name: 'orders', fingerprint: 7n }], watch: ['orders'] })
  at.feldera.checkpoint('orders')
  const flags = ['--config', at.place.config, '--data', at.place.data, '--port', '0', '--every', '200ms']
  running = command('start', [...flags, '--api-key-env', 'API_KEY'], { API_KEY: ENVIRONMENT_KEY })
  const [, found = ''] = await running.line(/^listening on (http:\S+)$/)
  url = found
  await running.line(/^\S+ run /)
})

afterAll(async () => {
  running.kill('SIGTERM')
  await running.finished
  await at.stop()
})

async function keys(...args: readonly string[]): Promise<Finished> {
  return command('ledger', ['keys', ...args, '--data', at.place.data]).finished
}

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await keys(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

async function ask(path: string, token: string, init: RequestInit = {}) {
  const response = await fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } })
  return { status: response.status, text: await response.text() }
}

/** The bytes of every file under a folder of the data directory. */
function keptIn(folder: string): readonly Buffer[] {
  return readdirSync(join(at.place.data, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
}

describe('a key that was made beside a running server', () => {
  it('is the one thing on standard output, and lets its holder in at once', async () => {
    const { code, stdout, stderr } = await keys('create', '--name', 'grafana', '--role', 'read')
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^cl_\w{12}_\w{49}\n$/)
    expect(stderr).toContain('shown this once')
    const key = stdout.trim()
    expect(stderr).not.toContain(key)
    expect(JSON.parse((await ask('/v0/caller', key)).text)).toEqual({
      actor: `key:${key.slice(3, 15)}/grafana`,
      roles: ['read'],
    })
    expect((await ask('/v0/pipelines/orders/history/x/hold', key, { method: 'PUT' })).status).toBe(403)
  })

  it('acts in its own name, is listed without its text, and ends when it is revoked', SLOW, async () => {
    const { key, id, ...made } = await json(
      'create',
      '--name',
      'on-call',
      '--role',
      'operate',
      '--expires',
      '90d',
    )
    expect(made).toMatchObject({ name: 'on-call', role: 'operate', created_by: ACTOR, revoked_at: null })
    expect(Date.parse(made.expires_at) - Date.parse(made.created_at)).toBe(90 * 86_400_000)
    const [{ uuid }] = JSON.parse((await ask('/v0/pipelines/orders/history', key)).text).items
    const hold = { method: 'PUT', body: '{"reason":"audit"}' }
    const held = JSON.parse((await ask(`/v0/pipelines/orders/history/${uuid}/hold`, key, hold)).text)
    expect(held.held.actor).toBe(`key:${id}/on-call`)

    const listed = await json('list')
    expect(listed.map((one: { name: string }) => one.name)).toEqual(['grafana', 'on-call'])
    expect(JSON.stringify(listed)).not.toMatch(/cl_|hash/)
    for (const { recorded_seq } of listed) expect(recorded_seq).toMatch(/^\d+$/)
    // Whoever found the key somewhere has its text.
    expect(await json('revoke', key)).toMatchObject({ id, revoked_by: ACTOR })
    const after = await keys('list')
    expect(after.stdout).toMatch(new RegExp(`${id} +on-call +operate .* ${ACTOR} +\\d+$`, 'm'))
  })

  it('is in the record: made and ended, by whom, and the log takes it up', SLOW, async () => {
    const { code, stdout, stderr } = await command('ledger', ['verify', '--data', at.place.data]).finished
    expect(code, `${stdout}${stderr}`).toBe(0)
    const leaves = keptIn('archive/tile/entries').map((bytes) => bytes.toString('latin1'))
    for (const kind of ['access-key-created', 'access-key-revoked'])
      expect(leaves.some((text) => text.includes(`"kind":"${kind}"`))).toBe(true)
  })

  it('is nowhere kept or shown, taken or refused, nor is a key of the environment', SLOW, async () => {
    const { key } = await json('create', '--name', 'canary', '--role', 'operate')
    const stranger = 'a-token-that-nobody-has-given-out'
    const paths = ['/v0/caller', '/v0/nothing', '/v0/pipelines/orders/history', '/v0/alerts/x']
    const answers = []
    for (const token of [key, ENVIRONMENT_KEY, stranger, `${key}x`])
      for (const path of paths) answers.push((await ask(path, token)).text)
    await ask('/v0/alerts/x/acknowledge', key, { method: 'POST', body: '{"note":' })
    running.kill('SIGTERM')
    const { stdout, stderr } = await running.finished
    const kept = keptIn('.')
    for (const token of [key, ENVIRONMENT_KEY, stranger]) {
      expect(`${answers.join()}${stdout}${stderr}`).not.toContain(token)
      for (const bytes of kept) expect(bytes.includes(token)).toBe(false)
    }
    // What is looked for would be found: the hash of the key is.
    const hash = sha256Hex(key)
    expect(kept.some((bytes) => bytes.includes(hash))).toBe(true)
  })
})

it('a key that is not there ends with 2, and so does what is not asked for rightly', SLOW, async () => {
  const [unknown, wrong] = await Promise.all([keys('revoke', 'AAAAAAAAAAAA'), keys('create')])
  expect(unknown).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Unknown key') })
  expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--role') })
})

describe('keys of a deployed stack', () => {
  let database: Awaited<ReturnType<typeof startInMemoryDynamoDb>>
  let cloudFormation: Server
  let asked: string[]

  beforeAll(async () => {
    database = await startInMemoryDynamoDb()
    await createTables(localDynamoDbClient(database.endpoint))
    asked = []
    const describeStacks = async (request: IncomingMessage, response: ServerResponse) => {
      const body = await textOf(request)
      asked.push(body)
      const tables = body.includes('Foreign') ? [] : ['Ledger', 'Work', 'Access']
      response.writeHead(200, { 'content-type': 'text/xml' }).end(described(tables))
    }
    cloudFormation = createServer((request, response) => void describeStacks(request, response))
    await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve))
  })

  afterAll(() => {
    database.stop()
    cloudFormation.close()
  })

  async function inStack(stack: string, ...args: readonly string[]): Promise<Finished> {
    const address = cloudFormation.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return command('ledger', ['keys', ...args, '--stack', stack], {
      AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'local',
    }).finished
  }

  it('are made, listed and revoked in the tables that its outputs name', SLOW, async () => {
    const made = await inStack('CheckpointLedger-prod', 'create', '--name', 'ci', '--role', 'read', '--json')
    expect(made.code, made.stderr).toBe(0)
    const { id } = JSON.parse(made.stdout)
    expect(asked[0]).toContain('StackName=CheckpointLedger-prod')
    expect((await inStack('CheckpointLedger-prod', 'revoke', id)).code).toBe(0)
    const listed = await inStack('CheckpointLedger-prod', 'list', '--json')
    expect(JSON.parse(listed.stdout)).toMatchObject([{ id, name: 'ci', revoked_by: ACTOR }])
  })

  it('are not looked for in a stack that is none of ours', async () => {
    const { code, stderr } = await inStack('Foreign', 'list')
    expect([code, stderr]).toEqual([2, expect.stringContaining('no output LedgerTableName')])
  })
})

function described(tables: readonly string[]): string {
  const outputs = tables.map(
    (name) =>
      `<member><OutputKey>${name}TableName</OutputKey><OutputValue>${name.toLowerCase()}</OutputValue></member>`,
  )
  const stack = `<member><StackName>x</StackName><Outputs>${outputs.join('')}</Outputs></member>`
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`
}
