import type { Entry } from '../entry.ts'
import { isEnding, type LedgerEvent } from '../event.ts'
import { checkpointIn, isMembers, optionalTextIn } from '../event-data.ts'
import { type Instant, laterOf, parseInstant } from '../instant.ts'
import type { State } from '../state.ts'
import { earlierOf } from './period.ts'

/** A fingerprint that checkpoints of the period bear: which program wrote them. */
export interface FingerprintUse {
  readonly fingerprint: string
  /** Of its checkpoints the first time that one was seen; it may lie before the period. */
  readonly first_seen_at: Instant
  readonly last_seen_at: Instant
  /** Recorded with it in the period. */
  readonly recorded: number
  /** Listed with it at the end. */
  readonly listed: number
  /**
   * Why it came: `before` the period, at `first-sight`, `program-version`, `platform-version`, `unexplained` (a `lineage-changed` without a
   * cause), `fingerprint-changed`, or `recorded` where it was no change against the one before.
   */
  readonly cause: string
}

interface Use {
  first: Instant
  last: Instant
  recorded: number
  cause: string
}

export interface Fingerprints {
  readonly add: (entry: Entry) => void
  /** By first sight, then by value. `until`: when what is listed was last seen. */
  readonly uses: (at: Pick<State, 'listed'>, until: Instant) => readonly FingerprintUse[]
}

export function fingerprintsSince(before: Pick<State, 'listed'>): Fingerprints {
  const uses = new Map<string, Use>()
  const seen = (fingerprint: string, first: Instant, last: Instant, cause: string): Use => {
    const known = uses.get(fingerprint)
    if (known === undefined) {
      const use = { first, last, recorded: 0, cause }
      uses.set(fingerprint, use)
      return use
    }
    known.first = earlierOf(known.first, first)
    known.last = laterOf(known.last, last)
    return known
  }
  for (const { fingerprint, firstSeenAt } of before.listed)
    seen(fingerprint, firstSeenAt, firstSeenAt, 'before')
  return {
    add: ({ at, events }) => {
      for (const event of events) {
        if (event.kind === 'checkpoint-recorded') {
          const cause = event.data['baseline'] === true ? 'first-sight' : 'recorded'
          const first = timeIn(event, 'first_seen_at') ?? at
          seen(checkpointIn(event).fingerprint, first, first, cause).recorded += 1
        } else if (event.kind === 'checkpoint-reappeared') {
          seen(checkpointIn(event).fingerprint, timeIn(event, 'first_seen_at') ?? at, at, 'before')
        } else if (isEnding(event.kind)) {
          const last = timeIn(event, 'last_seen_at') ?? at
          seen(checkpointIn(event).fingerprint, timeIn(event, 'first_seen_at') ?? last, last, 'before')
        } else if (event.kind === 'lineage-changed') {
          const use = uses.get(fingerprintTo(event))
          if (use?.cause === 'recorded') use.cause = optionalTextIn(event, 'cause') ?? 'unexplained'
        } else if (event.kind === 'fingerprint-changed') {
          seen(fingerprintTo(event), at, at, event.kind)
        }
      }
    },
    uses: ({ listed }, until) => {
      const now = Map.groupBy(listed, (one): string => one.fingerprint)
      return [...uses]
        .map(([fingerprint, { first, last, recorded, cause }]) => {
          const still = now.get(fingerprint)?.length ?? 0
          return {
            fingerprint,
            first_seen_at: first,
            last_seen_at: still > 0 ? laterOf(last, until) : last,
            recorded,
            listed: still,
            cause,
          }
        })
        .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    },
  }
}

function keyOf({ first_seen_at, fingerprint }: FingerprintUse): string {
  return `${first_seen_at} ${fingerprint.padStart(20, '0')}`
}

function fingerprintTo({ data: { to } }: LedgerEvent): string {
  const fingerprint = isMembers(to) ? to['fingerprint'] : undefined
  return typeof fingerprint === 'string' ? fingerprint : ''
}

function timeIn(event: LedgerEvent, key: string): Instant | undefined {
  return parseInstant(optionalTextIn(event, key) ?? '')
}
