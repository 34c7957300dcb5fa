import { DEFAULT_DATA } from '../data-directory.ts'
import { Refused } from '../refused.ts'
import { COPIES_FLAG_NAMES } from './copies-arguments.ts'
import { FLAGS, type Flag, parsed, SWITCHES, type Switch } from './ledger-flags.ts'
import { USAGE } from './ledger-usage.ts'
import { REPORTS } from './report-forms.ts'
import { RESTORE_FLAG_NAMES } from './restore-arguments.ts'

/** What `npm run ledger -- …` can be asked for (CONTRACT §4). */

export interface Form {
  readonly operands: readonly ('PIPELINE' | 'PIPELINES' | 'UUID' | 'ALERT' | 'ID')[]
  readonly flags: readonly (Flag | 'seen' | 'witness' | Switch)[]
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
  'rehearse-loss': { operands: [], flags: [] },
} as const satisfies { readonly [name: string]: Form }

/** What an auditor asks for, and what is done with stored copies. */
export const AUDITS = {
  export: { operands: [], flags: ['from', 'to', 'out', 'archive'] },
  attest: { operands: ['PIPELINE'], flags: ['at', 'out'] },
  rebuild: { operands: [], flags: ['public-key', 'entries'] },
  verify: { operands: [], flags: ['archive', 'attestation', 'seen', 'witness', 'public-key', 'every'] },
  'rotate-key': { operands: [], flags: ['public-key', 'lost'] },
  'verify-copies': { operands: [], flags: [...COPIES_FLAG_NAMES, 'deep'] },
  restore: { operands: ['PIPELINE', 'UUID'], flags: [...RESTORE_FLAG_NAMES, 'deep', 'dry-run', 'drill'] },
} as const satisfies { readonly [name: string]: Form }

const COMMANDS = { ...LISTS, ...ACTIONS, ...PLANS, ...AUDITS, ...REPORTS }
export type ListName = keyof typeof LISTS
export type ActionName = keyof typeof ACTIONS
export type PlanName = keyof typeof PLANS
export type AuditName = keyof typeof AUDITS
export type ReportName = keyof typeof REPORTS

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
  /** Of `rebuild`: the ledgers as well. */
  readonly entries: boolean
  /** Of `rotate-key`: the key before is not there any more. */
  readonly lost: boolean
  /** Only say what would be done. */
  readonly dryRun: boolean
  /** Record the restore as a drill. */
  readonly drill: boolean
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
  const others = (['seen', 'witness', ...SWITCHES] as const).filter(
    (flag) => values[flag] !== undefined && values[flag] !== false,
  )
  const named = [...given, ...others]
  const foreign = named.filter((flag) => !form.flags.includes(flag))
  if (foreign.length > 0) throw new Refused(`${command} knows no --${foreign.join(', --')}\n${USAGE}`)
  const flags = Object.fromEntries(given.map((flag) => [flag, values[flag]]))
  const { data = DEFAULT_DATA, stack, seen = [], witness = [], json } = values
  const { deep, entries, lost, drill, 'dry-run': dryRun } = values
  const switches = { deep, entries, lost, drill, dryRun }
  const isDataGiven = values.data !== undefined
  return { command, operands, flags, seen, witness, ...switches, stack, data, isDataGiven, json }
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
