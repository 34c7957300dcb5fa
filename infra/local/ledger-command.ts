import { parseArgs } from 'node:util'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { assertExactRuntime } from '../../lambdas/domain/exact-json.ts'
import { errorText } from '../../lambdas/domain/log-line.ts'
import { runCommand } from './command.ts'
import { openDataDirectory } from './data-directory.ts'
import { createLocalSystem } from './local-system.ts'
import { Refused } from './refused.ts'
import { tableOf } from './tables-of-text.ts'
import { logProblem } from './terminal.ts'
import { usingDynamoDb } from './using-data.ts'

/** `npm run ledger -- COMMAND`: asks the same API that the publisher serves, in the same process (CONTRACT §4). */

const USAGE = `usage: npm run ledger -- COMMAND [--data DIR] [--limit N] [--json]
  history PIPELINE [--status S] [--from TIME] [--to TIME]   checkpoints of a pipeline, newest first
  events PIPELINE  [--kind K]   [--from TIME] [--to TIME]   events of a pipeline, newest first
  alerts           [--state S]                              alerts, newest first
  runs                                                      runs, newest first
PIPELINE is source/name, or name where only one source has it.`

const MAX_PAGE = 200
const DEFAULT_LIMIT = 50

/** The flags that each command passes on to the API's list. */
const COMMANDS = {
  history: { pipeline: true, filters: ['status', 'from', 'to'] },
  events: { pipeline: true, filters: ['kind', 'from', 'to'] },
  alerts: { pipeline: false, filters: ['state'] },
  runs: { pipeline: false, filters: [] },
} as const

type Command = keyof typeof COMMANDS
type Item = { readonly [key: string]: unknown }

async function main(): Promise<number> {
  assertExactRuntime()
  const asked = readArguments(process.argv.slice(2))
  const data = openDataDirectory(asked.data, 'existing')
  if ('problem' in data) throw new Refused(data.problem)
  const items = await usingDynamoDb(data, async (endpoint) => {
    const system = await createLocalSystem({
      endpoint,
      data,
      environment: {},
      linkBase: () => '',
      onEntry: () => {},
      onMessage: () => {},
      log: logProblem,
    })
    return itemsOf(system.http, asked)
  })
  console.log(asked.json ? JSON.stringify(items, null, 2) : tableOf(asked.command, items))
  return 0
}

interface Asked {
  readonly command: Command
  readonly path: string
  readonly query: URLSearchParams
  readonly data: string
  readonly limit: number
  readonly json: boolean
}

function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parsed(args)
  const [command, pipeline, ...more] = positionals
  if (values.help || command === undefined) throw new Refused(USAGE)
  if (!isCommand(command)) throw new Refused(`unknown command ${command}\n${USAGE}`)
  const { pipeline: wantsPipeline, filters } = COMMANDS[command]
  if ((pipeline !== undefined) !== wantsPipeline || more.length > 0) throw new Refused(USAGE)
  const foreign = (['status', 'kind', 'state', 'from', 'to'] as const).filter(
    (name) => values[name] !== undefined && !filters.some((one) => one === name),
  )
  if (foreign.length > 0) throw new Refused(`${command} knows no --${foreign.join(', --')}\n${USAGE}`)
  const limit = /^[1-9]\d{0,8}$/.test(values.limit) ? Number(values.limit) : undefined
  if (limit === undefined) throw new Refused(`--limit: ${values.limit} is no whole number from 1`)
  const [source, name] = parts(pipeline ?? '')
  const chosen = filters.flatMap((filter): [string, string][] => {
    const value = values[filter]
    return value === undefined ? [] : [[filter, value]]
  })
  return {
    command,
    path: wantsPipeline ? `/v0/pipelines/${encodeURIComponent(name)}/${command}` : `/v0/${command}`,
    query: new URLSearchParams(source === undefined ? chosen : [...chosen, ['source', source]]),
    data: values.data,
    limit,
    json: values.json,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: {
        data: { type: 'string', default: '.checkpoint-ledger' },
        limit: { type: 'string', default: String(DEFAULT_LIMIT) },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        status: { type: 'string' },
        kind: { type: 'string' },
        state: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
      },
    })
  } catch (error) {
    throw new Refused(`${errorText(error)}\n${USAGE}`, { cause: error })
  }
}

async function itemsOf(
  http: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>,
  { path, query, limit }: Asked,
): Promise<readonly Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page = new URLSearchParams(query)
    page.set('limit', String(Math.min(MAX_PAGE, limit - items.length)))
    if (cursor !== null) page.set('cursor', cursor)
    const { statusCode, body } = await http(requestOf(path, page.toString()))
    const answer = JSON.parse(body ?? '{}') as {
      items?: Item[]
      next_cursor?: string | null
      message?: string
    }
    if (statusCode !== 200) throw new Refused(answer.message ?? `HTTP ${statusCode}`)
    items.push(...(answer.items ?? []))
    cursor = answer.next_cursor ?? null
  } while (cursor !== null && items.length < limit)
  return items
}

function requestOf(rawPath: string, rawQueryString: string): APIGatewayProxyEventV2 {
  // Of a request the API reads path, query and method.
  return { rawPath, rawQueryString, requestContext: { http: { method: 'GET' } } } as APIGatewayProxyEventV2
}

function isCommand(text: string): text is Command {
  return Object.hasOwn(COMMANDS, text)
}

function parts(pipeline: string): readonly [source: string | undefined, name: string] {
  const slash = pipeline.indexOf('/')
  return slash === -1 ? [undefined, pipeline] : [pipeline.slice(0, slash), pipeline.slice(slash + 1)]
}

await runCommand(main)
