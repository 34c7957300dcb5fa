import { parseArgs } from 'node:util'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import { Refused } from '../refused.ts'
import { REPORT_FLAGS, REPORT_USAGE, REPORTS } from './report-forms.ts'

/** What `npm run ledger -- …` can be asked for (CONTRACT §4). */

const USAGE = `usage: npm run ledger -- COMMAND [--data DIR] [--json]
  history PIPELINE [--status S] [--from TIME] [--to TIME] [--limit N]   checkpoints of a pipeline, newest first
  events PIPELINE  [--kind K]   [--from TIME] [--to TIME] [--limit N]   events of a pipeline, newest first
  alerts           [--state S]                            [--limit N]   alerts, newest first
  runs                                                    [--limit N]   runs, newest first
  acknowledge ALERT [--note TEXT]                   you have seen it; ends an alert that nothing else would end
  resolve ALERT     [--note TEXT]                   ends it, whatever is still observed
  hold PIPELINE UUID --reason TEXT                  a listed checkpoint must stay: if it goes, that is critical
  release PIPELINE UUID [--reason TEXT] [--id HOLD] your own holds of a checkpoint, or the one of that id
  export --from TIME --to TIME --out DIR [--archive DIR]       a period of the log, its evidence and its proofs
  attest PIPELINE --at TIME [--out FILE]                       what was listed at that time, proven in one file
  verify [--archive DIR] [--seen FILE]… [--public-key FILE] [--every PERIOD]
         recomputes everything: with --data (or without --archive) table and archive, with --archive alone that archive;
         ends with 0 proven, 1 broken, 3 not proven
${REPORT_USAGE}
  rebuild                                                      makes anew what is disposable: the log’s progress, the alerts’ index
  verify --attestation FILE [--public-key FILE] [--seen FILE]…  proves what attest wrote
PIPELINE is source/name, or name where only one source has it.`

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
  ...REPORT_FLAGS,
] as const
export type Flag = (typeof FLAGS)[number]

export interface Form {
  readonly operands: readonly ('PIPELINE' | 'UUID' | 'ALERT')[]
  readonly flags: readonly (Flag | 'seen')[]
}

export const LISTS = {
  history: { operands: ['PIPELINE'], flags: ['status', 'from', 'to', 'limit'] },
  events: { operands: ['PIPELINE'], flags: ['kind', 'from', 'to', 'limit'] },
  alerts: { operands: [], flags: ['state', 'limit'] },
  runs: { operands: [], flags: ['limit'] },
  'sign-offs': { operands: [], flags: ['limit'] },
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
} as const satisfies { readonly [name: string]: Form }

const COMMANDS = { ...LISTS, ...ACTIONS, ...AUDITS, ...REPORTS }
export type ListName = keyof typeof LISTS
export type ActionName = keyof typeof ACTIONS
export type AuditName = keyof typeof AUDITS
export type ReportName = keyof typeof REPORTS

const DEFAULT_DATA = '.checkpoint-ledger'

export interface Asked {
  readonly command: ListName | ActionName | AuditName | ReportName
  readonly operands: readonly string[]
  readonly flags: { readonly [flag in Flag]?: string }
  /** Of `--seen`, which may be repeated: checkpoints that were kept elsewhere. */
  readonly seen: readonly string[]
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
  if (operands.length !== form.operands.length) {
    throw new Refused(`${[command, ...form.operands].join(' ')}: not so many words\n${USAGE}`)
  }
  const given = FLAGS.filter((flag) => values[flag] !== undefined)
  const named = values.seen === undefined ? given : [...given, 'seen' as const]
  const foreign = named.filter((flag) => !form.flags.includes(flag))
  if (foreign.length > 0) throw new Refused(`${command} knows no --${foreign.join(', --')}\n${USAGE}`)
  const flags = Object.fromEntries(given.map((flag) => [flag, values[flag]]))
  const { data = DEFAULT_DATA, seen = [], json } = values
  return { command, operands, flags, seen, data, isDataGiven: values.data !== undefined, json }
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
        ...textFlags(),
        seen: { type: 'string', multiple: true },
      },
    })
  } catch (error) {
    throw new Refused(`${errorText(error)}\n${USAGE}`, { cause: error })
  }
}

function textFlags() {
  type Options = { readonly [flag in Flag]: { readonly type: 'string' } }
  return Object.fromEntries(FLAGS.map((flag) => [flag, { type: 'string' }])) as Options
}

function isCommand(text: string): text is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, text)
}
