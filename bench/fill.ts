import { parseArgs } from 'node:util'
import { runCommand } from '../infra/local/command.ts'
import { openDataDirectory } from '../infra/local/data-directory.ts'
import { Refused } from '../infra/local/refused.ts'
import { usingDynamoDb } from '../infra/local/using-data.ts'
import { errorText } from '../lambdas/domain/log-line.ts'
import { fill } from './filling/fill.ts'

/** `npm run fill -- --data DIR --entries N`: brings the log to at least N entries of made-up history, for measuring. */
async function main(): Promise<number> {
  const { data: path, entries } = argumentsOf(process.argv.slice(2))
  const data = openDataDirectory(path, 'made-up')
  if ('problem' in data) throw new Refused(data.problem)
  const size = await usingDynamoDb(data, (endpoint) => fill({ endpoint, data, entries, progress }))
  console.log(`the log has ${size} entries`)
  return 0
}

function argumentsOf(args: readonly string[]): { readonly data: string; readonly entries: number } {
  const { data, entries = '' } = parsed(args)
  if (data === undefined) throw new Refused('--data DIR is missing')
  if (!/^[1-9]\d{0,8}$/.test(entries)) throw new Refused('--entries: a whole number from 1 is needed')
  return { data, entries: Number(entries) }
}

function parsed(args: readonly string[]) {
  try {
    const options = { data: { type: 'string' }, entries: { type: 'string' } } as const
    return parseArgs({ args: [...args], strict: true, options }).values
  } catch (error) {
    throw new Refused(errorText(error), { cause: error })
  }
}

function progress(share: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${Math.floor(share * 100)} %${share >= 1 ? '\n' : ''}`)
}

await runCommand(main)
