import { createTables, TABLES } from '../infra/local/create-tables.ts'
import { localDynamoDbClient } from '../infra/local/dynamodb-client.ts'
import { startDynamoDb } from '../infra/local/dynamodb-process.ts'
import { instant } from '../lambdas/domain/instant.ts'
import { createKeyCheck } from '../lambdas/publisher/access/check-key.ts'
import { createDynamoKeys } from '../lambdas/publisher/access/dynamo-keys.ts'
import { createGate } from '../lambdas/publisher/access/gate.ts'
import { newKey } from '../lambdas/publisher/access/key-text.ts'
import type { KeyRecord } from '../lambdas/publisher/access/keys.ts'
import { withChecksum } from '../test/support/forged-keys.ts'

/** How long it takes to let a key in, and to refuse one: `node bench/access-time.ts`. Kinds take turns, so that all meet the same machine. */

const ROUNDS = 4_000
const WARM_UP = 500

const { pid, port } = await startDynamoDb({})
const client = localDynamoDbClient(`http://127.0.0.1:${port}`)
await createTables(client)
const keys = createDynamoKeys({ client, table: TABLES.access })
const createdAt = instant(Date.now())
const unrevoked = { name: 'x', role: 'read', createdAt, createdBy: 'x', expiresAt: null } as const

async function made(end: Pick<KeyRecord, 'revokedAt' | 'revokedBy'>): Promise<string> {
  const { id, hash, text } = newKey()
  await keys.add({ ...unrevoked, ...end, id, hash })
  return text
}

const good = await made({ revokedAt: null, revokedBy: null })
const revoked = await made({ revokedAt: createdAt, revokedBy: 'x' })
const kinds = [
  ['let in', () => good],
  ['unknown id', () => newKey().text],
  ['known id, another secret', () => withChecksum(`${good.slice(0, 16)}${newKey().text.slice(16, 59)}`)],
  ['revoked', () => revoked],
] as const
const checkKey = createKeyCheck({ keys, clock: { now: () => Date.now() } })
const admit = createGate({ checkKey, environmentKeys: [] })
const times = new Map<string, number[]>(kinds.map(([kind]) => [kind, []]))
for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
  for (const [kind, text] of kinds) {
    const headers = { authorization: `Bearer ${text()}` }
    const beganMs = performance.now()
    await admit({ method: 'GET', headers })
    if (round >= WARM_UP) times.get(kind)?.push(performance.now() - beganMs)
  }
}
for (const [kind, taken] of times) {
  const sorted = taken.toSorted((a, b) => a - b)
  const [p10, p50, p90] = [0.1, 0.5, 0.9].map((share) =>
    sorted[Math.floor(sorted.length * share)]?.toFixed(3),
  )
  console.log(`${kind}: p10 ${p10} ms, p50 ${p50} ms, p90 ${p90} ms`)
}
process.kill(pid, 'SIGKILL')
