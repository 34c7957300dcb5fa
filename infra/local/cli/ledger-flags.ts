import { keysOf } from '../../../lambdas/domain/keys-of.ts'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import { readOptions } from '../read-options.ts'
import { Refused } from '../refused.ts'
import { COPIES_FLAGS } from './copies-arguments.ts'
import { USAGE } from './ledger-usage.ts'
import { REPORT_FLAGS } from './report-forms.ts'
import { RESTORE_FLAGS } from './restore-arguments.ts'

const TEXT = { type: 'string' } as const
/** Flags that may be given once. */
const ONCE = {
  status: TEXT,
  kind: TEXT,
  kinds: TEXT,
  state: TEXT,
  severity: TEXT,
  from: TEXT,
  to: TEXT,
  until: TEXT,
  limit: TEXT,
  note: TEXT,
  reason: TEXT,
  outcome: TEXT,
  minutes: TEXT,
  id: TEXT,
  at: TEXT,
  out: TEXT,
  archive: TEXT,
  attestation: TEXT,
  'public-key': TEXT,
  every: TEXT,
  ...REPORT_FLAGS,
  ...COPIES_FLAGS,
  ...RESTORE_FLAGS,
} as const
export type Flag = keyof typeof ONCE
export const FLAGS = keysOf(ONCE)

const GIVEN_OR_NOT = { type: 'boolean', default: false } as const
const SWITCH_OPTIONS = {
  deep: GIVEN_OR_NOT,
  entries: GIVEN_OR_NOT,
  lost: GIVEN_OR_NOT,
  'dry-run': GIVEN_OR_NOT,
  drill: GIVEN_OR_NOT,
} as const
export type Switch = keyof typeof SWITCH_OPTIONS
export const SWITCHES = keysOf(SWITCH_OPTIONS)

/** The words and the flags of a command line; refuses what none of the commands knows. */
export function parsed(args: readonly string[]) {
  try {
    const options = {
      data: { type: 'string' },
      stack: { type: 'string' },
      json: GIVEN_OR_NOT,
      ...SWITCH_OPTIONS,
      ...ONCE,
      seen: { type: 'string', multiple: true },
      witness: { type: 'string', multiple: true },
    } as const
    return readOptions(args, options, true)
  } catch (error) {
    throw new Refused(`${errorText(error)}\n${USAGE}`, { cause: error })
  }
}
