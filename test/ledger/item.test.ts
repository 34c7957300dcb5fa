import { expect, it } from 'vitest'
import { itemOf, sealedFrom } from '../../lambdas/ledger/item.ts'
import { havingSeen } from '../support/believing.ts'
import { checkpoint } from '../support/listings.ts'

it('a state that an earlier version wrote is read with what was added since as it begins', () => {
  const head = havingSeen(checkpoint(1))
  const {
    sizes: _sizes,
    approvals: _approvals,
    unalarmed: _unalarmed,
    stale: _stale,
    ...earlier
  } = head.state
  const item = { ...itemOf(head), state: { S: JSON.stringify(earlier) } }
  expect(sealedFrom(item).state).toMatchObject({
    ...earlier,
    sizes: [],
    approvals: [],
    unalarmed: [],
    stale: null,
  })
})
