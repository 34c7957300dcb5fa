import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoLedger } from '../../../lambdas/ledger/dynamo-ledger.ts'
import { createDynamoLogProgress } from '../../../lambdas/ledger/work/dynamo-log-progress.ts'
import { createDynamoKeys } from '../../../lambdas/publisher/access/dynamo-keys.ts'
import type { KeyRecord } from '../../../lambdas/publisher/access/keys.ts'
import {
  createKey,
  type KeyPorts,
  recordedKeys,
  revokeKey,
} from '../../../lambdas/publisher/access/manage-keys.ts'
import { systemClock } from '../../../lambdas/recorder/system-clock.ts'
import { createTables, TABLES } from '../create-tables.ts'
import { existingData } from '../data-directory.ts'
import { localDynamoDbClient } from '../dynamodb-client.ts'
import { usingDynamoDb } from '../using-data.ts'
import { cliActor } from './cli-actor.ts'
import { type KeysAction, type KeysPlace, readKeysArguments } from './keys-arguments.ts'
import { taken } from './ledger-actions.ts'
import type { TableNames } from './stack-outputs.ts'
import { table } from './tables-of-text.ts'

const COLUMNS = [
  'id',
  'name',
  'role',
  'created_at',
  'created_by',
  'expires_at',
  'revoked_at',
  'revoked_by',
] as const

/** `npm run ledger -- keys …`: whoever may write the tables makes and ends keys; the HTTP API cannot. */
export async function keysCommand(args: readonly string[]): Promise<number> {
  const { action, place, json } = readKeysArguments(args)
  await usingKeys(place, (ports) => act(ports, action, json))
  return 0
}

async function act(ports: KeyPorts, action: KeysAction, json: boolean): Promise<void> {
  const actor = cliActor()
  switch (action.kind) {
    case 'create': {
      const { key, text } = await createKey(ports, { ...action, actor })
      if (json) return print({ ...itemOf(key), key: text })
      // To the terminal; only the key itself goes where a script would read it.
      console.error(`${tableOf([key])}\n\nThe key is shown this once; only its hash is kept:`)
      console.log(text)
      return
    }
    case 'list': {
      const recorded = await recordedKeys(ports)
      const keys = (await ports.keys.all()).map((key) => ({
        ...itemOf(key),
        // Null: whoever made it has gone round the record.
        recorded_seq: recorded.get(key.id)?.toString() ?? null,
      }))
      return json ? print(keys) : console.log(table([...COLUMNS, 'recorded_seq'], keys))
    }
    case 'revoke': {
      const key = taken(await revokeKey(ports, action.id, actor))
      return json ? print(itemOf(key)) : console.log(tableOf([key]))
    }
    default:
      return action satisfies never
  }
}

async function usingKeys(place: KeysPlace, work: (ports: KeyPorts) => Promise<void>): Promise<void> {
  if ('stack' in place) {
    // The client of CloudFormation is a second's work to load, and nobody else needs it.
    const { tablesOfStack } = await import('./stack-outputs.ts')
    const tables = await tablesOfStack(place.stack)
    return work(portsOver(new DynamoDBClient({}), tables))
  }
  const data = existingData(place.data)
  await usingDynamoDb(data, async (endpoint) => {
    const client = localDynamoDbClient(endpoint)
    await createTables(client)
    await work(portsOver(client, TABLES))
  })
}

function portsOver(client: DynamoDBClient, tables: TableNames): KeyPorts {
  return {
    keys: createDynamoKeys({ client, table: tables.access }),
    ledger: createDynamoLedger({ client, table: tables.ledger }),
    notePending: createDynamoLogProgress({ client, table: tables.work }).notePending,
    clock: systemClock,
  }
}

/** What may be shown of a key: not its hash. */
function itemOf({ id, name, role, createdAt, createdBy, expiresAt, revokedAt, revokedBy }: KeyRecord) {
  return {
    id,
    name,
    role,
    created_at: createdAt,
    created_by: createdBy,
    expires_at: expiresAt,
    revoked_at: revokedAt,
    revoked_by: revokedBy,
  }
}

function tableOf(keys: readonly KeyRecord[]): string {
  return table(COLUMNS, keys.map(itemOf))
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2))
}
