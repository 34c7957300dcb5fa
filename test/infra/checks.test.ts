import type { App, PolicyViolation } from 'aws-cdk-lib'
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag'
import { beforeAll, describe, expect, test } from 'vitest'
import { ACCEPTED } from '../../infra/checks.ts'
import { ledgerApp } from './synthesized.ts'

let found: readonly PolicyViolation[]

beforeAll(() => {
  const app: App = ledgerApp({ emails: 'ops@example.com', origin: 'example.com/log' })
  const packs = [new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new ServerlessChecks(app)]
  found = packs.flatMap((pack) => pack.validateScope(app).violations)
}, 60_000)

describe('AwsSolutions, NIST 800-53 R5 and Serverless', () => {
  test('find nothing that is neither mended nor accepted', () => {
    const unaccepted = found.filter(({ ruleName }) => !ACCEPTED.some(({ rules }) => rules.test(ruleName)))
    expect(unaccepted.map(({ ruleName, violatingResources }) => [ruleName, ...violatingResources])).toEqual(
      [],
    )
  })

  test('find all that is accepted: a reason without a finding is stale', () => {
    for (const { rules } of ACCEPTED)
      expect(
        found.some(({ ruleName }) => rules.test(ruleName)),
        String(rules),
      ).toBe(true)
  })

  test('leave no more than ten findings that we live with, each with its reason', () => {
    expect(ACCEPTED.length).toBeLessThanOrEqual(10)
    for (const { reason } of ACCEPTED) expect(reason.length).toBeGreaterThan(40)
  })
})
