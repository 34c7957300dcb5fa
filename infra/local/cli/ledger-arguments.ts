import { Refused } from '../refused.ts'
import { COPIES_FLAG_NAMES } from './copies-arguments.ts'
import { FLAGS, type Flag, parsed } from './ledger-flags.ts'
import { USAGE } from './ledger-usage.ts'
import { REPORTS } from './report-forms.ts'

/** What `npm run ledger -- …` can be asked for (CONTRACT §4). */

export interface Form {
  readonly operands: readonly ('PIPELINE' | 'PIPELINES' | 'UUID' | 'ALERT' | 'ID')[]
  readonly flags: readonly (Flag | 'seen' | 'witness' | 'deep')[]
}

export const LISTS = {
  history: { operands: ['PIPELINE'], flags: ['status', 'from', 'to', 'limit'] },
  events: { operands: ['PIPELINE'], flags: ['kind', 'from', 'to', 'limit'] },
  alerts: { operands: [], flags: ['state', 'limit'] },
  runs: { operands: [], flags: ['limit'] },
  approvals: { operands: ['PIPELINE'], flags: ['limit'] },
  maintenance: { operands: ['PIPELINE'], flags: ['limit'] },
  drills: { operands: ['PIPELINE'], flags: ['limit'] },
  'sign-offs': { operands: [], flags: ['limit'] },
} as const satisfies { readonly [name: string]: Form }

export const ACTIONS = {
  acknowledge: { operands: ['ALERT'], flags: ['note'] },
  resolve: { operands: ['ALERT'], flags: ['note'] },
  hold: { operands: ['PIPELINE', 'UUID'], flags: ['reason'] },
  release: { operands: ['PIPELINE', 'UUID'], flags: ['reason', 'id'] },
} as const satisfies { readonly [name: string]: Form }

/** What people plan, try out and test; some of it for many pipelines at once. */
export const PLANS = {
  approve: { operands: ['PIPELINES'], flags: ['kinds', 'until', 'from', 'reason'] },
  maintain: { operands: ['PIPELINES'], flags: ['until', 'from', 'reason'] },
  withdraw: { operands: ['PIPELINES', 'ID'], flags: ['reason'] },
  drill: { operands: ['PIPELINE', 'UUID'], flags: ['outcome', 'at', 'minutes', 'note'] },
  'test-notification': { operands: [], flags: ['severity'] },
} as const satisfies { readonly [name: string]: Form }

/** What an auditor asks for. */
export const AUDITS = {
  export: { operands: [], flags: ['from', 'to', 'out', 'archive'] },
  attest: { operands: ['PIPELINE'], flags: ['at', 'out'] },
  rebuild: { operands: [], flags: ['public-key'] },
  verify: { operands: [], flags: ['archive', 'attestation', 'seen', 'witness', 'public-key', 'every'] },
  'verify-copies': { operands: [], flags: [...COPIES_FLAG_NAMES, 'deep'] },
} as const satisfies { readonly [name: string]: Form }

const COMMANDS = { ...LISTS, ...ACTIONS, ...PLANS, ...AUDITS, ...REPORTS }
export type ListName = keyof typeof LISTS
export type ActionName = keyof typeof ACTIONS
export type PlanName = keyof typeof PLANS
export type AuditName = keyof typeof AUDITS
export type ReportName = keyof typeof REPORTS

const DEFAULT_DATA = '.checkpoint-ledger'

export interface Asked {
  readonly command: ListName | ActionName | PlanName | AuditName | ReportName
  readonly operands: readonly string[]
  readonly flags: { readonly [flag in Flag]?: string }
  /** Of `--seen`, which may be repeated: checkpoints that were kept elsewhere. */
  readonly seen: readonly string[]
  /** Of `--witness`, which may be repeated: keys of witnesses, or files with one. */
  readonly witness: readonly string[]
  /** Every block of a stored copy. */
  readonly deep: boolean
  /** A deployed stack, in the place of a data directory. */
  readonly stack: string | undefined
  readonly data: string
  /** `--data` was given: the default is not meant where another place was named. */
  readonly isDataGiven: boolean
  readonly json: boolean
}

/** The arguments taken apart; refuses, with the usage, what the command does not know. */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parsed(args)
  const [command, ...operands] = positionals
  if (command === undefined) throw new Refused(USAGE)
  if (!isCommand(command)) throw new Refused(`unknown command ${command}\n${USAGE}`)
  if (values.data !== undefined && values.stack !== undefined)
    throw new Refused('either --data or --stack: there are two places, and one is meant')
  const form: Form = COMMANDS[command]
  // A pipeline with a configured store; without one a location is named.
  const most = command === 'verify-copies' ? 1 : form.operands.length
  if (operands.length < form.operands.length || operands.length > most) {
    throw new Refused(`${[command, ...form.operands].join(' ')}: not so many words\n${USAGE}`)
  }
  const given = FLAGS.filter((flag) => values[flag] !== undefined)
  const others = (['seen', 'witness', 'deep'] as const).filter(
    (flag) => values[flag] !== undefined && values[flag] !== false,
  )
  const named = [...given, ...others]
  const foreign = named.filter((flag) => !form.flags.includes(flag))
  if (foreign.length > 0) throw new Refused(`${command} knows no --${foreign.join(', --')}\n${USAGE}`)
  const flags = Object.fromEntries(given.map((flag) => [flag, values[flag]]))
  const { data = DEFAULT_DATA, stack, seen = [], witness = [], deep, json } = values
  const isDataGiven = values.data !== undefined
  return { command, operands, flags, seen, witness, deep, stack, data, isDataGiven, json }
}

/** `source/name`, or `name`, in its parts. */
export function partsOf(pipeline: string): { readonly source: string | undefined; readonly name: string } {
  const slash = pipeline.indexOf('/')
  if (slash === -1) return { source: undefined, name: pipeline }
  return { source: pipeline.slice(0, slash), name: pipeline.slice(slash + 1) }
}

function isCommand(text: string): text is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, text)
}
