import { parseArgs } from 'node:util'
import { parseDuration } from '../../lambdas/domain/duration.ts'
import { isLoopback } from '../../lambdas/domain/loopback.ts'

/** What `npm start` was asked for (CONTRACT §4). */
export interface StartFlags {
  /** Absent: the simulated Feldera. */
  readonly configFile?: string
  readonly dataDirectory: string
  readonly host: string
  readonly port: number
  /** Absent: 60 s, and in the demo its own short period. */
  readonly everyMs?: number
  readonly once: boolean
  readonly json: boolean
  /** In how many shards a tick is worked off. */
  readonly shards: number
  /** The environment variable that holds the URL to ping after each run; absent: none. */
  readonly pingVariable?: string
  /** Names of environment variables that hold API keys. */
  readonly apiKeyVariables: readonly string[]
}

export type Parsed<T> =
  | { readonly kind: 'parsed'; readonly flags: T }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

const MAX_SHARDS = 64
const MIN_EVERY_MS = 100
/** Beyond 2^31 − 1 ms a timer of Node fires at once, and again at once. */
const MAX_EVERY_MS = 2_147_483_647
const DEFAULTS = { data: '.checkpoint-ledger', host: '127.0.0.1', port: '8787', shards: '1' }

export function parseStartFlags(args: readonly string[]): Parsed<StartFlags> {
  const read = readFlags(args)
  if (read.kind === 'refused') return read
  const { values } = read
  const port = /^\d{1,5}$/.test(values.port) && Number(values.port) < 65_536 ? Number(values.port) : undefined
  const everyMs = values.every === undefined ? undefined : parseDuration(values.every)
  const shards = /^[1-9]\d?$/.test(values.shards) ? Number(values.shards) : 0
  const apiKeyVariables = values['api-key-env'] ?? []
  const problems = [
    ...(port === undefined ? [`--port: ${values.port} is no port (0 … 65535)`] : []),
    ...(values.every !== undefined &&
    (everyMs === undefined || everyMs < MIN_EVERY_MS || everyMs > MAX_EVERY_MS)
      ? [`--every: ${values.every} is no duration from 100ms to 24d (500ms, 15s, 10m, 6h)`]
      : []),
    ...(shards < 1 || shards > MAX_SHARDS
      ? [`--shards: ${values.shards} is no number from 1 to ${MAX_SHARDS}`]
      : []),
    ...(values.json && !values.once ? ['--json: only with --once'] : []),
    ...(!isLoopback(values.host) && apiKeyVariables.length === 0
      ? [`--host: ${values.host} can be reached from elsewhere: only with --api-key-env NAME`]
      : []),
  ]
  if (port === undefined || problems.length > 0) return { kind: 'refused', problems }
  return {
    kind: 'parsed',
    flags: {
      ...(values.config === undefined ? {} : { configFile: values.config }),
      dataDirectory: values.data,
      host: values.host,
      port,
      ...(everyMs === undefined ? {} : { everyMs }),
      once: values.once,
      json: values.json,
      shards,
      ...(values['ping-env'] === undefined ? {} : { pingVariable: values['ping-env'] }),
      apiKeyVariables,
    },
  }
}

function readFlags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        config: { type: 'string' },
        data: { type: 'string', default: DEFAULTS.data },
        host: { type: 'string', default: DEFAULTS.host },
        port: { type: 'string', default: DEFAULTS.port },
        every: { type: 'string' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        shards: { type: 'string', default: DEFAULTS.shards },
        'ping-env': { type: 'string' },
        'api-key-env': { type: 'string', multiple: true },
      },
    })
    return { kind: 'read' as const, values }
  } catch (error) {
    return { kind: 'refused' as const, problems: [error instanceof Error ? error.message : String(error)] }
  }
}
