import { splitLedger } from '../../domain/ledger-name.ts'
import { bodyOf, holderOf, type Shown, shownBy } from './answers.ts'
import type { AttestedCheck } from './attestation.ts'
import { entryName, type Held } from './held.ts'
import { type Run, runIn, sawOf } from './runs.ts'

/** A check that the file proves: what was shown, and the run that asked. */
export interface ProvenCheck {
  readonly shown: Shown
  readonly run: Run
}

/** The answer of a check, read from the evidence that its run cites. */
export function checkIn(
  held: Held,
  pipeline: string,
  check: AttestedCheck,
): ProvenCheck | { readonly problem: string } {
  const entry = held.entries.get(entryName(check))
  if (entry === undefined) return { problem: `the entry ${entryName(check)} is not in the file` }
  const run = runIn(entry)
  if (run === undefined) return { problem: `${entryName(check)} is no run` }
  if (!entry.evidence.includes(check.object))
    return { problem: `${entryName(check)} does not cite ${check.object}` }
  const kept = held.answers.get(check.object)?.[Number(check.line) - 1]
  if (kept === undefined) return { problem: `line ${check.line} of ${check.object} is not in the file` }
  const [source, name] = splitLedger(pipeline)
  const holder = holderOf(kept)
  const body = bodyOf(kept, holder === undefined ? [] : (held.answers.get(holder) ?? []))
  if (body === undefined)
    return { problem: `line ${check.line} of ${check.object}: the body is not there, or has another hash` }
  const shown = shownBy(kept, body, { source, name })
  if (shown === undefined)
    return { problem: `line ${check.line} of ${check.object} is no complete answer that shows ${pipeline}` }
  if (shown.receivedAt !== check.received_at) return { problem: `was received at ${shown.receivedAt}` }
  if (shown.receivedAt < run.startedAt || shown.receivedAt > entry.at)
    return { problem: `was received at ${shown.receivedAt}, outside of its run` }
  const saw = sawOf(run, pipeline)
  if (saw === 'not-seen') return { problem: `${entryName(check)} says that it did not see ${pipeline}` }
  if (saw === 'unsaid' && shown.by === 'list')
    return { problem: `${entryName(check)} does not say that it saw ${pipeline}` }
  return { shown, run }
}
