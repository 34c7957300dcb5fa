import { type CheckpointMetadata, countsFewer, isTimed, type Uuid } from '../checkpoint.ts'
import { fieldsOf } from '../event-data.ts'
import { type Policy, severityOf } from '../policy.ts'
import type { Making, State } from '../state.ts'
import { compareU64, type U64 } from '../u64.ts'
import type { Circumstances, Finding, Listing } from './finding.ts'
import { hostsOf, isOfOneHost } from './hosts.ts'
import { inOrderOfBirth } from './order.ts'
import { isDrop, SIZES_REMEMBERED } from './size-drop.ts'

/** What is listed for the first time, and what it says against the ones before it. */
export function recordings(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  const known = new Set(believed.listed.map(({ uuid }) => uuid))
  const unknown = seen.filter(({ uuid }) => !known.has(uuid) && !circumstances.acquaintances.has(uuid))
  const baseline = circumstances.firstSight || believed.baselineOpen
  const findings: Finding[] = []
  const scene = { believed, circumstances, hosts: hostsOf(circumstances.policy, believed.listed, seen) }
  const before: CheckpointMetadata[] = [...believed.listed]
  const sizes: U64[] = [...believed.sizes]
  // One host lists the oldest first (checkpointer.rs: push_back), also where its clock, or what it counts, went back in between.
  const isOneHost = isOfOneHost(seen, scene.hosts)
  const behind = isOneHost ? knownBehind(circumstances.answers ?? [seen], known) : undefined
  const inOrder = isOneHost ? unknown : inOrderOfBirth(unknown)
  for (const checkpoint of inOrder) {
    const place = firstOf(believed, behind?.get(checkpoint.uuid), notedBefore(believed, circumstances))
    findings.push(recording(checkpoint, baseline, place, circumstances))
    // A first sight shows what was there before us: differences within it are history, not change.
    const predecessor = baseline ? undefined : predecessorOf(checkpoint, before, believed)
    if (predecessor !== undefined) findings.push(...progress(predecessor, checkpoint, before, scene))
    if (!baseline) findings.push(...drop(checkpoint, sizes, scene))
    before.push(checkpoint)
    if (checkpoint.size !== null) sizes.push(checkpoint.size)
  }
  return findings
}

/** Which known one stands next behind each other in lists of one host: a catalog that was rolled back shows what was made before it. */
export function knownBehind(lists: readonly Listing[], known: ReadonlySet<Uuid>): ReadonlyMap<Uuid, Uuid> {
  const behind = new Map<Uuid, Uuid>()
  for (const list of lists) {
    let next: Uuid | undefined
    for (const { uuid } of list.toReversed()) {
      if (known.has(uuid)) next = uuid
      else if (next !== undefined && !behind.has(uuid)) behind.set(uuid, next)
    }
  }
  return behind
}

/** What the feed tells late was there before all that was first seen later. An answer of now was not, though our clock may have gone back. */
function notedBefore({ listed }: State, { via, seenAt }: Circumstances): Uuid | undefined {
  return via === null ? undefined : listed.find(({ firstSeenAt }) => firstSeenAt > seenAt)?.uuid
}

/** Of two that it stands before, the one that stands first; what is not believed yet stands behind all that are. */
export function firstOf({ listed }: State, a: Uuid | undefined, b: Uuid | undefined): Uuid | undefined {
  return listed.find(({ uuid }) => uuid === a || uuid === b)?.uuid ?? a ?? b
}

interface Scene {
  readonly believed: State
  readonly circumstances: Circumstances
  readonly hosts: number
}

/** What a new checkpoint says against the one before it: another program, or fewer steps and records than there were. */
function progress(
  from: CheckpointMetadata,
  to: CheckpointMetadata,
  before: Listing,
  { believed, circumstances, hosts }: Scene,
): readonly Finding[] {
  const { policy } = circumstances
  // Each host counts its own records and may have a fingerprint of its own (FELDERA §1.2, §3).
  const regressed =
    countsFewer(to.steps, from.steps) ||
    (hosts === 1 && countsFewer(to.processed_records, from.processed_records))
  const isOther =
    from.fingerprint !== to.fingerprint &&
    (hosts === 1 || before.every(({ fingerprint }) => fingerprint !== to.fingerprint))
  return [
    ...(isOther ? [lineage(from, to, believed.making, circumstances)] : []),
    ...(regressed ? [against('progress-regressed', from, to, policy)] : []),
  ]
}

/** Another fingerprint is expected where the source says that program or platform changed since the one before was recorded. */
function lineage(
  from: CheckpointMetadata,
  to: CheckpointMetadata,
  before: Making | null,
  { making, policy }: Circumstances,
): Finding {
  const differs = (part: 'program' | 'platform'): boolean =>
    before !== null && making !== null && before[part] !== making[part] && before[part] !== null
  const cause = differs('program') ? 'program-version' : differs('platform') ? 'platform-version' : null
  const { event } = against('lineage-changed', from, to, policy)
  const severity = severityOf(policy, 'lineage-changed', cause === null ? undefined : 'info')
  return { event: { ...event, severity, data: { ...event.data, cause } } }
}

function drop(
  { uuid, size }: CheckpointMetadata,
  sizes: readonly U64[],
  { circumstances: { policy }, hosts }: Scene,
): readonly Finding[] {
  const last = sizes.slice(-SIZES_REMEMBERED)
  // Hosts hold different shares: of several, the smallest says what is small.
  const before = hosts === 1 ? last : last.toSorted(compareU64).slice(0, 1)
  if (policy.sizeDrop === null || size === null || !isDrop(size, before, policy.sizeDrop)) return []
  const kind = 'size-dropped'
  const data = { size, sizes_before: before, size_drop: String(policy.sizeDrop) }
  return [{ event: { kind, severity: severityOf(policy, kind), uuid, data } }]
}

function recording(
  checkpoint: CheckpointMetadata,
  baseline: boolean,
  behind: Uuid | undefined,
  { policy, making, via, seenAt }: Circumstances,
): Finding {
  const kind = 'checkpoint-recorded'
  const data = {
    ...fieldsOf(checkpoint),
    ...(baseline ? { baseline: true } : {}),
    ...(behind === undefined ? {} : { listed_before: behind }),
    ...(via === null ? {} : { via, first_seen_at: seenAt }),
    ...(making === null
      ? {}
      : {
          program_version: making.program,
          platform_version: making.platform,
          deployment_id: making.deployment,
        }),
  }
  return { event: { kind, severity: severityOf(policy, kind), uuid: checkpoint.uuid, data } }
}

function against(
  kind: 'lineage-changed' | 'progress-regressed',
  from: CheckpointMetadata,
  to: CheckpointMetadata,
  policy: Policy,
): Finding {
  const data = { from: { uuid: from.uuid, ...fieldsOf(from) }, to: fieldsOf(to) }
  return { event: { kind, severity: severityOf(policy, kind), uuid: to.uuid, data } }
}

/** The newest one before it: in UUID order where UUIDs carry a time, otherwise the one recorded last. */
function predecessorOf(
  checkpoint: CheckpointMetadata,
  before: Listing,
  believed: State,
): CheckpointMetadata | undefined {
  if (!isTimed(checkpoint.uuid)) {
    const justRecorded = before.length > believed.listed.length ? before.at(-1) : undefined
    return justRecorded ?? believed.latest ?? undefined
  }
  const candidates = believed.forerunner === null ? before : [...before, believed.forerunner]
  return candidates
    .filter(({ uuid }) => isTimed(uuid) && uuid < checkpoint.uuid)
    .reduce<CheckpointMetadata | undefined>((a, b) => (a === undefined || b.uuid > a.uuid ? b : a), undefined)
}
