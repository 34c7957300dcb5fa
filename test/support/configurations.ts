import { expect } from 'vitest'
import type { Problem } from '../../lambdas/recorder/configuration/configuration-problem.ts'
import { parseConfiguration } from '../../lambdas/recorder/configuration/parse-configuration.ts'

export const SOURCE = { name: 'prod', url: 'https://feldera.example.com', pipelines: ['orders'] }

export function valid(content: unknown) {
  const parsed = parseConfiguration(JSON.stringify(content))
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems))
  return parsed
}

export function invalid(content: unknown) {
  const parsed = parseConfiguration(JSON.stringify(content))
  if (parsed.kind === 'valid') throw new Error('was taken for valid')
  return parsed.problems
}

export function expectProblem(problems: readonly Problem[], path: string, message: string) {
  expect(problems).toContainEqual({ path, message: expect.stringContaining(message) })
}
