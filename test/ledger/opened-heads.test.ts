import { describe, expect, it } from 'vitest'
import { sealAll } from '../../lambdas/domain/sealing.ts'
import { type Item, itemOf, sealedFrom } from '../../lambdas/ledger/item.ts'
import { createOpenedHeads } from '../../lambdas/ledger/opened-heads.ts'
import { havingSeen } from '../support/believing.ts'
import { at, checkpoint } from '../support/listings.ts'

const small = itemOf(havingSeen(checkpoint(1)))
const large = itemOf(havingSeen(...Array.from({ length: 30 }, (_, i) => checkpoint(i))))
const [before, after] = [itemOf(havingSeen(checkpoint(1))), itemOf(havingSeen(checkpoint(1), checkpoint(2)))]

/** As it comes again from the table: the same, and not one object of it. */
function again(item: Item): Item {
  return structuredClone(item)
}

function outcome(open: (item: Item) => unknown, item: Item): unknown {
  try {
    return open(item)
  } catch (error) {
    return String(error)
  }
}

describe('a head that was opened before', () => {
  it.each([
    ['in plain text', small],
    ['compressed', large],
  ])('is known again, its state %s', (_, item) => {
    const open = createOpenedHeads()
    const first = open(item)
    expect(first).toEqual(sealedFrom(item))
    expect(open(again(item))).toBe(first)
  })

  it.each<[string, Item]>([
    ['another entry', { ...large, body: before['body'] ?? { S: '' } }],
    ['another hash', { ...large, hash: { S: '0'.repeat(64) } }],
    ['another seq', { ...large, sk: { N: '2' } }],
    ['no hash', { pk: { S: 'prod/orders' }, sk: { N: '1' } }],
    ['another state', { ...large, state: small['state'] ?? { S: '' } }],
    ['a state of one other byte', { ...large, state: { B: flipped(large['state']?.B) } }],
    [
      'a state that is shorter',
      { ...large, state: { B: large['state']?.B?.subarray(1) ?? new Uint8Array() } },
    ],
    ['no state', { ...large, state: { NULL: true } }],
    ['what was seen since', after],
  ])('is opened anew where it has %s', (_, other) => {
    const open = createOpenedHeads()
    open(large)
    expect(outcome(open, other)).toEqual(outcome(sealedFrom, other))
    // What could not be opened is not remembered either.
    expect(open(again(large))).toEqual(sealedFrom(large))
  })

  it('of so many ledgers and no more: whose was opened first is opened anew', () => {
    const open = createOpenedHeads(2)
    const [a, b, c] = ['a', 'b', 'c'].map(headOf)
    if (a === undefined || b === undefined || c === undefined) throw new Error('no heads')
    const opened = [a, b, c].map(open)
    expect(open(again(c))).toBe(opened[2])
    expect(open(again(b))).toBe(opened[1])
    expect(open(again(a))).not.toBe(opened[0])
    // It took the place of the next one.
    expect(open(again(b))).not.toBe(opened[1])
  })
})

function headOf(name: string): Item {
  const [sealed] = sealAll(undefined, {
    at: at(0),
    by: 'recorder',
    epoch: null,
    events: [{ kind: 'loss-rehearsed', severity: 'silent', data: { outcome: 'found' } }],
    evidence: [],
    ledger: `prod/${name}`,
    run: null,
  })
  if (sealed === undefined) throw new Error('nothing was sealed')
  return itemOf(sealed)
}

function flipped(bytes: Uint8Array | undefined): Uint8Array {
  const [last = 0] = bytes?.slice(-1) ?? []
  return new Uint8Array([...(bytes?.slice(0, -1) ?? []), last ^ 1])
}
