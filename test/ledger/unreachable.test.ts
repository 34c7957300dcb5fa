import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { answeredBy } from './answering.ts'
import {
  type Adapters,
  ATTEMPTS,
  committed,
  conditionFailed,
  everyAdapter,
  sealed,
  shard,
} from './attempts.ts'

const down = new Error('down')
const cancelled = (Code?: string) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'no',
    ...(Code === undefined ? {} : { CancellationReasons: [{ Code: 'None' }, { Code }] }),
  })

function failing(...errors: readonly unknown[]): Adapters {
  const left = [...errors]
  return everyAdapter(
    answeredBy(() => {
      throw left.length > 1 ? left.shift() : left[0]
    }).client,
  )
}

describe('a table that does not answer', () => {
  it.each(ATTEMPTS)(
    'is named with what was attempted, and why it failed is kept: %s',
    async (what, attempt) => {
      const error: unknown = await attempt(failing(down)).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ message: `${what} unanswered`, cause: down })
    },
  )

  it('is named where a second request of the same attempt fails', async () => {
    const { ledger } = failing(conditionFailed, down)
    const unanswered = { message: 'prod/orders 1: read unanswered', cause: down }
    await expect(ledger.append(sealed)).rejects.toMatchObject(unanswered)
    const { client } = answeredBy(({ operation }) => {
      if (operation === 'Query') return { Items: [{ sk: { S: 'prod/orders' } }] }
      throw down
    })
    const forget = { message: 'report r1: forget unanswered', cause: down }
    await expect(everyAdapter(client).drafts.done('r1')).rejects.toMatchObject(forget)
    const pointers = { Responses: [{ Item: { at: { S: 'x' } } }] }
    let asked = 0
    const second = answeredBy(() => {
      asked += 1
      if (asked > 1) throw down
      return pointers
    })
    const read = { message: 'alert a: read unanswered', cause: down }
    await expect(everyAdapter(second.client).alerts.find('a')).rejects.toMatchObject(read)
  })

  it('costs no note that is pending: it was not settled, and that is said', async () => {
    const unsettled = { message: 'prod/orders: pending note not settled', cause: down }
    await expect(failing(down).progress.settlePending('prod/orders', 1)).rejects.toMatchObject(unsettled)
    await expect(failing(conditionFailed).progress.settlePending('prod/orders', 1)).resolves.toBeUndefined()
  })
})

describe('the log’s commit that is cancelled', () => {
  const commit = (error: unknown) => failing(error).progress.commit(committed, shard, 1)

  it('was overtaken where the version had moved on', async () => {
    expect(await commit(cancelled('ConditionalCheckFailed'))).toBe('overtaken')
  })

  it.each([['ValidationError'], [''], [undefined]])('for another reason is an error: %j', async (code) => {
    const error = cancelled(code)
    await expect(commit(error)).rejects.toMatchObject({
      message: 'log head: commit unanswered',
      cause: error,
    })
  })
})

it('an entry whose place was taken and is empty again has moved the head', async () => {
  const { client } = answeredBy(({ operation }) => {
    if (operation === 'PutItem') throw conditionFailed
    return {}
  })
  expect(await everyAdapter(client).ledger.append(sealed)).toBe('head-moved')
})
