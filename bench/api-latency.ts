import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runCommand } from '../infra/local/command.ts'
import { openDataDirectory } from '../infra/local/data-directory.ts'
import { Refused } from '../infra/local/refused.ts'
import { usingDynamoDb } from '../infra/local/using-data.ts'
import { errorText } from '../lambdas/domain/log-line.ts'
import { fillTables } from './latency/fill-tables.ts'
import { measure } from './latency/measure.ts'

/**
 * `npm run bench:api -- --data DIR --entries N,N [--times T]`: fills one embedded database per N under DIR with made-up history, asks the API
 * over it for first pages, and prints the milliseconds that an answer takes, p50 and p95 of T. What was filled in before is used again.
 */
async function main(): Promise<number> {
  const { data: path, sizes, times } = argumentsOf(process.argv.slice(2))
  for (const entries of sizes) {
    const data = openDataDirectory(join(path, String(entries)), 'made-up')
    if ('problem' in data) throw new Refused(data.problem)
    await usingDynamoDb(data, async (endpoint) => {
      await fillTables(endpoint, entries, (share) =>
        console.error(`${entries}: ${Math.floor(share * 100)} %`),
      )
      for (const line of await measure({ endpoint, data, entries, times })) console.log(line)
    })
  }
  return 0
}

function argumentsOf(args: readonly string[]) {
  const { data, entries = '1000,100000', times = '50' } = parsed(args)
  if (data === undefined) throw new Refused('--data DIR is missing')
  const sizes = entries.split(',')
  if (!sizes.every((one) => /^[1-9]\d{2,8}$/.test(one)))
    throw new Refused('--entries: whole numbers from 100 are needed, with commas between them')
  if (!/^[1-9]\d{0,4}$/.test(times)) throw new Refused('--times: a whole number from 1 is needed')
  return { data, sizes: sizes.map(Number), times: Number(times) }
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      data: { type: 'string' },
      entries: { type: 'string' },
      times: { type: 'string' },
    } as const
    return parseArgs({ args: [...args], strict: true, options }).values
  } catch (error) {
    throw new Refused(errorText(error), { cause: error })
  }
}

await runCommand(main)
