import { assertExactRuntime } from '../../lambdas/domain/exact-json.ts'
import type { EnvironmentKey } from '../../lambdas/publisher/access/gate.ts'
import { createSystemPing, NO_PING, type Ping } from '../../lambdas/recorder/ping.ts'
import { systemClock } from '../../lambdas/recorder/system-clock.ts'
import { runCommand } from './command.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { DEMO_EVERY_MS, startDemo } from './demo.ts'
import { runOnce } from './once.ts'
import { asksForHelp } from './read-options.ts'
import { Refused } from './refused.ts'
import { serve } from './serve.ts'
import { parseStartFlags, START_USAGE, type StartFlags } from './start-flags.ts'
import { logProblem } from './terminal.ts'
import { type Watching, watching, watchingFile } from './watching.ts'

/** `npm start`: the whole system on one machine (CONTRACT §4). Exit codes: 0 done, 1 failed, 2 not asked for rightly. */

const DEFAULT_EVERY_MS = 60_000

async function main(): Promise<number> {
  assertExactRuntime()
  const args = process.argv.slice(2)
  if (asksForHelp(args)) {
    console.log(START_USAGE)
    return 0
  }
  const parsed = parseStartFlags(args)
  if (parsed.kind === 'refused') throw new Refused(parsed.problems.join('\n'))
  const { flags } = parsed
  const apiKeys = flags.apiKeyVariables.map(apiKeyIn)
  const configured = flags.configFile === undefined ? undefined : watchingFile(flags.configFile)
  const data = openDataDirectory(flags.dataDirectory, configured === undefined ? 'demo' : 'configured')
  if ('problem' in data) throw new Refused(data.problem)
  return configured === undefined
    ? demo(flags, data, apiKeys)
    : work(flags, data, apiKeys, configured, DEFAULT_EVERY_MS)
}

async function demo(
  flags: StartFlags,
  data: DataDirectory,
  apiKeys: readonly EnvironmentKey[],
): Promise<number> {
  const feldera = await startDemo(data, (line) => console.log(line))
  try {
    return await work(flags, data, apiKeys, watching(Buffer.from(feldera.configuration)), DEMO_EVERY_MS)
  } finally {
    await feldera.stop()
  }
}

async function work(
  flags: StartFlags,
  data: DataDirectory,
  apiKeys: readonly EnvironmentKey[],
  watched: Watching,
  everyMs: number,
): Promise<number> {
  const { once, port, json, shards, witnesses } = flags
  const ping = pingIn(flags.pingVariable)
  if (once) return runOnce({ data, watched, port, json, shards, witnesses, ping })
  return serve({
    data,
    watched,
    apiKeys,
    host: flags.host,
    port,
    shards,
    witnesses,
    everyMs: flags.everyMs ?? everyMs,
    ping,
  })
}

function pingIn(variable: string | undefined): Ping {
  if (variable === undefined) return NO_PING
  if ((process.env[variable] ?? '') === '')
    throw new Refused(`--ping-env: the variable ${variable} is not set`)
  const reference = { kind: 'env', variable } as const
  return createSystemPing({
    reference,
    environment: process.env,
    loopback: true,
    clock: systemClock,
    log: logProblem,
  })
}

function apiKeyIn(variable: string): EnvironmentKey {
  // As secrets of sources: one newline at the end is the file's, not the key's.
  const text = process.env[variable]?.replace(/\r?\n$/, '')
  if (text === undefined || text === '')
    throw new Refused(`--api-key-env: the variable ${variable} is not set`)
  // Otherwise nobody could ever send it.
  if (!/^[\x21-\x7e]{1,8192}$/.test(text))
    throw new Refused(`--api-key-env: the variable ${variable} holds what cannot be a Bearer token`)
  return { variable, text }
}

await runCommand(main)
