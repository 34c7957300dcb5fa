import { writeFileSync } from 'node:fs'
import { errorText } from '../../../lambdas/domain/log-line.ts'
import type { ActionPorts } from '../../../lambdas/publisher/actions/ports.ts'
import { attestationOf } from '../../../lambdas/publisher/queries/attestation.ts'
import { whichPipeline } from '../../../lambdas/publisher/queries/which-pipeline.ts'
import { Refused } from '../refused.ts'
import { instantOf } from './export-command.ts'
import { taken } from './ledger-actions.ts'
import { type Asked, partsOf } from './ledger-arguments.ts'

/** `npm run ledger -- attest`: the file that `verify --attestation` proves, written anew or to standard output. */
export function attestationAsked({
  operands: [pipeline = ''],
  flags,
}: Asked): (ports: ActionPorts) => Promise<number> {
  const at = instantOf('at', flags.at)
  const { source, name } = partsOf(pipeline)
  const { out } = flags
  return async (ports) => {
    const found = taken(await whichPipeline(ports, name, source))
    const text = taken(await attestationOf(ports, found, at))
    if (out === undefined) {
      console.log(text)
      return 0
    }
    writeNew(out, `${text}\n`)
    console.log(
      `what was listed of ${found.ledger} at ${at} is in ${out}: npm run ledger -- verify --attestation ${out}`,
    )
    return 0
  }
}

/** Never over a file that is there: it may be the older proof. */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', flush: true })
  } catch (cause) {
    throw new Refused(`--out: ${file} cannot be written anew: ${errorText(cause)}`, { cause })
  }
}
