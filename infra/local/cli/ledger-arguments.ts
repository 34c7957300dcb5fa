import { parseArgs } from 'node:util'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import { Refused } from '../refused.ts'
import { COPIES_FLAGS, COPIES_OPTIONS, NO_STORES } from './copies-arguments.ts'
import { USAGE } from './ledger-usage.ts'

/** What `npm run ledger -- …` can be asked for (CONTRACT §4). */

const FLAGS = [
  'status',
  'kind',
  'state',
  'from',
  'to',
  'limit',
  'note',
  'reason',
  'id',
  'at',
  'out',
  'archive',
  'attestation',
  'public-key',
  'every',
  ...COPIES_FLAGS,
] as const
type Flag = (typeof FLAGS)[number]

interface Form {
  readonly operands: readonly ('PIPELINE' | 'UUID' | 'ALERT')[]
  readonly flags: readonly (Flag | 'seen' | 'deep')[]
}

export const LISTS = {
  history: { operands: ['PIPELINE'], flags: ['status', 'from', 'to', 'limit'] },
  events: { operands: ['PIPELINE'], flags: ['kind', 'from', 'to', 'limit'] },
  alerts: { operands: [], flags: ['state', 'limit'] },
  runs: { operands: [], flags: ['limit'] },
} as const satisfies { readonly [name: string]: Form }

export const ACTIONS = {
  acknowledge: { operands: ['ALERT'], flags: ['note'] },
  resolve: { operands: ['ALERT'], flags: ['note'] },
  hold: { operands: ['PIPELINE', 'UUID'], flags: ['reason'] },
  release: { operands: ['PIPELINE', 'UUID'], flags: ['reason', 'id'] },
} as const satisfies { readonly [name: string]: Form }

/** What an auditor asks for. */
export const AUDITS = {
  export: { operands: [], flags: ['from', 'to', 'out', 'archive'] },
  attest: { operands: ['PIPELINE'], flags: ['at', 'out'] },
  rebuild: { operands: [], flags: [] },
  verify: { operands: [], flags: ['archive', 'attestation', 'seen', 'public-key', 'every'] },
  'verify-copies': { operands: [], flags: [...COPIES_FLAGS, 'deep'] },
} as const satisfies { readonly [name: string]: Form }

const COMMANDS = { ...LISTS, ...ACTIONS, ...AUDITS }
export type ListName = keyof typeof LISTS
export type ActionName = keyof typeof ACTIONS
export type AuditName = keyof typeof AUDITS

const DEFAULT_DATA = '.checkpoint-ledger'

export interface Asked {
  readonly command: ListName | ActionName | AuditName
  readonly operands: readonly string[]
  readonly flags: { readonly [flag in Flag]?: string }
  /** Of `--seen`, which may be repeated: checkpoints that were kept elsewhere. */
  readonly seen: readonly string[]
  /** Every block of a stored copy, not only the trailers. */
  readonly deep: boolean
  readonly data: string
  /** `--data` was given: the default is not meant where another place was named. */
  readonly isDataGiven: boolean
  readonly json: boolean
}

/** The arguments taken apart; refuses, with the usage, what the command does not know. */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parsed(args)
  const [command, ...operands] = positionals
  if (values.help || command === undefined) throw new Refused(USAGE)
  if (!isCommand(command)) throw new Refused(`unknown command ${command}\n${USAGE}`)
  const form: Form = COMMANDS[command]
  if (command === 'verify-copies' && operands.length > 0) throw new Refused(NO_STORES)
  if (operands.length !== form.operands.length) {
    throw new Refused(`${[command, ...form.operands].join(' ')}: not so many words\n${USAGE}`)
  }
  const given = FLAGS.filter((flag) => values[flag] !== undefined)
  const named = [
    ...given,
    ...(values.seen === undefined ? [] : ['seen' as const]),
    ...(values.deep ? ['deep' as const] : []),
  ]
  const foreign = named.filter((flag) => !form.flags.includes(flag))
  if (foreign.length > 0) throw new Refused(`${command} knows no --${foreign.join(', --')}\n${USAGE}`)
  const flags = Object.fromEntries(given.map((flag) => [flag, values[flag]]))
  const { data = DEFAULT_DATA, seen = [], deep, json } = values
  return { command, operands, flags, seen, deep, data, isDataGiven: values.data !== undefined, json }
}

/** `source/name`, or `name`, in its parts. */
export function partsOf(pipeline: string): { readonly source: string | undefined; readonly name: string } {
  const slash = pipeline.indexOf('/')
  if (slash === -1) return { source: undefined, name: pipeline }
  return { source: pipeline.slice(0, slash), name: pipeline.slice(slash + 1) }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        status: { type: 'string' },
        kind: { type: 'string' },
        state: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        limit: { type: 'string' },
        note: { type: 'string' },
        reason: { type: 'string' },
        id: { type: 'string' },
        at: { type: 'string' },
        out: { type: 'string' },
        archive: { type: 'string' },
        attestation: { type: 'string' },
        seen: { type: 'string', multiple: true },
        'public-key': { type: 'string' },
        every: { type: 'string' },
        ...COPIES_OPTIONS,
      },
    })
  } catch (error) {
    throw new Refused(`${errorText(error)}\n${USAGE}`, { cause: error })
  }
}

function isCommand(text: string): text is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, text)
}
