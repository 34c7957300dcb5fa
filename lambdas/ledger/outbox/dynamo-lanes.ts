import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type Instant, unixMs } from '../../domain/instant.ts'
import { isObject } from '../../domain/json-object.ts'
import type { Telling } from '../../domain/telling/storm.ts'
import { expiry } from '../expiry.ts'
import { type Table, unanswered } from '../query-all.ts'
import { isAnnouncement } from './announcement-text.ts'
import { type Claim, credibleUntilMs, type Outbox } from './outbox.ts'

/** Who may tell what stands in a lane: one item, `lane#<lane>`, while somebody does. */
export function createDynamoLanes({ client, table }: Table): Pick<Outbox, 'claim' | 'extend' | 'release'> {
  return {
    claim: async (lane, at, leaseMs) => {
      const untilMs = unixMs(at) + leaseMs
      try {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(lane),
            UpdateExpression: 'SET claimedUntilMs = :until, expiresAt = :expiry',
            ConditionExpression:
              'attribute_not_exists(pk) OR claimedUntilMs <= :now OR claimedUntilMs > :credible',
            ExpressionAttributeValues: {
              ':until': { N: String(untilMs) },
              ':now': { N: String(unixMs(at)) },
              ':credible': { N: String(credibleUntilMs(at, leaseMs)) },
              ':expiry': expiry(at),
            },
            ReturnValues: 'ALL_NEW',
          }),
        )
        return { untilMs, telling: tellingFrom(Attributes?.['telling']?.S) }
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'busy'
        throw new Error(`lane ${lane}: claim unanswered`, { cause: error })
      }
    },
    extend: (lane, claim, next) => extend({ client, table }, lane, claim, next),
    release: async (lane, claim) => {
      try {
        const command = { TableName: table, Key: keyOf(lane), ...whileHeld(claim) }
        await client.send(new DeleteItemCommand(command))
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException))
          throw new Error(`lane ${lane}: release unanswered`, { cause: error })
      }
    },
  }
}

async function extend(
  { client, table }: Table,
  lane: string,
  claim: Claim,
  { telling, at, leaseMs }: { telling: Telling | null; at: Instant; leaseMs: number },
): Promise<Claim | 'lost'> {
  const untilMs = unixMs(at) + leaseMs
  const { ConditionExpression, ExpressionAttributeValues } = whileHeld(claim)
  const update = telling === null ? ' REMOVE telling' : ', telling = :telling'
  const said = telling === null ? {} : { ':telling': { S: JSON.stringify(telling) } }
  const command = new UpdateItemCommand({
    TableName: table,
    Key: keyOf(lane),
    UpdateExpression: `SET claimedUntilMs = :until${update}`,
    ConditionExpression,
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ...said, ':until': { N: String(untilMs) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  try {
    await client.send(command)
    return { untilMs, telling }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException))
      return unanswered(`lane ${lane}: extension of a claim`)(error)
    // The client tries again by itself: an extension that landed unanswered finds its own moment there.
    return error.Item?.['claimedUntilMs']?.N === String(untilMs) ? { untilMs, telling } : 'lost'
  }
}

function keyOf(lane: string) {
  return { pk: { S: `lane#${lane}` }, sk: { S: '-' } }
}

function whileHeld({ untilMs }: Claim) {
  return {
    ConditionExpression: 'claimedUntilMs = :held',
    ExpressionAttributeValues: { ':held': { N: String(untilMs) } satisfies AttributeValue },
  }
}

/** Unreadable: none, and what it was is told again under whatever id it gets. */
function tellingFrom(text: string | undefined): Telling | null {
  if (text === undefined) return null
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value) || !isAnnouncement(value['message']) || !Array.isArray(value['members'])) return null
    return {
      message: value['message'],
      members: value['members'].filter((id): id is string => typeof id === 'string'),
    }
  } catch {
    return null
  }
}
