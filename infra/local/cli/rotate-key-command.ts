import { existingData } from '../data-directory.ts'
import { changeKey, ORIGIN } from '../log-key.ts'
import { Refused } from '../refused.ts'
import type { Asked } from './ledger-arguments.ts'
import { keyIn } from './verify-files.ts'

/**
 * `npm run ledger -- rotate-key`: another key for the log of a data directory. The next run says, signed by both, that the log goes on under it;
 * with `--lost` by the new one alone. A stack's keys are part of its deployment.
 */
export async function rotateKeyAsked({ flags, lost, stack, data: directory }: Asked): Promise<number> {
  if (stack !== undefined)
    throw new Refused('rotate-key: the keys of a stack are its deployment’s: npm run deploy -- -c logKey=2')
  const key = keyIn(flags['public-key'])
  if (lost !== (key !== undefined))
    throw new Refused(
      'rotate-key: --lost and --public-key FILE, the verifier key of the one that was lost, go together',
    )
  const data = existingData(directory)
  const vkey = changeKey(data, ORIGIN, key)
  console.log(vkey)
  console.error(
    'From the next run on the log has this key; a server that is running has the old one until it is started again.\n' +
      'Give the key to whoever verifies and to every witness.',
  )
  return 0
}
