import type { Entry } from '../../domain/entry.ts'
import type { Finding } from '../report.ts'
import type { Attestation } from './attestation.ts'
import { entryName, type Held } from './held.ts'

/** That no entry of the pipeline is left out between the two checks: numbered and chained, from the one that stood at the first. */
export function meanwhileFindings(
  { pipeline, listed, meanwhile, before, after }: Attestation,
  { entries }: Held,
): readonly Finding[] {
  const found: Finding[] = []
  // What is listed was recorded: some entry stood then, or came of that answer.
  if (meanwhile.length === 0 && listed.some(({ recorded }) => recorded !== null))
    found.push({
      where: 'meanwhile',
      what: `lacks the entry of ${pipeline} that stood at ${before.received_at}`,
    })
  let last: Entry | undefined
  for (const seq of meanwhile) {
    const entry = entries.get(entryName({ ledger: pipeline, seq }))
    const where = entryName({ ledger: pipeline, seq })
    if (entry === undefined) return [...found, { where, what: 'is not in the file' }]
    if (last === undefined && seq !== '1' && entry.at > before.received_at)
      found.push({ where, what: `is not the one that stood at ${before.received_at}` })
    if (last !== undefined && (entry.seq !== last.seq + 1 || entry.prev !== last.hash))
      found.push({ where, what: `does not follow ${entryName(last)}` })
    const until = after === null ? undefined : entries.get(entryName(after))?.at
    if (until !== undefined && entry.at > until) found.push({ where, what: 'is later than the run after' })
    last = entry
  }
  return found
}
