import { type Entry, MAX_ENTRY_BYTES, NO_PREVIOUS, openEntry } from '../../domain/entry.ts'
import { evolve } from '../../domain/evolve.ts'
import { exactText } from '../../domain/exact-text.ts'
import type { Instant } from '../../domain/instant.ts'
import { errorText } from '../../domain/log-line.ts'
import { NOTHING_YET, type State } from '../../domain/state.ts'
import { isHashName } from './archive-names.ts'
import type { Findings } from './findings.ts'

/** How far a ledger has been followed in the log. */
export interface Followed {
  readonly seq: number
  readonly hash: string
  readonly at: Instant
  /** Undefined once the fold has failed, and in an export, which begins in the middle. */
  readonly state: State | undefined
}

export interface Chains {
  /** The next leaf of the log: its entry, unless it is none. */
  readonly take: (leaf: Uint8Array, where: string) => Entry | undefined
  readonly ledgers: ReadonlyMap<string, Followed>
}

/**
 * Follows every ledger through the log: exact form, dense `seq`, `prev`, `at`, and the fold. Of each only the last entry is kept.
 * `fromStart`: each ledger begins with seq 1; in an export it may begin anywhere.
 */
export function createChains(findings: Findings, { fromStart }: { readonly fromStart: boolean }): Chains {
  const ledgers = new Map<string, Followed>()
  return {
    ledgers,
    take: (leaf, where) => {
      const entry = opened(findings, leaf, where)
      if (entry === undefined) return undefined
      const before = ledgers.get(entry.ledger)
      for (const problem of problemsOf(entry, before, fromStart))
        findings.broken(`${entry.ledger} ${entry.seq}`, `${problem} (${where})`)
      // One that stands where it does not belong must not spoil those behind it.
      if (before !== undefined && entry.seq <= before.seq) return entry
      const state = fromStart ? folded(findings, before, entry) : undefined
      ledgers.set(entry.ledger, { seq: entry.seq, hash: entry.hash, at: entry.at, state })
      return entry
    },
  }
}

function opened(findings: Findings, leaf: Uint8Array, where: string): Entry | undefined {
  try {
    if (leaf.length > MAX_ENTRY_BYTES) throw new Error(`larger than ${MAX_ENTRY_BYTES} bytes`)
    return openEntry(exactText(leaf))
  } catch (error) {
    findings.broken(where, `is no entry: ${errorText(error)}`)
    return undefined
  }
}

function problemsOf(entry: Entry, before: Followed | undefined, fromStart: boolean): readonly string[] {
  const strange = entry.evidence.filter((name) => !isHashName(name))
  const problems = strange.map((name) => `cites ${JSON.stringify(name)}, which is no object’s name`)
  if (entry.events.length === 0) problems.push('has no events')
  const expected = before === undefined ? (fromStart ? 1 : entry.seq) : before.seq + 1
  if (entry.seq < expected)
    return [
      ...problems,
      entry.hash === before?.hash
        ? 'stands twice in the log'
        : `stands behind ${entry.ledger} ${expected - 1}: it is there twice or out of order`,
    ]
  if (entry.seq > expected) {
    const missing = entry.seq - expected
    return [
      ...problems,
      `follows ${expected === 1 ? 'nothing' : `seq ${expected - 1}`}: ${missing === 1 ? `seq ${expected} is` : `seqs ${expected} to ${entry.seq - 1} are`} missing in the log`,
    ]
  }
  if (before !== undefined && entry.prev !== before.hash)
    problems.push(`prev is not the hash of seq ${before.seq} in the log`)
  if (entry.seq === 1 && entry.prev !== NO_PREVIOUS) problems.push('prev of the first entry is not 64 zeros')
  if (before !== undefined && entry.at < before.at) problems.push(`at is before that of seq ${before.seq}`)
  return problems
}

function folded(findings: Findings, before: Followed | undefined, entry: Entry): State | undefined {
  const state = before === undefined ? NOTHING_YET : before.state
  if (state === undefined) return undefined
  try {
    return evolve(state, entry)
  } catch (error) {
    findings.broken(
      `${entry.ledger} ${entry.seq}`,
      `does not follow from what was before: ${errorText(error)}`,
    )
    return undefined
  }
}
