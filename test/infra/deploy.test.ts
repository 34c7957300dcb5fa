import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readDeployArguments } from '../../infra/deploy/deploy-arguments.ts'
import { type AwsStub, startAwsStub } from '../support/aws-stub.ts'
import { ROOT } from './project.ts'

let directory: string
let bootstrapped: AwsStub
let bare: AwsStub
let secrets: Server

/** As much of Secrets Manager as says whether there is a secret: there is one, `feldera/there`. */
async function startSecrets(): Promise<Server> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isThere = JSON.parse(await text(request)).SecretId === 'feldera/there'
    response
      .writeHead(isThere ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' })
      .end(
        JSON.stringify(
          isThere ? { Name: 'feldera/there' } : { __type: 'ResourceNotFoundException', message: 'no' },
        ),
      )
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'deploy-'))
  const deployed = { LogOrigin: 'example.com/log', ObjectLockMode: 'COMPLIANCE', LogKeyNumber: '2' }
  bootstrapped = await startAwsStub({ CDKToolkit: {}, 'CheckpointLedger-old': deployed })
  bare = await startAwsStub({})
  secrets = await startSecrets()
})
afterAll(async () => {
  rmSync(directory, { recursive: true })
  secrets.close()
  await Promise.all([bootstrapped.stop(), bare.stop()])
})

function configuration(secret: string): string {
  const file = join(directory, `${secret.replaceAll('/', '-')}.json`)
  const source = {
    name: 'prod',
    url: 'https://feldera.example.com',
    auth: { apiKey: { secret } },
    pipelines: ['orders'],
  }
  writeFileSync(file, JSON.stringify({ sources: [source] }))
  return file
}

function deploy(
  args: readonly string[],
  { aws = bootstrapped, environment = {} }: { readonly aws?: AwsStub; readonly environment?: object } = {},
): Promise<{ readonly code: unknown; readonly stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(secrets.address() as AddressInfo).port}`,
    ...environment,
  }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['infra/deploy/deploy.ts', '--check', ...args],
      { cwd: ROOT, env },
      (error, _out, stderr) => resolve({ code: error?.code ?? 0, stderr }),
    )
  })
}

describe('a deployment', () => {
  const there = (...more: readonly string[]) => [
    '-c',
    `configuration=${configuration('feldera/there')}`,
    ...more,
  ]

  test('can begin where everything is there', async () => {
    const { code, stderr } = await deploy(there('-c', 'stage=new', '-c', 'emails=a@example.com'))
    expect(stderr).toBe('CheckpointLedger-new can be deployed.\n')
    expect(code).toBe(0)
  })

  test('says that nobody would be mailed', async () => {
    expect((await deploy(there())).stderr).toContain('Nobody will be mailed')
  })

  test.each<[string, () => Promise<{ code: unknown; stderr: string }>, string]>([
    [
      'a configuration that is not there',
      () => deploy(['-c', 'configuration=/none.json']),
      '/none.json is not there',
    ],
    ['a wrong setting', () => deploy(there('--context', 'every=10s')), '-c every: must be whole minutes'],
    ['an account without bootstrap', () => deploy(there(), { aws: bare }), 'npx cdk bootstrap'],
    ['no region', () => deploy(there(), { environment: { AWS_REGION: '' } }), 'no region is set'],
    [
      'a secret that is not there',
      () => deploy(['-c', `configuration=${configuration('feldera/none')}`]),
      'aws secretsmanager create-secret --name feldera/none',
    ],
    [
      'another name for a log that has one',
      () => deploy(there('-c', 'stage=old')),
      '-c origin=example.com/log',
    ],
    [
      'a key of the log that was replaced',
      () => deploy(there('-c', 'stage=old', '-c', 'origin=example.com/log')),
      '-c logKey=2',
    ],
    [
      'another lock than the one it has',
      () => deploy(there('-c', 'stage=old', '-c', 'objectLock=GOVERNANCE')),
      'locks in mode COMPLIANCE',
    ],
  ])('is refused, in one sentence, with %s', async (_what, deploying, said) => {
    const { code, stderr } = await deploying()
    expect(stderr).toContain(said)
    expect(stderr).not.toContain('    at ')
    expect(code).toBe(2)
  })

  test('hands everything but --check on to CDK, and takes the last of a setting that is named twice', () => {
    const args = [
      '--check',
      '-c',
      'stage=a',
      '--context',
      'stage=b',
      '--context=every=5m',
      '--require-approval',
      'never',
    ]
    const { contextOf, isCheck, passedOn } = readDeployArguments(args, ROOT)
    expect([contextOf('stage'), contextOf('every'), contextOf('nothing'), isCheck]).toEqual([
      'b',
      '5m',
      undefined,
      true,
    ])
    expect(passedOn).toEqual(args.slice(1))
  })
})
