import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AttributeValue,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { Table } from './query-all.ts'

/** Writes that happen all together or not at all. */
export type Group = readonly TransactWriteItem[]

export interface Key {
  readonly pk: string
  readonly sk: string
}

type Item = Record<string, AttributeValue>

// DynamoDB: 100 items and 4 MB a transaction. What is read may be as large as the words of an event (60 KB).
const MOST_WRITTEN = 100
const MOST_WRITTEN_BYTES = 2_000_000
const MOST_READ = 50
// Two deliveries may write the same item at once: one of them is told to come again.
const WAITS_MS = [10, 20, 40, 80, 160, 320, 640, 1_280]
const PASSING = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']

/**
 * Writes all groups, many in one transaction. A group of which a condition is not fulfilled is left out; the others are written.
 * No two groups may write the same item. Rejects where the store does: then some may be written.
 */
export async function writeAll({ client }: Table, groups: readonly Group[]): Promise<void> {
  for (const chunk of chunksOf(groups)) {
    let rest: readonly Group[] = chunk
    while (rest.length > 0) rest = await writeOrDrop({ client }, rest)
  }
}

/** Writes them all; or, where some were refused, none of them, and gives those that were not refused. */
async function writeOrDrop(
  { client }: Pick<Table, 'client'>,
  groups: readonly Group[],
): Promise<readonly Group[]> {
  try {
    await insisting(() => client.send(new TransactWriteItemsCommand({ TransactItems: groups.flat() })))
    return []
  } catch (error) {
    const codes = codesOf(error)
    const refused = groups.flatMap((group) => group.map(() => group)).filter((_, i) => codes[i] === REFUSED)
    if (refused.length === 0) throw error
    return groups.filter((group) => !refused.includes(group))
  }
}

/** The items under these keys, in their order; undefined where there is none. Strongly consistent. */
export async function readAll(
  { client, table }: Table,
  keys: readonly Key[],
): Promise<readonly (Item | undefined)[]> {
  const items: (Item | undefined)[] = []
  for (let i = 0; i < keys.length; i += MOST_READ) {
    const TransactItems = keys
      .slice(i, i + MOST_READ)
      .map(({ pk, sk }) => ({ Get: { TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } } }))
    const { Responses = [] } = await insisting(() =>
      client.send(new TransactGetItemsCommand({ TransactItems })),
    )
    items.push(...TransactItems.map((_, at) => Responses[at]?.Item))
  }
  return items
}

const REFUSED = 'ConditionalCheckFailed'

/** Attempts it again while it is refused for a reason that passes; what it is refused for at last is thrown. */
export async function insisting<T>(attempt: () => Promise<T>): Promise<T> {
  for (const waitMs of WAITS_MS) {
    try {
      return await attempt()
    } catch (error) {
      if (!willPass(error)) throw error
      await sleep(waitMs)
    }
  }
  return attempt()
}

function willPass(error: unknown): boolean {
  if (error instanceof TransactionInProgressException) return true
  const codes = codesOf(error)
  return !codes.includes(REFUSED) && codes.some((code) => PASSING.includes(code))
}

/** Per item why the transaction was cancelled; none where it was not. */
function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof TransactionCanceledException)) return []
  return (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
}

function chunksOf(groups: readonly Group[]): readonly (readonly Group[])[] {
  const chunks: Group[][] = []
  let [items, bytes] = [0, 0]
  for (const group of groups) {
    const size = Buffer.byteLength(JSON.stringify(group))
    if (chunks.length === 0 || items + group.length > MOST_WRITTEN || bytes + size > MOST_WRITTEN_BYTES) {
      chunks.push([])
      ;[items, bytes] = [0, 0]
    }
    chunks.at(-1)?.push(group)
    items += group.length
    bytes += size
  }
  return chunks
}
