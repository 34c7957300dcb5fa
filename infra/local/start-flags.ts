import { parseArgs } from 'node:util'
import { parseWitnesses, type Witness } from '../../lambdas/archive/log/notes/witness-text.ts'
import { parseDuration } from '../../lambdas/domain/duration.ts'
import { errorText } from '../../lambdas/domain/log-line.ts'
import { isLoopback } from '../../lambdas/domain/loopback.ts'
import { DEFAULT_DATA } from './data-directory.ts'

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
  /** Who cosigns the log. */
  readonly witnesses: readonly Witness[]
  /** Names of environment variables that hold API keys. */
  readonly apiKeyVariables: readonly string[]
}

export type StartParsed =
  | { readonly kind: 'parsed'; readonly flags: StartFlags }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }

/** What `npm start` can be asked for, in words (CONTRACT §4). */
export const START_USAGE = `usage: npm start -- [--config FILE] [--data DIR] [--every PERIOD] [--host HOST] [--port PORT] [--shards N] [--api-key-env NAME]… [--ping-env NAME] [--witness 'VKEY URL']…
       npm start -- [--config FILE] [--data DIR] [--shards N] --once [--json]
  --config FILE       the pipelines to watch; without it a simulated Feldera is started and watched
  --data DIR          holds everything that is kept; .checkpoint-ledger
  --every PERIOD      of the runs, from 100ms (500ms, 15s, 10m, 6h); 60s
  --host, --port      where the API and the page are; 127.0.0.1 and 8787, port 0 is a free one
  --shards N          works a tick off in N parts
  --api-key-env NAME  the variable that holds an API key; may be repeated; without it nobody is asked for one
  --ping-env NAME     the variable that holds a URL to ask after each run, with /fail behind it after one that failed
  --witness 'VKEY URL' who cosigns the log; may be repeated
  --once              one run and all that follows from it, then the end: 0 completed, 1 not, 2 not asked for rightly
  --json              with --once: what the run did, as the last line`

const MAX_SHARDS = 64
const MIN_EVERY_MS = 100
/** Beyond 2^31 − 1 ms a timer of Node fires at once, and again at once. */
const MAX_EVERY_MS = 2_147_483_647
const DEFAULTS = { host: '127.0.0.1', port: '8787', shards: '1' }

export function parseStartFlags(args: readonly string[]): StartParsed {
  const read = readFlags(args)
  if (read.kind === 'refused') return read
  const { values } = read
  const port = /^\d{1,5}$/.test(values.port) && Number(values.port) < 65_536 ? Number(values.port) : undefined
  const everyMs = values.every === undefined ? undefined : parseDuration(values.every)
  const shards = /^[1-9]\d?$/.test(values.shards) ? Number(values.shards) : 0
  const apiKeyVariables = values['api-key-env'] ?? []
  const witnesses = witnessesIn(values.witness ?? [])
  const problems = [
    ...('problem' in witnesses ? [witnesses.problem] : []),
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
  if (port === undefined || 'problem' in witnesses || problems.length > 0)
    return { kind: 'refused', problems }
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
      witnesses,
      apiKeyVariables,
    },
  }
}

function witnessesIn(texts: readonly string[]): readonly Witness[] | { readonly problem: string } {
  try {
    return parseWitnesses(texts.join(','))
  } catch (error) {
    return { problem: `--witness: ${errorText(error)}` }
  }
}

function readFlags(args: readonly string[]) {
  try {
    // Of one that stands there twice the last counts: scripts add to what they always give.
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        config: { type: 'string' },
        data: { type: 'string', default: DEFAULT_DATA },
        host: { type: 'string', default: DEFAULTS.host },
        port: { type: 'string', default: DEFAULTS.port },
        every: { type: 'string' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        shards: { type: 'string', default: DEFAULTS.shards },
        'ping-env': { type: 'string' },
        'api-key-env': { type: 'string', multiple: true },
        witness: { type: 'string', multiple: true },
      },
    })
    return { kind: 'read' as const, values }
  } catch (error) {
    return { kind: 'refused' as const, problems: [errorText(error)] }
  }
}
