import { existsSync, readFileSync } from 'node:fs'
import type { VerifierKey } from '../../../lambdas/archive/log/notes/verifier-key.ts'
import { parseWitnessKey } from '../../../lambdas/archive/log/notes/witness-text.ts'
import type { Seen } from '../../../lambdas/audit/verifying/log/seen.ts'
import { readVkeys } from '../../../lambdas/audit/verifying/whose-key.ts'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import { Refused } from '../refused.ts'

/** What an auditor brings along. A file that cannot be read is a flag that was not given rightly. */

/** The key in a file. */
export function keyIn(file: string | undefined): VerifierKey | undefined {
  return keysIn(file)[0]
}

/** The keys in a file, one a line: more than one only of a log that lost a key. */
export function keysIn(file: string | undefined): readonly VerifierKey[] {
  if (file === undefined) return []
  try {
    return readVkeys(fileIn('--public-key', file).toString('utf8'))
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(`--public-key: ${file}: ${errorText(error)}`, { cause: error })
  }
}

/** Whether it is a checkpoint, and of this log, is for the verification to say. */
export function seenIn(file: string): Seen {
  return { name: file, note: fileIn('--seen', file) }
}

/** The key of a witness: as it is written, or in a file. */
export function witnessIn(text: string): VerifierKey {
  try {
    return parseWitnessKey(existsSync(text) ? fileIn('--witness', text).toString('utf8') : text)
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(`--witness: ${errorText(error)}`, { cause: error })
  }
}

/** The bytes of a file that a flag names. */
export function fileIn(flag: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new Refused(`${flag}: ${file} cannot be read: ${errorText(cause)}`, { cause })
  }
}
