import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answers } from '../../infra/local/dynamodb-health.ts'
import { startDynamoDb } from '../../infra/local/dynamodb-process.ts'
import { binaryPath } from '../../infra/local/embedded-dynamodb-binary.ts'
import { endProcess } from '../../infra/local/end-process.ts'
import { isAlive, markOf } from '../../infra/local/process-mark.ts'

let directory: string
let spawned: number[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dynamodb-'))
  spawned = []
})

afterEach(async () => {
  await Promise.all(spawned.map((pid) => endProcess(markOf(pid))))
  rmSync(directory, { recursive: true, force: true })
})

function onSpawned({ pid }: { readonly pid: number }): void {
  spawned.push(pid)
}

describe('startDynamoDb', () => {
  it('takes another port when the first was taken, though a DynamoDB answers there', async () => {
    const other = createServer((_, response) => response.end('healthy: dynamodb.local'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    expect(await answers(address.port)).toBe(true)
    const { port, pid } = await startDynamoDb({ firstPort: address.port, onSpawned })
    expect(port).not.toBe(address.port)
    expect([await answers(port), isAlive(markOf(pid))]).toEqual([true, true])
    other.close()
  })

  it('says where its log is when it does not start, and leaves none running', async () => {
    const file = join(directory, 'dynamodb.sqlite')
    mkdirSync(file)
    const logFile = join(directory, 'dynamodb.log')
    await expect(startDynamoDb({ file, logFile, onSpawned })).rejects.toThrow(
      `does not start: see ${logFile}`,
    )
    expect(spawned.filter((pid) => isAlive(markOf(pid)))).toEqual([])
  })

  it('leaves none running when it cannot be noted', async () => {
    const failing = startDynamoDb({
      onSpawned: (process) => {
        onSpawned(process)
        throw new Error('disk full')
      },
    })
    await expect(failing).rejects.toThrow('disk full')
    expect(spawned).toHaveLength(1)
    expect(spawned.filter((pid) => isAlive(markOf(pid)))).toEqual([])
  })

  it('names the way out where the platform has none', () => {
    const sentence =
      /no embedded DynamoDB for aix ppc64: start DynamoDB Local and set AWS_ENDPOINT_URL_DYNAMODB/
    expect(() => binaryPath({ platform: 'aix', arch: 'ppc64' })).toThrow(sentence)
  })
})
