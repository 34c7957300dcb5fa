import { expect, it } from 'vitest'
import { ALL_PIPELINES, isSelected, type Selection } from '../../../lambdas/domain/report/selection.ts'

it.each<[string, Partial<Selection>, boolean]>([
  ['all', {}, true],
  ['its source', { source: 'prod' }, true],
  ['another source', { source: 'test' }, false],
  ['a part of its name', { q: 'rder' }, true],
  ['a part of source and name, in whatever case', { q: 'OD/OR' }, true],
  ['a text that is in neither', { q: 'bills' }, false],
  ['a pattern of its name', { pipelines: 'ord*' }, true],
  ['a pattern of another', { pipelines: 'bill*' }, false],
  ['a pattern of source and name', { pipelines: 'prod/*' }, true],
  ['a pattern of another source', { pipelines: 'test/*' }, false],
  ['a pattern that would be of the source', { pipelines: 'prod*' }, false],
  ['its source and another’s pattern', { source: 'prod', pipelines: 'bill*' }, false],
  ['another source and its pattern', { source: 'test', pipelines: 'ord*' }, false],
  ['its source and a text that is in neither', { source: 'prod', q: 'x', pipelines: 'ord*' }, false],
  ['all of its own', { source: 'prod', q: 'ORDERS', pipelines: 'prod/orders' }, true],
])('a report on %s has prod/orders, or not', (_, selection, expected) => {
  expect(isSelected({ ...ALL_PIPELINES, ...selection }, 'prod/orders')).toBe(expected)
})
