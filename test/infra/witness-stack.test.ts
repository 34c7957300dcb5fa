import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, type Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ACCEPTED } from '../../infra/checks.ts'
import { readWitnessSettings } from '../../infra/witness/witness-settings.ts'
import { createWitnessStack } from '../../infra/witness/witness-stack.ts'
import { withMetric } from '../../lambdas/witness/log.ts'
import { testSigner } from '../support/logging.ts'
import { flags } from './project.ts'
import { type Statement, statementsOf } from './statements.ts'

const context: { readonly [name: string]: string } = {
  witnessName: 'witness.example.org/w1',
  witnessLogs: testSigner().vkey,
  emails: 'a@example.com',
}

let directory: string
let app: App
let stack: Stack
let template: Template
let allowed: readonly Statement[]

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'witness-'))
  const code = join(directory, 'code')
  mkdirSync(code)
  writeFileSync(join(code, 'index.mjs'), '')
  app = new App({ outdir: join(directory, 'cdk.out'), context: flags() })
  const read = readWitnessSettings((name) => context[name])
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems))
  stack = createWitnessStack(app, { settings: read.settings, code })
  template = Template.fromStack(stack)
  allowed = statementsOf(template).filter(({ effect }) => effect === 'Allow')
}, 300_000)
afterAll(() => rmSync(directory, { recursive: true }))

// A changed logical id is a new, empty memory or another key: such a witness is another one.
const KEY = 'WitnessKeyEEEFD4BC'

describe('the witness', () => {
  test('keeps its trees and its key whatever becomes of the stack, under ids that never change', () => {
    const { Resources } = template.toJSON()
    expect(Object.keys(Resources)).toContain(KEY)
    for (const id of ['WitnessedTrees3904BF3C', KEY]) {
      expect(Object.keys(Resources)).toContain(id)
      expect([Resources[id].DeletionPolicy, Resources[id].UpdateReplacePolicy]).toEqual(['Retain', 'Retain'])
    }
    expect(stack.terminationProtection).toBe(true)
  })

  test('may read and replace its trees and sign, and nothing else', () => {
    const mine = allowed.filter(({ owner }) => owner.startsWith('WitnessRole'))
    const actions = new Set(mine.flatMap((one) => one.actions))
    // Besides, what every function may: its log and its own dead letters.
    expect([...actions].filter((one) => !/^(logs|sqs):/.test(one)).toSorted()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'kms:GetPublicKey',
      'kms:Sign',
    ])
  })

  test('tells of forks and failures on a topic of its own', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'LogForked', Threshold: 1 })
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'a@example.com' })
    const line = withMetric(
      { name: 'log-forked', cosigned: '', refused: '' },
      { nowMs: 0, functionName: 'f' },
    )
    expect(line).toMatchObject({ LogForked: 1 })
  })

  test('is asked by anybody, for the signature of a log is the credential, and is not to be flooded', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    })
    template.hasOutput('WitnessUrl', Match.anyValue())
  })

  test('has nothing that the checks find and nobody has accepted', () => {
    const packs = [new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new ServerlessChecks(app)]
    const found = packs.flatMap((pack) => pack.validateScope(app).violations)
    const left = found.filter(({ ruleName }) => !ACCEPTED.some(({ rules }) => rules.test(ruleName)))
    expect(left.map(({ ruleName, violatingResources }) => [ruleName, ...violatingResources])).toEqual([])
  })
})

describe('its settings', () => {
  const problems = (given: { readonly [name: string]: unknown }) => {
    const read = readWitnessSettings((name) => given[name])
    return read.kind === 'invalid' ? read.problems.map(({ path }) => path) : []
  }

  test('must name it and the logs, and are told all at once', () => {
    expect(problems({})).toEqual(['witnessName', 'witnessLogs'])
    expect(problems({ witnessName: 'https://x', witnessLogs: 'x', emails: 'nobody', stage: 'A' })).toEqual([
      'stage',
      'witnessName',
      'witnessLogs',
      'emails.0',
    ])
    expect(problems(context)).toEqual([])
  })
})
