import { type CheckpointMetadata, countsFewer, isTimed } from './checkpoint.ts'
import { fieldsOf } from './event-data.ts'
import type { Circumstances, Finding, Listing } from './finding.ts'
import { inOrderOfBirth } from './order.ts'
import { type Policy, severityOf } from './policy.ts'
import { isDrop, SIZES_REMEMBERED } from './size-drop.ts'
import type { State } from './state.ts'
import type { U64 } from './u64.ts'

/** What is listed for the first time, and what it says against the ones before it. */
export function recordings(believed: State, seen: Listing, circumstances: Circumstances): readonly Finding[] {
  const known = new Set(believed.listed.map(({ uuid }) => uuid))
  const unknown = seen.filter(({ uuid }) => !known.has(uuid) && !circumstances.acquaintances.has(uuid))
  const baseline = circumstances.firstSight || believed.baselineOpen
  const findings: Finding[] = []
  const before: CheckpointMetadata[] = [...believed.listed]
  const sizes: U64[] = [...believed.sizes]
  for (const checkpoint of inOrderOfBirth(unknown)) {
    findings.push(recording(checkpoint, baseline, circumstances.policy))
    // A first sight shows what was there before us: differences within it are history, not change.
    const predecessor = baseline ? undefined : predecessorOf(checkpoint, before, believed)
    if (predecessor !== undefined) findings.push(...progress(predecessor, checkpoint, circumstances.policy))
    if (!baseline) findings.push(...drop(checkpoint, sizes, circumstances.policy))
    before.push(checkpoint)
    if (checkpoint.size !== null) sizes.push(checkpoint.size)
  }
  return findings
}

/** What a new checkpoint says against the one before it: another program, or fewer steps and records than there were. */
function progress(from: CheckpointMetadata, to: CheckpointMetadata, policy: Policy): readonly Finding[] {
  const regressed =
    countsFewer(to.steps, from.steps) || countsFewer(to.processed_records, from.processed_records)
  return [
    ...(from.fingerprint === to.fingerprint ? [] : [against('lineage-changed', from, to, policy)]),
    ...(regressed ? [against('progress-regressed', from, to, policy)] : []),
  ]
}

function drop({ uuid, size }: CheckpointMetadata, sizes: readonly U64[], policy: Policy): readonly Finding[] {
  const before = sizes.slice(-SIZES_REMEMBERED)
  if (policy.sizeDrop === null || size === null || !isDrop(size, before, policy.sizeDrop)) return []
  const kind = 'size-dropped'
  const data = { size, sizes_before: before, size_drop: String(policy.sizeDrop) }
  return [{ event: { kind, severity: severityOf(policy, kind), uuid, data } }]
}

function recording(checkpoint: CheckpointMetadata, baseline: boolean, policy: Policy): Finding {
  const kind = 'checkpoint-recorded'
  const data = baseline ? { ...fieldsOf(checkpoint), baseline: true } : fieldsOf(checkpoint)
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
  const candidates = believed.newest === null ? before : [...before, believed.newest]
  return candidates
    .filter(({ uuid }) => isTimed(uuid) && uuid < checkpoint.uuid)
    .reduce<CheckpointMetadata | undefined>((a, b) => (a === undefined || b.uuid > a.uuid ? b : a), undefined)
}
