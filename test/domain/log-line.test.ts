import { expect, it } from 'vitest'
import { counted, errorText } from '../../lambdas/domain/log-line.ts'

it('an error is told with all its causes, in one line', () => {
  const error = new Error('prod/orders: append unanswered', {
    cause: new Error('the put failed', { cause: new TypeError('no connection') }),
  })
  expect(errorText(error)).toBe('prod/orders: append unanswered: the put failed: no connection')
  expect(errorText(new Error('alone'))).toBe('alone')
  expect(errorText('a text that was thrown')).toBe('a text that was thrown')
  expect(errorText(new Error('because of', { cause: 7 }))).toBe('because of: 7')
})

it('a counted line is one count of its metric, told apart by function', () => {
  expect(counted({ name: 'run-completed' }, 'RunCompleted', { nowMs: 7, functionName: 'recorder' })).toEqual({
    name: 'run-completed',
    FunctionName: 'recorder',
    RunCompleted: 1,
    _aws: {
      Timestamp: 7,
      CloudWatchMetrics: [
        {
          Namespace: 'CheckpointLedger',
          Dimensions: [['FunctionName']],
          Metrics: [{ Name: 'RunCompleted', Unit: 'Count' }],
        },
      ],
    },
  })
})
