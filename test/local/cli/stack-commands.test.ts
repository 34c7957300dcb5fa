import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command, type Finished } from '../../support/commands.ts'
import { BUCKET, type DeployedStack, startDeployedStack } from '../../support/deployed-stack.ts'
import { kept } from '../../support/s3/kept.ts'

const STACK = 'CheckpointLedger-prod'
const ACTOR = `cli:${userInfo().username}`
// Each command is a process of its own, and several may wait for a processor.
const SLOW = { timeout: 120_000 }
// docs/commands.md, "Of a deployed stack": what a role for reading must be allowed, and no more.
const READING = ['ledger:GetItem', 'ledger:Query', 's3:GET', 'work:GetItem', 'work:Query']
const ACTING = [...READING, 'ledger:PutItem', 'work:PutItem', 'work:UpdateItem', 'work:DeleteItem']

let stack: DeployedStack
let folder: string
let between: string
const begun = new Date().toISOString()
const later = '2999-01-01T00:00:00Z'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stack-commands-'))
  stack = await startDeployedStack(STACK)
  stack.feldera.checkpoint('orders')
  await stack.tick()
  between = new Date().toISOString()
  stack.feldera.checkpoint('orders')
  await stack.tick()
}, 60_000)

afterAll(async () => {
  await stack.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function asked(...args: readonly string[]): Promise<Finished> {
  return command('ledger', args, stack.environment).finished
}

async function ofStack(...args: readonly string[]): Promise<Finished> {
  return asked(...args, '--stack', STACK)
}

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await ofStack(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

const beside = (name: string): string => join(folder, name)

describe('a command that reads a stack', () => {
  it('shows what the recorder wrote there', SLOW, async () => {
    expect(await json('history', 'orders')).toMatchObject([{ status: 'listed' }, { status: 'listed' }])
    expect(await json('runs')).toHaveLength(2)
    expect((await json('events', 'prod/orders')).length).toBeGreaterThan(1)
  })

  it('asks for reading alone, whatever it shows', SLOW, async () => {
    const period = ['--from', begun, '--to', later]
    const commands: readonly (readonly string[])[] = [
      ...['history', 'events', 'approvals', 'maintenance', 'drills'].map((list) => [list, 'orders']),
      ['events', 'recorder/0'],
      ['alerts', '--state', 'firing'],
      ['alerts'],
      ['runs'],
      ['sign-offs'],
      ['report', ...period, '--format', 'html'],
      ['attest', 'orders', '--at', between],
      ['export', ...period, '--out', beside('export')],
    ]
    for (const args of commands) {
      stack.overheard.taken()
      const { code, stderr } = await ofStack(...args)
      expect([args, code, stderr]).toEqual([args, 0, ''])
      const all = stack.overheard.taken()
      expect([args, all.length > 0, all.filter((one) => !READING.includes(one))]).toEqual([args, true, []])
    }
  })

  it('gives what verifies: an attestation, and an export', SLOW, async () => {
    const key = ['--public-key', beside('log.vkey')]
    writeFileSync(beside('log.vkey'), `${stack.vkey}\n`)
    const file = beside('attestation.json')
    expect((await ofStack('attest', 'orders', '--at', between, '--out', file)).code).toBe(0)
    const proven = await asked('verify', '--attestation', file, ...key)
    expect(proven.code, proven.stdout).toBe(0)
    // Alone it rules nothing out that a `--seen` would.
    expect((await asked('verify', '--archive', beside('export'), ...key)).code).toBe(3)
    expect(readdirSync(beside('export'))).toContain('export.json')
  })
})

describe('an action in a stack', () => {
  it('is recorded with who did it, by what docs/commands.md says it must be allowed', SLOW, async () => {
    const [{ uuid }] = await json('history', 'orders')
    stack.overheard.taken()
    expect(await json('hold', 'prod/orders', uuid, '--reason', 'audit')).toMatchObject({
      uuid,
      held: { actor: ACTOR, reason: 'audit' },
    })
    const all = stack.overheard.taken()
    expect(all.filter((one) => !ACTING.includes(one))).toEqual([])
    expect(all).toEqual(expect.arrayContaining(['ledger:PutItem', 'work:PutItem']))
    expect(await json('history', 'orders', '--limit', '1')).toMatchObject([{ held: { actor: ACTOR } }])
    expect(await json('release', 'prod/orders', uuid)).toMatchObject({ uuid, held: null })
  })

  it('plans, tells of drills and withdraws', SLOW, async () => {
    const [{ uuid }] = await json('history', 'orders')
    stack.overheard.taken()
    const until = ['--until', '4h', '--reason', 'a move']
    const plan = await json('approve', 'orders', '--kinds', 'checkpoint-missing', ...until)
    await json('maintain', 'prod/*', ...until)
    await json('drill', 'orders', uuid, '--outcome', 'succeeded', '--minutes', '5')
    expect(await json('withdraw', 'orders', plan.id)).toMatchObject({ withdrawn_by: ACTOR })
    expect(stack.overheard.taken().filter((one) => !ACTING.includes(one))).toEqual([])
  })

  it('acknowledges and resolves an alert', SLOW, async () => {
    stack.feldera.lose('orders')
    await stack.tick()
    const [{ id }] = await json('alerts', '--state', 'firing')
    stack.overheard.taken()
    expect(await json('acknowledge', id, '--note', 'seen')).toMatchObject({
      state: 'acknowledged',
      actor: ACTOR,
    })
    expect(await json('resolve', id)).toMatchObject({ state: 'resolved' })
    expect(stack.overheard.taken().filter((one) => !ACTING.includes(one))).toEqual([])
  })

  it('signs off, and archives a report locked as the stack locks', SLOW, async () => {
    const month = ['--from', '2026-01-01T00:00:00Z', '--to', '2026-02-01T00:00:00Z']
    expect(await json('sign-off', ...month)).toMatchObject({ actor: ACTOR })
    expect(await json('sign-offs')).toHaveLength(1)
    stack.overheard.taken()
    const archived = await ofStack('archive-report', '--month', '2026-01')
    expect([archived.code, archived.stderr]).toEqual([0, ''])
    expect(stack.overheard.taken().filter((one) => !ACTING.includes(one))).toEqual(['s3:PUT'])
    const stored = stack.s3.objects.get(`/${BUCKET}/reports/2026-01-01_2026-02-01/retention.json`)
    expect(stored?.headers['x-amz-object-lock-mode']).toBe('GOVERNANCE')
  })

  it('tests the notifications over the topic of the stack, as its publisher would send', SLOW, async () => {
    stack.overheard.taken()
    expect(await json('test-notification')).toMatchObject({ state: 'sent', message_id: 'of-sns' })
    expect(stack.overheard.taken().filter((one) => !ACTING.includes(one))).toEqual([])
    const sent = stack.aws.asked.find((one) => one.get('Action') === 'Publish')
    expect(sent?.get('TopicArn')).toMatch(/:Notifications$/)
    expect(sent?.get('MessageStructure')).toBe('json')
    expect(sent?.get('Message')).toContain('ledger.example/prod')
  })
})

it('rebuild --stack makes the table anew from the archive, by a key from elsewhere', SLOW, async () => {
  writeFileSync(beside('key-of-the-stack'), `${stack.vkey}\n`)
  await stack.forgetWork()
  await expect(stack.tick()).rejects.toThrow('does not know')
  const done = await ofStack('rebuild', '--public-key', beside('key-of-the-stack'))
  expect([done.code, done.stderr]).toEqual([0, ''])
  expect(done.stdout).toMatch(/^the log has \d+ entries; \d+ entries that speak of alerts/)
  await stack.tick()
  expect((await ofStack('verify')).code).toBe(0)
})

describe('verify --stack', () => {
  it('proves table and archive, with all that people did, by reading alone', SLOW, async () => {
    await stack.tick()
    stack.overheard.taken()
    const { code, stdout } = await ofStack('verify')
    expect(code, stdout).toBe(0)
    expect(stdout).toContain('is the archive’s own')
    expect(stack.overheard.taken()).toEqual(['ledger:Query', 'ledger:Scan', 's3:GET'])
  })

  it('finds what differs between the two', SLOW, async () => {
    const name = `/${BUCKET}/tile/entries/000.p/`
    const [path = ''] = [...stack.s3.objects.keys()].filter((one) => one.startsWith(name)).slice(-1)
    const stored = stack.s3.objects.get(path)
    if (stored === undefined) throw new Error(`no ${name}`)
    const bytes = Buffer.from(stored.bytes)
    bytes[60] = (bytes[60] ?? 0) ^ 1
    stack.s3.objects.set(path, kept(bytes))
    const { code, stdout } = await ofStack('verify')
    stack.s3.objects.set(path, stored)
    expect(code, stdout).toBe(1)
  })
})

it('what is not asked for rightly ends with 2, and nothing is asked of a table', SLOW, async () => {
  writeFileSync(beside('file'), '{}')
  const refusals: readonly (readonly [readonly string[], string])[] = [
    [['history', 'orders', '--data', folder], 'either --data or --stack'],
    [['rebuild'], '--public-key FILE is missing'],
    [['verify', '--attestation', beside('file')], 'takes no --stack'],
    [['verify-copies', '--location', 's3://bucket/x'], 'leave --data and --stack out'],
    [
      ['export', '--from', begun, '--to', later, '--out', beside('x'), '--archive', folder],
      'either --archive',
    ],
  ]
  stack.overheard.taken()
  for (const [args, why] of refusals) {
    const { code, stdout, stderr } = await ofStack(...args)
    expect([why, code, stdout, stderr]).toEqual([why, 2, '', expect.stringContaining(why)])
  }
  const older = await asked('history', 'orders', '--stack', 'Older')
  expect([older.code, older.stderr]).toEqual([2, expect.stringContaining('has no output LogOrigin')])
  const unknown = await asked('history', 'orders', '--stack', 'Unknown')
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('Unknown does not exist')])
  expect(stack.overheard.taken()).toEqual([])
  expect(readFileSync(beside('file'), 'utf8')).toBe('{}')
})
