import { expect, it } from 'vitest'
import { copiesLedger, pipelineOf, splitLedger } from '../../lambdas/domain/ledger-name.ts'

it.each([
  ['prod/orders', ['prod', 'orders'], 'prod/orders'],
  ['prod/orders/copies', ['prod', 'orders'], 'prod/orders'],
  ['prod/copies', ['prod', 'copies'], 'prod/copies'],
  ['prod//copies', ['prod', ''], 'prod/'],
  ['recorder/0', ['recorder', '0'], 'recorder/0'],
] as const)('%s is the ledger of a source and a name', (ledger, parts, pipeline) => {
  expect(splitLedger(ledger)).toEqual(parts)
  expect(pipelineOf(ledger)).toBe(pipeline)
})

it('what has no slash is a source', () => {
  expect(pipelineOf('prod')).toBe('prod')
})

it('the ledger of a store is that of its pipeline again', () => {
  expect(copiesLedger('prod/orders')).toBe('prod/orders/copies')
  expect(pipelineOf(copiesLedger('prod/orders'))).toBe('prod/orders')
})
