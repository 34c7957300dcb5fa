import {
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { type Group, insisting, readAll, writeAll } from '../../lambdas/ledger/transactions.ts'
import { answeredBy, type Command } from './answering.ts'

const put = (pk: string, bytes = 0): TransactWriteItem => ({
  Put: { TableName: 'work', Item: { pk: { S: pk }, data: { S: 'x'.repeat(bytes) } } },
})
const namesIn = ({ input }: Command): readonly string[] => {
  const items = input['TransactItems']
  if (!Array.isArray(items)) throw new Error('no transaction')
  return (items as readonly TransactWriteItem[]).map((item) => item.Put?.Item?.['pk']?.S ?? '?')
}
const cancelled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: codes.join(),
    CancellationReasons: codes.map((Code) => ({ Code })),
  })
const inProgress = new TransactionInProgressException({ $metadata: {}, message: 'in progress' })

/** How many items each transaction has in which these groups are written. */
async function sizesOf(groups: readonly Group[]): Promise<readonly number[]> {
  const { client, asked } = answeredBy(() => ({}))
  await writeAll({ client, table: 'work' }, groups)
  return asked.map((command) => namesIn(command).length)
}

describe('groups of writes', () => {
  const groups = (count: number, size: number, bytes = 0): readonly Group[] =>
    Array.from({ length: count }, (_, i) => Array.from({ length: size }, (__, j) => put(`${i} ${j}`, bytes)))

  it.each([
    [0, 1, []],
    [100, 1, [100]],
    [101, 1, [100, 1]],
    [201, 1, [100, 100, 1]],
    [50, 2, [100]],
    [34, 3, [99, 3]],
    [67, 3, [99, 99, 3]],
  ])(
    '%i of %i go into as few transactions of 100 items as they fit, none torn',
    async (count, size, wanted) => {
      expect(await sizesOf(groups(count, size))).toEqual(wanted)
    },
  )

  it('go into transactions of two million bytes at most, each counted anew', async () => {
    const bytesOf = (group: Group) => Buffer.byteLength(JSON.stringify(group))
    const frame = bytesOf([put('0 0')])
    // Four fill one to the last byte; of one byte more it holds three.
    expect(await sizesOf(groups(9, 1, 500_000 - frame))).toEqual([4, 4, 1])
    expect(await sizesOf(groups(9, 1, 500_001 - frame))).toEqual([3, 3, 3])
    expect(await sizesOf(groups(3, 1, 3_000_000))).toEqual([1, 1, 1])
  })

  it('of which some are refused are written without them, in whichever item it was', async () => {
    const refusals = [cancelled('None', 'None', 'None', 'ConditionalCheckFailed'), undefined]
    const { client, asked } = answeredBy(() => {
      const refusal = refusals.shift()
      if (refusal !== undefined) throw refusal
      return {}
    })
    await writeAll({ client, table: 'work' }, groups(3, 2))
    expect(asked.map(namesIn)).toEqual([
      ['0 0', '0 1', '1 0', '1 1', '2 0', '2 1'],
      ['0 0', '0 1', '2 0', '2 1'],
    ])
  })

  it.each([
    ['no reason is given', cancelled()],
    [
      'a reason has no name',
      new TransactionCanceledException({ $metadata: {}, message: '', CancellationReasons: [{}] }),
    ],
    ['there are no reasons', new TransactionCanceledException({ $metadata: {}, message: '' })],
    [
      'it is no cancellation',
      Object.assign(new Error('down'), { CancellationReasons: [{ Code: 'TransactionConflict' }] }),
    ],
  ])('fail as their transaction does, without another try, where %s', async (_, error) => {
    const { client, asked } = answeredBy(() => {
      throw error
    })
    await expect(writeAll({ client, table: 'work' }, groups(1, 1))).rejects.toBe(error)
    expect(asked).toHaveLength(1)
  })
})

describe('keys', () => {
  it('are read fifty at once, and what is not there is nothing in its place', async () => {
    const { client, asked } = answeredBy(({ input }) => {
      const items = input['TransactItems']
      const of = Array.isArray(items) ? items.length : 0
      return { Responses: Array.from({ length: of - 1 }, (_, i) => ({ Item: { n: { N: String(i) } } })) }
    })
    const keys = Array.from({ length: 101 }, (_, i) => ({ pk: String(i), sk: '-' }))
    const read = await readAll({ client, table: 'work' }, keys)
    expect(asked).toHaveLength(3)
    expect(read.map((item) => item?.['n']?.N)).toEqual([
      ...Array.from({ length: 49 }, (_, i) => String(i)),
      undefined,
      ...Array.from({ length: 49 }, (_, i) => String(i)),
      undefined,
      undefined,
    ])
    expect(asked[2]?.input).toEqual({
      TransactItems: [{ Get: { TableName: 'work', Key: { pk: { S: '100' }, sk: { S: '-' } } } }],
    })
    const silent = answeredBy(() => ({}))
    expect(await readAll({ client: silent.client, table: 'work' }, keys.slice(0, 2))).toEqual([
      undefined,
      undefined,
    ])
  })
})

describe('an attempt that meets another', () => {
  const failing = (...errors: readonly unknown[]) => {
    const left = [...errors]
    let attempts = 0
    const attempt = async () => {
      attempts += 1
      if (left.length > 0) throw left.shift()
      return 'done'
    }
    return { attempt, attempts: () => attempts }
  }

  it.each([
    ['TransactionConflict', cancelled('None', 'TransactionConflict')],
    ['ThrottlingError', cancelled('ThrottlingError', 'None')],
    ['ProvisionedThroughputExceeded', cancelled('None', 'ProvisionedThroughputExceeded')],
    ['in progress', inProgress],
  ])('is made again, later each time: %s', async (_, error) => {
    const { attempt, attempts } = failing(error, error, error)
    const begun = performance.now()
    expect(await insisting(attempt)).toBe('done')
    expect(attempts()).toBe(4)
    // 10, 20 and 40 ms; a timer may fire within the millisecond before.
    expect(performance.now() - begun).toBeGreaterThan(65)
  })

  it.each([
    ['a condition that is not fulfilled', cancelled('ConditionalCheckFailed')],
    ['such a condition beside a conflict', cancelled('TransactionConflict', 'ConditionalCheckFailed')],
    ['a defect', cancelled('ValidationError')],
    ['whatever else', new Error('down')],
  ])('is not made again for %s', async (_, error) => {
    const { attempt, attempts } = failing(error)
    await expect(insisting(attempt)).rejects.toBe(error)
    expect(attempts()).toBe(1)
  })
})
