import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import type { Sealed } from '../../lambdas/domain/sealing.ts'
import type { State } from '../../lambdas/domain/state.ts'
import { fits, type Item, itemOf, sealedFrom } from '../../lambdas/ledger/item.ts'
import { rowFrom } from '../../lambdas/ledger/ledger-row.ts'
import { havingSeen } from '../support/believing.ts'
import { checkpoint } from '../support/listings.ts'

const head = havingSeen(checkpoint(1))

/** Its state, of a size that it is given by a long name. */
function stated(bytes: number): Sealed {
  const state = { ...head.state, latest: null, forerunner: null, newest: null, epoch: '' }
  return { ...head, state: { ...state, epoch: 'x'.repeat(bytes - JSON.stringify(state).length) } }
}

/** Characters that nothing can compress much. */
function random(count: number): State {
  let seed = 1
  const character = (): string => {
    seed = (seed * 48_271) % 2_147_483_647
    return String.fromCharCode(33 + (seed % 58))
  }
  return { ...head.state, epoch: Array.from({ length: count }, character).join('') }
}

describe('the state beside an entry', () => {
  it('that an earlier version wrote is read with what was added since as it begins', () => {
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

  it('can be read in the console up to 1 KB, and is compressed beyond', () => {
    expect(itemOf(stated(1_024))['state']).toHaveProperty('S')
    expect(itemOf(stated(1_025))['state']).toHaveProperty('B')
    for (const bytes of [1_024, 1_025]) expect(sealedFrom(itemOf(stated(bytes)))).toEqual(stated(bytes))
  })

  it('fits where it does so compressed, and is refused with its entry’s name where it does not', () => {
    expect(fits(stated(5_000_000).state)).toBe(true)
    expect(fits(random(200_000))).toBe(true)
    expect(fits(random(600_000))).toBe(false)
    expect(() => itemOf({ ...head, state: random(600_000) })).toThrow('prod/orders 1: the state is larger')
  })
})

describe('an item that somebody edited', () => {
  const item = itemOf(head)
  const edited = (other: { readonly [name: string]: AttributeValue | undefined }): Item =>
    Object.fromEntries(
      Object.entries({ ...item, ...other }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    )

  it.each<[string, { readonly [name: string]: AttributeValue | undefined }, string]>([
    [
      'has nothing at all',
      { pk: undefined, sk: undefined, body: undefined, hash: undefined },
      'item without',
    ],
    ['has no name', { pk: undefined }, 'undefined 1: keys or hash do not belong'],
    ['has no number', { sk: undefined }, 'prod/orders undefined: keys or hash do not belong'],
    ['has no hash', { hash: undefined }, 'prod/orders 1: keys or hash do not belong'],
    ['has no body', { body: undefined }, 'prod/orders 1: item without a body'],
    ['has a body that is no entry', { body: { S: '{}' } }, 'prod/orders 1: the body is no entry'],
    ['stands under another name', { pk: { S: 'prod/fraud' } }, 'prod/fraud 1: keys or hash do not belong'],
    ['stands under another number', { sk: { N: '2' } }, 'prod/orders 2: keys or hash do not belong'],
    ['has another hash', { hash: { S: '0'.repeat(64) } }, 'prod/orders 1: keys or hash do not belong'],
    ['has no state', { state: undefined }, 'prod/orders 1: item without a state'],
    ['has a state that is no JSON', { state: { S: '{' } }, 'prod/orders 1: the state is no JSON'],
    ['has a state that is a number', { state: { S: '7' } }, 'prod/orders 1: the state is none'],
    ['has a state that is null', { state: { S: 'null' } }, 'prod/orders 1: the state is none'],
    ['has a state without a list', { state: { S: '{"alerts":[]}' } }, 'prod/orders 1: the state is none'],
    ['has a list that is none', { state: { S: '{"listed":7,"alerts":[]}' } }, 'the state is none'],
    ['has a state without alerts', { state: { S: '{"listed":[]}' } }, 'prod/orders 1: the state is none'],
    ['has alerts that are none', { state: { S: '{"listed":[],"alerts":7}' } }, 'the state is none'],
    ['has damaged bytes', { state: { B: Uint8Array.of(1, 2) } }, 'the state cannot be decompressed'],
  ])('that %s is refused, with its name', (_, other, problem) => {
    expect(() => sealedFrom(edited(other))).toThrow(problem)
  })

  it.each([
    ['body', { S: '{}' }],
    ['state', { S: '{' }],
    ['state', { B: Uint8Array.of(1, 2) }],
  ])('keeps in its refusal what was found wrong with the %s', (name, value) => {
    const refused = expect.objectContaining({ cause: expect.any(Error) })
    expect(() => sealedFrom(edited({ [name]: value }))).toThrow(refused)
  })

  it('is told of whatever it is: how much of it can be believed, and what is wrong', () => {
    const { entry } = head
    expect(rowFrom(item)).toEqual({ kind: 'whole', seq: 1, entry, state: head.state })
    expect(rowFrom({ ...item, at: { S: '2020-01-01T00:00:00.000Z' } })).toEqual({
      kind: 'entry-only',
      seq: 1,
      entry,
      problem: 'at is not that of the body',
    })
    expect(rowFrom({ ...item, state: { S: '{' } })).toMatchObject({ kind: 'entry-only', seq: 1, entry })
    expect(rowFrom(edited({ body: undefined }))).toEqual({
      kind: 'damaged',
      seq: 1,
      problem: 'item without a body',
    })
    expect(rowFrom({})).toEqual({ kind: 'damaged', seq: Number.NaN, problem: 'item without a body' })
    expect(rowFrom(edited({ at: undefined }))).toMatchObject({ kind: 'entry-only', seq: 1 })
  })
})
