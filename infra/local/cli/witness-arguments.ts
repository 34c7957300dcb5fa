import { parseVkey, type VerifierKey, witnessKey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import { readOptions } from '../read-options.ts'
import { Refused } from '../refused.ts'
import { fileIn } from './verify-files.ts'

/** What `npm run ledger -- witness …` can be asked for. */

export const WITNESS_USAGE = `  witness --name NAME --log FILE… [--data DIR] [--port N] [--host H]   cosigns logs of others (C2SP tlog-witness), until it is stopped`

export interface WitnessAsked {
  readonly name: string
  /** Of the logs that it knows. */
  readonly logs: readonly VerifierKey[]
  readonly data: string
  readonly host: string
  readonly port: number
}

const DEFAULTS = { data: '.checkpoint-witness', host: '127.0.0.1', port: '8788' }

export function readWitnessArguments(args: readonly string[]): WitnessAsked {
  const { name, log = [], data, host, port } = parsed(args)
  if (name === undefined || log.length === 0)
    throw new Refused(`witness: --name NAME and --log FILE (a log’s log.vkey) are missing\n${WITNESS_USAGE}`)
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Refused(`--port: ${port} is no port (0 … 65535)`)
  return { name: nameIn(name), logs: log.map(logIn), data, host, port: Number(port) }
}

function parsed(args: readonly string[]) {
  try {
    return readOptions(args, {
      name: { type: 'string' },
      log: { type: 'string', multiple: true },
      data: { type: 'string', default: DEFAULTS.data },
      host: { type: 'string', default: DEFAULTS.host },
      port: { type: 'string', default: DEFAULTS.port },
    }).values
  } catch (error) {
    throw new Refused(`${errorText(error)}\n${WITNESS_USAGE}`, { cause: error })
  }
}

function nameIn(name: string): string {
  try {
    return witnessKey(name, new Uint8Array(32)).name
  } catch (cause) {
    throw new Refused(`--name: ${errorText(cause)}`, { cause })
  }
}

function logIn(file: string): VerifierKey {
  try {
    return parseVkey(fileIn('--log', file).toString('utf8').trimEnd())
  } catch (cause) {
    if (cause instanceof Refused) throw cause
    throw new Refused(`--log: ${file}: ${errorText(cause)}`, { cause })
  }
}
