import { type CheckpointMetadata, changedFields, countsFewer, type Uuid } from './checkpoint.ts'
import type { LedgerEvent } from './event.ts'
import { fieldsOf } from './event-data.ts'
import type { Circumstances, Finding, Listing } from './finding.ts'
import { hostsOf, isSibling, logicalLater } from './hosts.ts'
import { laterOf, secondsBetween } from './instant.ts'
import { byAge } from './order.ts'
import { type Policy, severityOf } from './policy.ts'
import { recordings } from './recordings.ts'
import { staleness } from './staleness.ts'
import type { Listed, State } from './state.ts'

/**
 * What a complete answer says against what is believed: rotation told from loss, change from sameness (DESIGN §5).
 * Pure. A finding with a suspicion is not yet a fact: `conclude` decides on it.
 */
export function compare(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  return [
    ...seenAgain(believed, circumstances),
    ...recordings(believed, seen, circumstances),
    ...reappearances(believed, seen, circumstances),
    ...changes(believed, seen, circumstances),
    ...endings(believed, seen, circumstances),
    ...staleness(believed, seen, circumstances),
  ]
}

export function goneKey(uuid: Uuid): string {
  return `gone ${uuid}`
}

export function changedKey(to: CheckpointMetadata): string {
  return `changed ${to.uuid} ${JSON.stringify(fieldsOf(to))}`
}

function seenAgain(believed: State, { policy, seenAt }: Circumstances): readonly Finding[] {
  if (believed.unobservable === null) return []
  const { since, reason } = believed.unobservable
  const kind = 'pipeline-observable'
  const data = { since, reason, unobserved_seconds: secondsBetween(since, seenAt) }
  return [{ event: { kind, severity: severityOf(policy, kind), data } }]
}

function reappearances(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  const known = new Set(believed.listed.map(({ uuid }) => uuid))
  return seen.flatMap((checkpoint): readonly Finding[] => {
    const ended = circumstances.acquaintances.get(checkpoint.uuid)
    if (ended === undefined || known.has(checkpoint.uuid)) return []
    const kind = 'checkpoint-reappeared'
    const data = {
      // What was recorded, not what is shown now: a difference is an event of its own and must be confirmed.
      ...fieldsOf(ended),
      was: ended.ended,
      ended_at: ended.endedAt,
      first_seen_at: ended.firstSeenAt,
      recorded_seq: String(ended.recordedSeq),
    }
    const severity = severityOf(circumstances.policy, kind)
    return [{ event: { kind, severity, uuid: checkpoint.uuid, data } }]
  })
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
  const newerThan = newerIn(seen, believed, circumstances)
  const { policy } = circumstances
  const hosts = hostsOf(policy, believed.listed, seen)
  const kept = keptOf(policy, hosts)
  return believed.listed
    .filter(({ uuid }) => !listed.has(uuid))
    .map((gone): Finding => {
      const newer = newerThan(gone)
      const hasRotated = newer >= kept || (hosts > 1 && hasRotatedOnItsHost(gone, seen, policy))
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

/**
 * Hosts rotate one by one, and a crash between two of them leaves steps that only some have: so many entries, then, are not there,
 * though so many logical checkpoints are. Enough of those that are later make it rotation.
 */
function hasRotatedOnItsHost(gone: Listed, seen: Listing, { keepLast }: Policy): boolean {
  return keepLast !== 'all' && logicalLater(gone, seen) >= keepLast
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
  newer: number,
  circumstances: Circumstances,
): LedgerEvent {
  const { policy, retiredBy } = circumstances
  const data = {
    ...lifeOf(gone, circumstances),
    newer_listed: String(newer),
    keep_last: String(policy.keepLast),
    ...(kind === 'checkpoint-retired' && retiredBy !== null ? { cause: retiredBy } : {}),
  }
  return { kind, severity: severityOf(policy, kind), uuid: gone.uuid, data }
}

/** How many newer ones make a disappearance rotation. */
function keptOf({ keepLast }: Policy, hosts: number): number {
  return keepLast === 'all' ? Number.POSITIVE_INFINITY : keepLast * hosts
}

/** Tells of a checkpoint that is gone how many newer ones the answer lists. */
export function newerIn(
  seen: Listing,
  believed: State,
  { acquaintances, policy }: Circumstances,
): (gone: Listed) => number {
  const known = new Map(believed.listed.map(({ uuid, recordedSeq }, place) => [uuid, { recordedSeq, place }]))
  const hosts = hostsOf(policy, believed.listed, seen)
  const listed = seen.map((one) => ({
    ...one,
    recordedSeq:
      known.get(one.uuid)?.recordedSeq ??
      acquaintances.get(one.uuid)?.recordedSeq ??
      Number.POSITIVE_INFINITY,
    // What has ended before and is listed again was not made after what is gone.
    place: known.get(one.uuid)?.place ?? (acquaintances.has(one.uuid) ? -1 : Number.POSITIVE_INFINITY),
  }))
  return (gone) => {
    const place = known.get(gone.uuid)?.place ?? -1
    return listed.filter((one) => {
      // What other hosts made for the same logical checkpoint is no newer one.
      if (hosts > 1 && isSibling(one, gone)) return false
      // A host's clock may go back: who was seen later and counts more steps was made later.
      if (one.place > place && countsFewer(gone.steps, one.steps)) return true
      const order = byAge(one, gone)
      // Without a time, and recorded by one entry: in the order in which it recorded them.
      return order === 0 ? one.place > place && one.recordedSeq === gone.recordedSeq : order > 0
    }).length
  }
}
