import { expect, it } from 'vitest'
import { UNOBSERVABLE_REASONS } from '../../lambdas/domain/observation.ts'

it('every reason for which a pipeline cannot be seen has words of its own, with the status of the answer where there is one', () => {
  const words = Object.values(UNOBSERVABLE_REASONS)
  for (const one of words) expect(one).toMatch(/^the |^Feldera |^this |^too many |^no /)
  expect(new Set(words).size).toBe(words.length)
  const statuses = Object.entries(UNOBSERVABLE_REASONS).map(([reason, one]) => [
    reason,
    /[45]\d\d|[45]xx/.exec(one)?.[0],
  ])
  expect(Object.fromEntries(statuses.filter(([, status]) => status !== undefined))).toEqual({
    stopped: '503',
    'pipeline-unavailable': '503',
    'pipeline-unreachable': '503',
    'unknown-pipeline': '404',
    unsupported: '404',
    unauthorized: '401',
    forbidden: '403',
    'tenant-required': '400',
    'request-refused': '4xx',
    'rate-limited': '429',
    'storage-error': '500',
    'server-error': '5xx',
  })
})
