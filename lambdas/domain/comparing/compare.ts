import { type CheckpointMetadata, changedFields, type Uuid } from '../checkpoint.ts'
import type { LedgerEvent } from '../event.ts'
import { fieldsOf } from '../event-data.ts'
import { laterOf, secondsBetween } from '../instant.ts'
import { type Policy, severityOf } from '../policy.ts'
import type { Listed, State } from '../state.ts'
import type { Circumstances, Finding, Listing } from './finding.ts'
import { hostsOf, isOfOneHost } from './hosts.ts'
import { byAge } from './order.ts'
import { firstOf, knownBehind, recordings } from './recordings.ts'
import { rotationIn } from './rotation.ts'
import { staleness } from './staleness.ts'
import { changedKey, goneKey } from './suspicion.ts'
import { isAsBelieved } from './unchanged.ts'

/**
 * What a complete answer says against what is believed: rotation told from loss, change from sameness (DESIGN §5).
 * Pure. A finding with a suspicion is not yet a fact: `conclude` decides on it.
 */
export function compare(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  // Nearly every answer: nothing was recorded, changed or ended, and no rule has to be asked whether it was.
  return isAsBelieved(believed.listed, seen)
    ? [...seenAgain(believed, circumstances), ...staleness(believed, seen, circumstances)]
    : compareInFull(believed, seen, circumstances)
}

/** As `compare`, by all rules whatever is listed: that both say the same is tested. */
export function compareInFull(
  believed: State,
  seen: Listing,
  circumstances: Circumstances,
): readonly Finding[] {
  return [
    ...seenAgain(believed, circumstances),
    ...recordings(believed, seen, circumstances),
    ...reappearances(believed, seen, circumstances),
    ...changes(believed, seen, circumstances),
    ...endings(believed, seen, circumstances),
    ...staleness(believed, seen, circumstances),
  ]
}

function seenAgain(believed: State, { policy, seenAt }: Circumstances): readonly Finding[] {
  if (believed.unobservable === null) return []
  const { since, reason } = believed.unobservable
  const kind = 'pipeline-observable'
  const data = { since, reason, unobserved_seconds: secondsBetween(since, seenAt) }
  return [{ event: { kind, severity: severityOf(policy, kind), data } }]
}

function reappearances(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  const { acquaintances, policy } = circumstances
  const known = new Set(believed.listed.map(({ uuid }) => uuid))
  if (seen.every(({ uuid }) => known.has(uuid) || !acquaintances.has(uuid))) return []
  const isOneHost = isOfOneHost(seen, hostsOf(policy, believed.listed, seen))
  // Those that are new are recorded first.
  const there = new Set(
    seen.flatMap(({ uuid }) => (known.has(uuid) || !acquaintances.has(uuid) ? [uuid] : [])),
  )
  const behindOf = isOneHost ? knownBehind([seen], there) : undefined
  return seen.flatMap((checkpoint): readonly Finding[] => {
    const ended = acquaintances.get(checkpoint.uuid)
    if (ended === undefined || known.has(checkpoint.uuid)) return []
    const behind = firstOf(believed, behindOf?.get(checkpoint.uuid), recordedLater(believed, ended))
    const kind = 'checkpoint-reappeared'
    const data = {
      // What was recorded, not what is shown now: a difference is an event of its own and must be confirmed.
      ...fieldsOf(ended),
      was: ended.ended,
      ended_at: ended.endedAt,
      first_seen_at: ended.firstSeenAt,
      recorded_seq: String(ended.recordedSeq),
      ...(behind === undefined ? {} : { listed_before: behind }),
    }
    const severity = severityOf(policy, kind)
    return [{ event: { kind, severity, uuid: checkpoint.uuid, data } }]
  })
}

/** The first of those that were recorded later: entries are in order, whatever our clock did, and in one entry what was seen or begun first. */
function recordedLater({ listed }: State, ended: Listed): Uuid | undefined {
  const isLater = (one: Listed): boolean => {
    if (one.recordedSeq !== ended.recordedSeq) return one.recordedSeq > ended.recordedSeq
    if (one.firstSeenAt !== ended.firstSeenAt) return one.firstSeenAt > ended.firstSeenAt
    return byAge(one, ended) > 0
  }
  return listed.find(isLater)?.uuid
}

function changes(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  const known = new Map<Uuid, CheckpointMetadata>([
    ...[...circumstances.acquaintances].map(([uuid, ended]) => [uuid, ended] as const),
    ...believed.listed.map((listed) => [listed.uuid, listed] as const),
  ])
  return seen.flatMap((to): readonly Finding[] => {
    const from = known.get(to.uuid)
    return from === undefined ? [] : changesOf(from, to, circumstances.policy)
  })
}

export function changesOf(
  from: CheckpointMetadata,
  to: CheckpointMetadata,
  policy: Policy,
): readonly Finding[] {
  const fields = changedFields(from, to)
  if (fields.length === 0 && from.fingerprint === to.fingerprint) return []
  const data = { from: fieldsOf(from), to: fieldsOf(to) }
  const suspicion = changedKey(to)
  const findings: Finding[] = []
  if (from.fingerprint !== to.fingerprint) {
    const kind = 'fingerprint-changed'
    findings.push({ event: { kind, severity: severityOf(policy, kind), uuid: to.uuid, data }, suspicion })
  }
  if (fields.length === 0) return findings
  const kind = 'metadata-changed'
  // Catalogs written by older runtimes lack fields (FELDERA §1): a null that is filled in is recorded and tells nobody.
  const filledIn = fields.every((field) => from[field] === null)
  if (filledIn && findings.length === 0) {
    return [{ event: { kind, severity: 'silent', uuid: to.uuid, data } }]
  }
  const severity = filledIn ? 'silent' : severityOf(policy, kind)
  return [...findings, { event: { kind, severity, uuid: to.uuid, data }, suspicion }]
}

function endings(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  const listed = new Set(seen.map(({ uuid }) => uuid))
  const rotationOf = rotationIn(seen, believed, circumstances)
  return believed.listed
    .filter(({ uuid }) => !listed.has(uuid))
    .map((gone): Finding => {
      const { newer, hasRotated } = rotationOf(gone)
      // What rotation explains needs no pull to explain it.
      const told =
        hasRotated && circumstances.retiredBy === 'pulled'
          ? { ...circumstances, retiredBy: null }
          : circumstances
      return hasRotated || circumstances.retiredBy !== null
        ? { event: ended('checkpoint-retired', gone, newer, told) }
        : { event: ended('checkpoint-missing', gone, newer, circumstances), suspicion: goneKey(gone.uuid) }
    })
}

/** A loss that so many answers show. */
export function lostBy(
  answers: number,
  gone: Listed,
  newer: number,
  circumstances: Parameters<typeof ended>[3],
): LedgerEvent {
  const lost = ended('checkpoint-missing', gone, newer, circumstances)
  return { ...lost, data: { ...lost.data, answers: String(answers) } }
}

/** What a checkpoint that has ended is told with: its values, the bounds of its life, where it was recorded. */
export function lifeOf(gone: Listed, { lastSeenAt, via }: Pick<Circumstances, 'lastSeenAt' | 'via'>) {
  return {
    ...fieldsOf(gone),
    first_seen_at: gone.firstSeenAt,
    last_seen_at: laterOf(lastSeenAt ?? gone.firstSeenAt, gone.firstSeenAt),
    recorded_seq: String(gone.recordedSeq),
    ...(via === null ? {} : { via }),
  }
}

export function ended(
  kind: 'checkpoint-retired' | 'checkpoint-missing',
  gone: Listed,
  /** null: nothing was listed to count. */
  newer: number | null,
  circumstances: Pick<Circumstances, 'policy' | 'lastSeenAt' | 'via' | 'retiredBy'>,
): LedgerEvent {
  const { policy, retiredBy } = circumstances
  const data = {
    ...lifeOf(gone, circumstances),
    ...(newer === null ? {} : { newer_listed: String(newer) }),
    keep_last: String(policy.keepLast),
    ...(kind === 'checkpoint-retired' && retiredBy !== null ? { cause: retiredBy } : {}),
  }
  return { kind, severity: severityOf(policy, kind), uuid: gone.uuid, data }
}
