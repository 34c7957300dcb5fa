import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle, bundleSizeBytes } from '../../infra/bundle.ts'
import type { PublisherEnvironment } from '../../lambdas/publisher/environment.ts'
import type { RecorderEnvironment } from '../../lambdas/recorder/environment.ts'
import type { WitnessEnvironment } from '../../lambdas/witness/environment.ts'
import { CONFIGURATION } from './project.ts'

// Some 5 % over what they are: a module that comes back to the start of a function (S3's client, zod with all its methods) is seen here.
const SIZE_LIMIT_BYTES: { readonly [name: string]: number } = {
  recorder: 500_000,
  publisher: 425_000,
  witness: 245_000,
}

const ENVIRONMENT = {
  LEDGER_TABLE: 'ledger',
  WORK_TABLE: 'work',
  ARCHIVE_BUCKET: 'archive',
  CONFIGURATION_FILE: 'pipelines.json',
  OBJECT_LOCK_MODE: 'COMPLIANCE',
  SHARD_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/1/shards',
  EVERY_MINUTES: '1',
  WITNESSES: '',
  LOG_KEY_ID_BEFORE: '',
  LOG_KEY_LOST: '',
  WITNESS_TABLE: 'witnessed',
  WITNESS_NAME: 'witness.example/w1',
  WITNESS_KEY_ID: 'arn:aws:kms:eu-west-1:123456789012:key/1',
  WITNESSED_LOGS: 'monkeys+db4d9f7e+AULaJMvTtDLHPUcUrjdDad9vDlh/PTfC2VV60JUtCfWT',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:notifications',
  CHAT_TOPIC_ARN: '',
  EVENT_BUS: 'default',
  PING_SECRET: 'checkpoint-ledger/ping',
  REHEARSE_DAYS: '7',
  LOG_ORIGIN: 'example.com/log',
  LOG_KEY_ID: 'arn:aws:kms:eu-west-1:123456789012:key/0',
  LINK_BASE: '',
  EMAIL_TEXT: 'false',
  ACCESS_TABLE: 'access',
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'ledger',
  JWT_ROLE_CLAIM: 'roles',
  JWT_ROLES: 'read=read',
  AWS_REGION: 'eu-west-1',
} satisfies RecorderEnvironment & PublisherEnvironment & WitnessEnvironment & { AWS_REGION: string }

let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-'))
})

afterAll(() => rmSync(directory, { recursive: true }))

describe.each(['recorder', 'publisher', 'witness'])('the bundle of the %s', (name) => {
  const buildIn = (place: string) => {
    const built = join(directory, place, name)
    bundle(`lambdas/${name}/handler.ts`, built, [
      { name: 'pipelines.json', bytes: readFileSync(CONFIGURATION) },
    ])
    return built
  }
  // Once for all that only look at it: a build takes seconds.
  let into: string

  beforeAll(() => {
    into = buildIn('a')
  })

  test('has the code, source maps of what is ours, which alone it names, the files beside it, and nothing else', () => {
    const files = readdirSync(into)
    const code = files.filter((file) => file.endsWith('.mjs'))
    const mapped = code.filter((file) => readFileSync(join(into, file), 'utf8').includes('sourceMappingURL='))
    expect(mapped).toContain('index.mjs')
    expect(mapped.length).toBeLessThan(code.length)
    expect(files.toSorted()).toEqual(
      [...code, ...mapped.map((file) => `${file}.map`), 'pipelines.json'].toSorted(),
    )
    for (const file of mapped) {
      const { sources }: { readonly sources: readonly string[] } = JSON.parse(
        readFileSync(join(into, `${file}.map`), 'utf8'),
      )
      expect(sources.some((source) => !source.includes('node_modules/'))).toBe(true)
    }
    expect(readFileSync(join(into, 'pipelines.json')).equals(readFileSync(CONFIGURATION))).toBe(true)
  })

  test('loads with nothing beside it and exports the handler', async () => {
    const script = `const { handler } = await import('./index.mjs'); console.log(typeof handler)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: into,
      env: { ...ENVIRONMENT, PATH: process.env['PATH'] },
    })
    expect(stdout).toBe('function\n')
  })

  test('says in a stack trace where in our sources an error was made, whatever Node was started with', async () => {
    const script = `await import('./index.mjs').catch(({ stack }) => console.log(stack))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: into,
      env: { PATH: process.env['PATH'] },
    })
    const [message, first, second] = stdout.split('\n')
    const source = readFileSync(`lambdas/${name}/environment.ts`, 'utf8').split('\n')
    const line = source.findIndex((text) => text.includes('throw new Error(`environment:')) + 1
    expect(message).toMatch(/^Error: environment: missing or wrong: /)
    expect(first).toMatch(new RegExp(`^    at lambdas/${name}/environment\\.ts:${line}:\\d+$`))
    expect(second).toMatch(new RegExp(`^    at lambdas/${name}/handler\\.ts:\\d+:\\d+$`))
  })

  test('has none of CommonJS that would call a `require` which an ES module lacks', () => {
    // esbuild's words in that place; most of them are met only when the call is made.
    for (const file of readdirSync(into))
      expect(readFileSync(join(into, file), 'utf8')).not.toContain('Dynamic require of')
  })

  test('never loads what Node keeps for fetch and WebSocket, which an import of node:http does', async () => {
    const script = `await import('./index.mjs'); console.log(process.moduleLoadList.filter((name) => name.includes('undici')).length)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: into,
      env: { ...ENVIRONMENT, PATH: process.env['PATH'] },
    })
    expect(stdout).toBe('0\n')
  })

  test('is the same bytes wherever it is built', () => {
    const other = buildIn('b/deeper')
    expect(readdirSync(other)).toEqual(readdirSync(into))
    for (const file of readdirSync(into)) {
      expect(readFileSync(join(into, file)).equals(readFileSync(join(other, file)))).toBe(true)
    }
  })

  test('counts what the entry imports at once, and not what it loads later', () => {
    const all = readdirSync(into).filter((file) => file.endsWith('.mjs'))
    const whole = all.reduce((sum, file) => sum + readFileSync(join(into, file)).length, 0)
    expect(bundleSizeBytes(into)).toBeGreaterThan(readFileSync(join(into, 'index.mjs')).length)
    expect(bundleSizeBytes(into)).toBeLessThan(whole)
  })

  test('is no more for a cold start to parse than it has to be', () => {
    expect(bundleSizeBytes(into)).toBeLessThanOrEqual(SIZE_LIMIT_BYTES[name] ?? 0)
  })
})
